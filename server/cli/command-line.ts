// With main.ts the only place that reads process.argv, process.env and the clock.
import { CommanderError } from 'commander'
import { readSettings } from '../settings.ts'
import type { CommandContext } from './command-context.ts'
import { createProgram, versionAsked } from './program.ts'
import { reportError } from './report-error.ts'

const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGPIPE: 13, SIGTERM: 15 } as const

function exitCodeOfSignal(name: keyof typeof signalNumbers): number {
  return 128 + signalNumbers[name]
}

/** Nobody reads on: a pipe was closed, or a terminal went away. */
function isUnread({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EPIPE' || code === 'EIO'
}

/** What people and service managers send again to one who does not hear. */
const impatient = ['SIGINT', 'SIGTERM'] as const

/**
 * The first signal asks the command to stop; then a second one finds nothing of ours in its way, and the kernel ends the process at once,
 * whatever it is at. A standard error that nobody reads any more asks it to stop, too; that of a terminal comes with one SIGHUP or two,
 * which are not impatient.
 */
function watchSignals(controller: AbortController): void {
  let isAsked = false
  const stop = (name: keyof typeof signalNumbers): void => {
    process.exitCode = exitCodeOfSignal(name)
    if (isAsked) return
    isAsked = true
    // Two that were waiting together are both heard before that.
    setImmediate(() => {
      for (const each of impatient) process.removeAllListeners(each)
      controller.abort()
    })
  }
  for (const name of impatient) {
    process.on(name, () => (isAsked ? endBy(name) : stop(name)))
  }
  process.on('SIGHUP', () => stop('SIGHUP'))
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (!isUnread(error)) throw error
    if (!isAsked) stop('SIGPIPE')
  })
}

/** As the kernel does where nobody listens; the exit code that a shell sees is the same. */
function endBy(name: NodeJS.Signals): void {
  process.removeAllListeners(name)
  process.kill(process.pid, name)
}

/** `hyperscope … | head` takes what it wants of a result and leaves: that is no error. */
function endQuietlyOnClosedOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (isUnread(error)) process.exit()
    throw error
  })
}

/** Runs the command that the process was started with; sets its exit code. */
export async function runCommandLine(): Promise<void> {
  const controller = new AbortController()
  watchSignals(controller)
  endQuietlyOnClosedOutput()
  try {
    const context: CommandContext = {
      ...{ stdout: process.stdout, stderr: process.stderr, env: process.env, now: Date.now },
      stdin: () => process.stdin as AsyncIterable<Buffer>,
      settings: readSettings(process.env),
      signal: controller.signal,
      setExitCode: (code) => {
        process.exitCode = code
      },
    }
    await createProgram(context).parseAsync(process.argv)
  } catch (error) {
    if (error instanceof CommanderError && error.code === versionAsked) {
      const { versionText } = await import('./version-text.ts')
      process.stdout.write(versionText())
      return
    }
    if (error instanceof CommanderError) {
      // commander has written its own message; its usage errors are 2 as everywhere.
      process.exitCode = error.exitCode === 0 ? 0 : 2
      return
    }
    if (controller.signal.aborted) return
    process.exitCode = reportError(error, process.stderr)
  }
}

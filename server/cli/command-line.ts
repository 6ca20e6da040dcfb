// With main.ts the only place that reads process.argv, process.env and the clock.
import { CommanderError } from 'commander'
import { readSettings } from '../settings.ts'
import type { CommandContext } from './command-context.ts'
import { createProgram, versionAsked } from './program.ts'
import { reportError } from './report-error.ts'

const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const

function exitCodeOfSignal(name: keyof typeof signalNumbers): number {
  return 128 + signalNumbers[name]
}

/** The first signal asks the command to stop, the second one ends the process at once. */
function watchSignals(controller: AbortController): void {
  for (const name of Object.keys(signalNumbers) as (keyof typeof signalNumbers)[]) {
    process.on(name, () => {
      process.exitCode = exitCodeOfSignal(name)
      if (controller.signal.aborted) process.exit()
      controller.abort()
    })
  }
}

/** `hyperscope … | head` closes our output early: that is no error. */
function endQuietlyOnClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit()
      throw error
    })
  }
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

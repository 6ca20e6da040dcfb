// A sync by the command line, and what may tell it to stop.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { compiledOnce, mainModule, startCommand } from '../command.ts'
import { temporaryFolder } from '../synced-demo.ts'

/** A sync that can be told to stop. */
export interface StoppableSync {
  readonly exitCode: Promise<number>
  /** Resolves once it has been told: from then on its time counts. */
  stop(): Promise<void>
}

type Environment = Readonly<Record<string, string>>

/** Something that tells a sync to stop. */
export interface Stop {
  readonly name: string
  readonly exitCode: number
  /** How long it may take. */
  readonly mostMs: number
  /** Whether it then closes the file in order. */
  readonly isClean: boolean
  start(words: readonly string[], env: Environment): StoppableSync
}

const soon = { mostMs: 3000, isClean: true } as const

/** A closed pipe is met when the next line is written, which comes every five seconds. */
const soonAfterLine = { mostMs: 8000, isClean: true } as const

/** Starts a sync of which `stop` knows the process. */
function stoppedBy(stop: (child: ChildProcess, heard: Promise<void>) => unknown): Stop['start'] {
  return (words, env) => {
    const child = startCommand(words, env)
    child.stdout?.resume()
    const heard = saysStopping(child)
    const exitCode = new Promise<number>((resolve) =>
      // A signal that meets a process at its very end kills it; a shell gives that the same code.
      child.once('exit', (code, signal) =>
        resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']),
      ),
    )
    return { exitCode, stop: async () => void (await stop(child, heard)) }
  }
}

/** Resolves when it says that it has heard the first signal, or has ended. */
function saysStopping(child: ChildProcess): Promise<void> {
  let said = ''
  return new Promise((resolve) => {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (said.includes('Stopping.')) resolve()
    })
    child.once('exit', () => resolve())
  })
}

/** How soon it hears the first one is what the others measure. */
async function twice(child: ChildProcess, heard: Promise<void>): Promise<void> {
  child.kill('SIGINT')
  await heard
  child.kill('SIGINT')
}

function closeOutput(child: ChildProcess): void {
  child.stdout?.destroy()
  child.stderr?.destroy()
}

/**
 * Starts a sync on a pseudo-terminal, which goes away. The shell between them hands SIGHUP on, as one that people type into does, and
 * writes down how the sync ended.
 */
function onTerminal(words: readonly string[], env: Environment): StoppableSync {
  const written = join(temporaryFolder(), 'code')
  const quoted = [process.execPath, mainModule, ...words].map((word) => `'${word}'`).join(' ')
  // The first wait ends when SIGHUP comes.
  const command = `${quoted} & trap "kill -HUP $!" HUP; wait $!; wait $!; echo $? > ${written}`
  const terminal = spawn('script', ['-qec', command, '/dev/null'], {
    env: { PATH: process.env.PATH, HOME: '/nonexistent', ...compiledOnce, ...env },
    stdio: 'ignore',
  })
  const exitCode = (async () => {
    while (!existsSync(written) || readFileSync(written, 'utf8') === '') await sleep(20)
    return Number(readFileSync(written, 'utf8'))
  })()
  return { exitCode, stop: async () => void terminal.kill('SIGKILL') }
}

export const stops: readonly Stop[] = [
  {
    ...{ name: 'SIGINT', exitCode: 130, ...soon },
    start: stoppedBy((child) => child.kill('SIGINT')),
  },
  {
    ...{ name: 'SIGTERM', exitCode: 143, ...soon },
    start: stoppedBy((child) => child.kill('SIGTERM')),
  },
  {
    ...{ name: 'SIGHUP', exitCode: 129, ...soon },
    start: stoppedBy((child) => child.kill('SIGHUP')),
  },
  { ...{ name: 'closed output', exitCode: 141, ...soonAfterLine }, start: stoppedBy(closeOutput) },
  { ...{ name: 'a terminal that goes away', exitCode: 129, ...soon }, start: onTerminal },
  {
    ...{ name: 'a second Ctrl-C', exitCode: 130, mostMs: 1000, isClean: false },
    start: stoppedBy(twice),
  },
]

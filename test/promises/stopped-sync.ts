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
  stop(): void
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
function stoppedBy(stop: (child: ChildProcess) => void): Stop['start'] {
  return (words, env) => {
    const child = startCommand(words, env)
    child.stdout?.resume()
    child.stderr?.resume()
    const exitCode = new Promise<number>((resolve) =>
      // A signal that meets a process at its very end kills it; a shell gives that the same code.
      child.once('exit', (code, signal) =>
        resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']),
      ),
    )
    return { exitCode, stop: () => stop(child) }
  }
}

function twice(child: ChildProcess): void {
  child.kill('SIGINT')
  // Two that come at the same moment are one to the kernel.
  setTimeout(() => child.kill('SIGINT'), 30)
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
  return { exitCode, stop: () => terminal.kill('SIGKILL') }
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

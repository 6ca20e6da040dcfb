import { type ChildProcess, spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The command line. */
export const mainModule = fileURLToPath(new URL('../server/cli/main.ts', import.meta.url))

export interface CommandResult {
  /** null: a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** For a process that tests start again and again: compiling its modules anew would cost more than what it does. */
export const compiledOnce = { NODE_COMPILE_CACHE: join(tmpdir(), 'hyperscope-compile-cache') }

type Environment = Readonly<Record<string, string>>

/** Starts the command line as its own process. It sees PATH and the given variables, nothing else of this process. */
export function startCommand(words: readonly string[], env: Environment = {}): ChildProcess {
  return spawn(process.execPath, [mainModule, ...words], {
    env: { PATH: process.env.PATH, HOME: '/nonexistent', ...compiledOnce, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Resolves when the process has ended and its output is read. */
export async function commandEnd(child: ChildProcess): Promise<CommandResult> {
  const [stdout, stderr, code] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise<number | null>((resolve) => child.once('close', resolve)),
  ])
  return { code, stdout, stderr }
}

/** Runs the command line to its end. */
export function runCommand(
  words: readonly string[],
  env: Environment = {},
): Promise<CommandResult> {
  return commandEnd(startCommand(words, env))
}

async function textOf(stream: NodeJS.ReadableStream | null): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream ?? []) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}

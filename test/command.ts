import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../server/cli/main.ts', import.meta.url))

export interface CommandResult {
  /** null: a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

type Environment = Readonly<Record<string, string>>

/** Starts the command line as its own process. It sees PATH and the given variables, nothing else of this process. */
export function startCommand(words: readonly string[], env: Environment = {}): ChildProcess {
  return spawn(process.execPath, [main, ...words], {
    env: { PATH: process.env.PATH, HOME: '/nonexistent', ...env },
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

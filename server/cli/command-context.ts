import type { Settings } from '../settings.ts'

/** What a command may touch of the process. Built once, in main.ts. */
export interface CommandContext {
  readonly settings: Settings
  /** Standard input; opened when a command first asks for it. */
  stdin(): AsyncIterable<Buffer>
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  /** Changed by `demo` alone, which points the AWS SDK at its own endpoint. */
  readonly env: NodeJS.ProcessEnv
  readonly now: () => number
  /** Aborted by the first Ctrl-C, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal
  /** What the process will exit with; 0 unless a command says otherwise. */
  setExitCode(code: number): void
}

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { compiledOnce } from '../command.ts'

/** How a process has ended that was to be killed. */
export interface KilledChild {
  /** false: it had ended before. */
  readonly killed: boolean
  /** What it wrote after `ready`. */
  readonly lines: readonly string[]
  /** From `ready` to the end. */
  readonly tookMs: number
}

/**
 * Runs a module in a process of its own, which writes `ready` when it is loaded, and sends SIGKILL so long after that; `Infinity`:
 * lets it end. Rejects when it ends by itself with an error.
 */
export function killedChild(words: readonly string[], killAfterMs: number): Promise<KilledChild> {
  const child = spawn(process.execPath, words, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...compiledOnce },
  })
  const lines: string[] = []
  let readyMs = 0
  createInterface(child.stdout).on('line', (line) => {
    if (line !== 'ready') {
      lines.push(line)
      return
    }
    readyMs = performance.now()
    if (killAfterMs !== Infinity) setTimeout(() => child.kill('SIGKILL'), killAfterMs)
  })
  return new Promise((resolve, reject) => {
    child.once('close', (code, signal) => {
      const killed = signal === 'SIGKILL'
      if (killed || code === 0) resolve({ killed, lines, tookMs: performance.now() - readyMs })
      else reject(new Error(`${words.join(' ')} ended with ${code ?? signal}`))
    })
  })
}

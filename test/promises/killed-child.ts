import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

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
    // Compiling the modules anew would cost more than what they do.
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'hyperscope-compile-cache') },
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

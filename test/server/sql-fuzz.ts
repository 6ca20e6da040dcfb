// Generated statements in bulk, in a process that is killed where one of them does not end, as the SQL page's own would be.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const child = fileURLToPath(new URL('sql-fuzz-child.ts', import.meta.url))
/** Starting the process on a busy machine takes as long. */
const stuckMs = 5000

interface Part {
  readonly last: number
  readonly answered: number
  readonly broken: readonly string[]
}

function run(words: readonly string[], first: number): Promise<Part> {
  const running = spawn(process.execPath, ['--no-warnings', child, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let last = first
  let end = { answered: 0, broken: [] as string[] }
  let isEnded = false
  const stuck = setTimeout(() => running.kill('SIGKILL'), stuckMs)
  createInterface(running.stdout).on('line', (line) => {
    isEnded = line.startsWith('{')
    if (isEnded) end = JSON.parse(line)
    else last = Number(line)
    stuck.refresh()
  })
  return new Promise((resolve) => {
    running.once('close', (code, signal) => {
      clearTimeout(stuck)
      const isKilled = signal === 'SIGKILL'
      if (!isEnded && !isKilled)
        end.broken.push(`${last}: the process ended with ${code ?? signal}`)
      resolve({ last, ...end })
    })
  })
}

/** So many statements of a seed; in `broken` what a statement has done that it must not. */
export async function fuzzSql(options: {
  readonly path: string
  readonly statements: number
  readonly seed: number
}): Promise<{
  readonly answered: number
  readonly killed: number
  readonly broken: readonly string[]
}> {
  const broken: string[] = []
  let [answered, killed] = [0, 0]
  for (let next = 0; next < options.statements; ) {
    const words = [options.path, options.seed, next, options.statements - next].map(String)
    const part = await run(words, next)
    answered += part.answered
    broken.push(...part.broken)
    next = part.last + 1
    if (next < options.statements) killed += 1
  }
  return { answered, killed, broken }
}

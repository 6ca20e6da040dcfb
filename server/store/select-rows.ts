import { type ChildProcess, fork } from 'node:child_process'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { OperatorError } from '../../ingest/operator-error.ts'

export interface SelectRows {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number | null)[])[]
  /** Why there are no more: null: these are all. */
  readonly cut: 'rows' | 'size' | null
}

/** Rows, and how long the statement took; its process needs some time to start besides. */
export type TimedRows = SelectRows & { readonly elapsedMs: number }

/** What the process is asked, once. */
export interface SelectQuestion {
  readonly path: string
  readonly query: string
  readonly mostRows: number
}

/** What it answers; `begun` comes before, when the file is open. */
export type SelectAnswer = { readonly rows: SelectRows } | { readonly refusal: string }

export const selectLimits = { rows: 10_000, ms: 1000, characters: 8000 } as const
/** The process itself needs a moment to start; on a busy machine a long one. */
const mostStartMs = 10_000
/** Statements at once. */
const mostProcesses = 4

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
const processFile = fileURLToPath(new URL(`./select-process.${extension}`, import.meta.url))

let running = 0

/**
 * Runs one reading statement in a process of its own. Throws OperatorError `invalid-sql` when SQLite refuses it, when it
 * takes longer than 1 s, or more memory than it may; the message says which.
 */
export async function selectRows(
  databasePath: string,
  query: string,
  now: () => number,
): Promise<TimedRows> {
  if (query.length > selectLimits.characters) {
    throw refused(`It has ${query.length} characters, of ${selectLimits.characters} at most.`)
  }
  if (query.includes('\0')) throw refused('It holds a NUL character.')
  if (running >= mostProcesses) throw refused(`${running} statements run already.`)
  running += 1
  try {
    const path = resolve(databasePath)
    let begunMs = now()
    const onBegun = (): void => {
      begunMs = now()
    }
    const answer = await ask({ path, query, mostRows: selectLimits.rows }, onBegun)
    if ('rows' in answer) return { ...answer.rows, elapsedMs: now() - begunMs }
    throw refused(`SQLite refuses it: ${answer.refusal}.`)
  } finally {
    running -= 1
  }
}

function refused(message: string): OperatorError {
  return new OperatorError(
    'invalid-sql',
    message,
    'One SELECT, WITH, VALUES or EXPLAIN that ends within a second; name instances first where lines are read.',
  )
}

/** The process sees no variable of this one, writes nowhere, and does not outlive its time. */
function ask(question: SelectQuestion, onBegun: () => void): Promise<SelectAnswer> {
  const child = fork(processFile, [], {
    ...{ cwd: tmpdir(), env: {}, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] },
    execArgv: ['--max-old-space-size=256', '--no-warnings'],
  })
  return new Promise((resolveAnswer) => {
    let timer = killAfter(child, mostStartMs)
    let answer: SelectAnswer | undefined
    child.on('message', (message) => {
      clearTimeout(timer)
      if (message !== 'begun') {
        answer = message as SelectAnswer
        return
      }
      timer = killAfter(child, selectLimits.ms)
      onBegun()
    })
    child.once('error', (error) => resolveAnswer({ refusal: error.message }))
    child.once('close', (_code, signal) => {
      clearTimeout(timer)
      resolveAnswer(answer ?? { refusal: reasonOf(signal) })
    })
    child.send(question, () => undefined)
  })
}

function killAfter(child: ChildProcess, ms: number): NodeJS.Timeout {
  return setTimeout(() => child.kill('SIGKILL'), ms)
}

function reasonOf(signal: NodeJS.Signals | null): string {
  return signal === 'SIGKILL'
    ? `it takes longer than ${selectLimits.ms / 1000} s`
    : 'it takes more memory than it may'
}

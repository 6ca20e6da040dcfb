// Generated statements, as the SQL page runs them, and in bulk on one locked connection, in a process that is killed where one of
// them does not end, as the SQL page's own would be. Neither the file nor what stands beside it may change.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { OperatorError } from '../../ingest/operator-error.ts'
import { selectLimits, selectRows } from '../../server/store/select-rows.ts'
import type { PromiseFigure } from '../promises/promise-figure.ts'
import { seededNumbers } from '../seeded-numbers.ts'
import { fileState } from './file-state.ts'
import { filledDatabase } from './filled-database.ts'
import { generatedSql } from './generated-sql.ts'
import { fileBySql } from './grammatical-sql.ts'

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

/** What a run of statements has done to a file, and how many of them were answered. */
interface Fuzzed {
  readonly answered: number
  readonly killed: number
  readonly broken: readonly string[]
}

/** Runs statements on a filled database and looks at what they have left. */
async function fuzzed(run: (path: string) => Promise<Fuzzed>): Promise<Fuzzed> {
  const { path, remove } = filledDatabase({ size: 8 })
  const before = fileState(path).join(' ')
  const { broken, ...counts } = await run(path)
  const after = fileState(path).join(' ')
  remove()
  return {
    ...counts,
    broken: [
      ...broken,
      ...(after === before ? [] : [`the file or its folder has changed: ${after}`]),
      ...(existsSync(fileBySql) ? [`${fileBySql} was written`] : []),
      ...(counts.answered > 0 ? [] : ['none was answered, and some are harmless']),
    ],
  }
}

interface Fuzz {
  readonly statements: number
  readonly seed: number
}

async function fuzzConnection(path: string, { statements, seed }: Fuzz): Promise<Fuzzed> {
  const broken: string[] = []
  let [answered, killed] = [0, 0]
  for (let next = 0; next < statements; ) {
    const part = await run([path, seed, next, statements - next].map(String), next)
    answered += part.answered
    broken.push(...part.broken)
    next = part.last + 1
    if (next < statements) killed += 1
  }
  return { answered, killed, broken }
}

/** So many statements of a seed on one locked connection. */
export async function fuzzLocked(fuzz: Fuzz): Promise<PromiseFigure> {
  const { answered, killed, broken } = await fuzzed((path) => fuzzConnection(path, fuzz))
  return {
    promise: 'no statement on a locked connection writes, nor unlocks it',
    ...{ trials: fuzz.statements, broken },
    seen: `${answered} answered, ${killed} killed`,
  }
}

/** null: answered as it may be, `refused`, or what is wrong. */
async function askPage(path: string, statement: string): Promise<string | null> {
  try {
    const { rows } = await selectRows(path, statement, Date.now)
    return rows.length > selectLimits.rows ? `${rows.length} rows: ${statement}` : null
  } catch (error) {
    const isRefused = error instanceof OperatorError && error.code === 'invalid-sql'
    return isRefused ? 'refused' : `${error}: ${statement}`
  }
}

async function fuzzPage(path: string, { statements, seed }: Fuzz): Promise<Fuzzed> {
  const number = seededNumbers(seed)
  const broken: string[] = []
  let [answered, left] = [0, statements]
  const askAll = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      const fault = await askPage(path, generatedSql(number))
      if (fault === null) answered += 1
      else if (fault !== 'refused') broken.push(fault)
    }
  }
  await Promise.all([askAll(), askAll()])
  return { answered, killed: 0, broken }
}

/** So many statements of a seed, each in a process as the SQL page has it, two at a time. */
export async function fuzzProcesses(fuzz: Fuzz): Promise<PromiseFigure> {
  const { answered, broken } = await fuzzed((path) => fuzzPage(path, fuzz))
  return {
    promise: 'no statement on the SQL page writes, leaves the file or outlives its second',
    ...{ trials: fuzz.statements, broken, seen: `${answered} answered` },
  }
}

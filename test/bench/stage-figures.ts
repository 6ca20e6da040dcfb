import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { openForReading } from '../../migrations/open-database.ts'
import { benchDatabase } from './bench-database.ts'
import type { BenchOptions } from './bench-options.ts'
import { median } from './median.ts'
import { writePlainLines } from './plain-lines.ts'
import type { Figure } from './sync-figures.ts'

const queries = 101
const processes = 3

/**
 * "Which stage failed most often?": the query of `docs/sql.md` over the file, against lnav, which opens the same lines as
 * a text with their times and counts those that say so. Without lnav on the machine the ratio is left out.
 */
export async function* stageFigures(options: BenchOptions): AsyncGenerator<Figure> {
  const { path } = await benchDatabase(Math.max(...options.instances), options.kept)
  const database = openForReading(path)
  try {
    const textPath = join(dirname(path), 'timed-lines.txt')
    const lines = await writePlainLines(
      database,
      textPath,
      ({ atMs, text }) => `${new Date(atMs).toISOString()} ${text}`,
    )
    const name = `failures by stage, ${(lines / 1e6).toFixed(1)} million lines`
    const ours = median(Array.from({ length: queries }, () => queryMs(database)))
    yield { figure: `our query, ms, ${name}`, measured: ours, aim: '<= 1' }
    const theirs = Array.from({ length: processes }, () => lnavMs(textPath))
    const measured = median(theirs.filter((ms) => ms !== undefined)) / ours
    if (Number.isNaN(measured)) {
      process.stderr.write(`| lnav is not on this machine, ${name} | skipped | >= 1000 |\n`)
    } else yield { figure: `lnav's whole process / our query, ${name}`, measured, aim: '>= 1000' }
  } finally {
    database.close()
  }
}

function queryMs(database: Database): number {
  const question = database.prepare(documentedQuery())
  const startedMs = performance.now()
  question.all()
  return performance.now() - startedMs
}

function documentedQuery(): string {
  const text = readFileSync(new URL('../../docs/sql.md', import.meta.url), 'utf8')
  const [, query] = /### 3\. Which stage.*?```sql\n(.*?)```/s.exec(text) ?? []
  if (query === undefined) throw new Error('docs/sql.md has no question 3.')
  return query
}

/** undefined: it is not on this machine. */
function lnavMs(textPath: string): number | undefined {
  const startedMs = performance.now()
  const { status, stdout } = spawnSync(
    'lnav',
    ['-n', '-c', `;${lnavQuery}`, '-c', ':write-json-to -', textPath],
    { encoding: 'utf8' },
  )
  if (status === null) return undefined
  const [found] = JSON.parse(stdout) as { failed: number }[]
  if (!found?.failed) throw new Error(`lnav finds no failure in ${textPath}: ${stdout}`)
  return performance.now() - startedMs
}

const lnavQuery =
  `SELECT regexp_match('lifecycle scripts (\\w+)', log_body) AS outcome, count(*) AS failed
FROM all_logs WHERE log_body LIKE '%lifecycle scripts failed%' GROUP BY 1`.replace('\n', ' ')

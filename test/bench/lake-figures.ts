import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { runCommand } from '../command.ts'
import { questions } from '../server/cli/lake-questions.ts'
import { rowsOf } from '../server/cli/public-rows.ts'
import { syncedDemo, temporaryFolder } from '../synced-demo.ts'
import type { Figure } from './sync-figures.ts'

const instances = 400
const runs = 5
/** Lines and dollars of docs/lake.md. */
const lines = 10e9
const dollarsPerTerabyte = 5

type Duck = Awaited<ReturnType<DuckDBInstance['connect']>>

/** Writing a lake; then each question of docs/lake.md over one cluster, and over the same one 10 and 100 times. */
export async function* lakeFigures(): AsyncGenerator<Figure> {
  const { path } = await syncedDemo({ instances })
  const lake = join(temporaryFolder(), 'lake')
  const startMs = performance.now()
  const { stdout } = await runCommand(['export', '--format', 'parquet', '--db', path, '-o', lake])
  const seconds = (performance.now() - startMs) / 1000
  const rows = Number(/: ([\d,]+) rows/.exec(stdout)?.[1]?.replaceAll(',', ''))
  const [raw] = rowsOf(path, 'SELECT sum(lines) AS lines, sum(bytes) AS bytes FROM sync_run') as [
    { lines: number; bytes: number },
  ]
  yield { figure: 'rows written a second', measured: rows / seconds, aim: '-' }
  yield { figure: 'MB of log written a second', measured: raw.bytes / 1e6 / seconds, aim: '-' }
  const size = (below: string) => bytesBelow(join(lake, below))
  yield { figure: 'bytes of the lake / raw bytes', measured: size('.') / raw.bytes, aim: '<= 0.25' }
  const others = size('.') - size('log_line')
  yield { figure: 'of that, without log_line', measured: others / raw.bytes, aim: '-' }
  const duck = await (await DuckDBInstance.create(':memory:')).connect()
  await duck.run(`SET file_search_path = '${lake}'`)
  for (const [title, query] of questions()) {
    const bytes = await bytesRead(duck, query)
    const dollars = (((bytes / raw.lines) * lines) / 1e12) * dollarsPerTerabyte
    yield { figure: `dollars at 10 billion lines: ${title}`, measured: dollars, aim: '-' }
  }
  yield { figure: 'lines of the file', measured: raw.lines, aim: '-' }
  yield* growth(duck, lake)
}

async function* growth(duck: Duck, lake: string): AsyncGenerator<Figure> {
  const times = new Map<string, number[]>()
  for (const clusters of [1, 10, 100]) {
    multiply(lake, clusters)
    await duck.run(readFileSync(join(lake, 'duckdb.sql'), 'utf8'))
    for (const [title, query] of questions()) {
      times.set(title, [...(times.get(title) ?? []), await medianMs(duck, query)])
    }
  }
  for (const [title, [one = 0, ten = 0, hundred = 0]] of times) {
    yield { figure: `ms, 1 partition: ${title}`, measured: one, aim: '-' }
    yield { figure: `time, 10 partitions / 1: ${title}`, measured: ten / one, aim: '<= 10' }
    yield { figure: `time, 100 partitions / 1: ${title}`, measured: hundred / one, aim: '<= 100' }
  }
}

/** The cluster of the lake under other ids beside itself; its lines once, since no question reads them. */
function multiply(lake: string, clusters: number): void {
  const tables = readdirSync(lake, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  for (const { name } of tables.filter((entry) => entry.name !== 'log_line')) {
    const [first = ''] = readdirSync(join(lake, name)).filter((entry) => !entry.includes('copy'))
    for (let copy = 1; copy < clusters; copy += 1) {
      const target = join(lake, name, `cluster_id=copy${copy}`)
      rmSync(target, { recursive: true, force: true })
      mkdirSync(target)
      cpSync(join(lake, name, first), target, { recursive: true })
    }
  }
}

async function medianMs(duck: Duck, query: string): Promise<number> {
  const times: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const startMs = performance.now()
    await duck.runAndReadAll(query)
    times.push(performance.now() - startMs)
  }
  return times.sort((one, other) => one - other)[Math.floor(runs / 2)] ?? Number.NaN
}

/** Compressed bytes of the columns that a question names, and all footers, in the tables that it names: what Athena bills. */
async function bytesRead(duck: Duck, query: string): Promise<number> {
  const names = Array.from(new Set(query.match(/\w+/g)), (word) => `'${word}'`).join(', ')
  const tables = Array.from(query.matchAll(/(?:FROM|JOIN)\s+([a-z_]+)/g), ([, name]) => name)
  let bytes = 0
  for (const table of new Set(tables.filter((name) => name !== 'run' && name !== 'placed'))) {
    const reader = await duck.runAndReadAll(
      `SELECT sum(total_compressed_size) FILTER (WHERE path_in_schema IN (${names}))
              + (SELECT sum(size) FROM read_blob('${table}/*/*/*.parquet'))
              - sum(total_compressed_size)
         FROM parquet_metadata('${table}/*/*/*.parquet')`,
    )
    bytes += Number(reader.getRows()[0]?.[0])
  }
  return bytes
}

function bytesBelow(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.parquet'))
    .reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
}

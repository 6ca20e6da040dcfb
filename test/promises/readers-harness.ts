// Reading while a sync writes: twenty connections, the viewer's pages and the sqlite3 shell. Nobody is told that the file is busy,
// every snapshot adds up, and the write-ahead log does not grow without end.
import { execFile } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Database } from 'better-sqlite3'
import type { FastifyInstance } from 'fastify'
import { startDemoServer } from '../../ingest/demo/demo-server.ts'
import { seededRandom } from '../../ingest/demo/seeded-random.ts'
import { OperatorError } from '../../ingest/operator-error.ts'
import { openForReading } from '../../migrations/open-database.ts'
import { createApp } from '../../server/app.ts'
import { endpointOf, syncInto } from '../ingest/sync/synced-demo.ts'
import { temporaryFolder } from '../synced-demo.ts'
import { killedChild } from './killed-child.ts'
import { pagesOf } from './pages-of.ts'
import type { PromiseFigure } from './promise-figure.ts'

const child = fileURLToPath(new URL('sync-child.ts', import.meta.url))
const connections = 20

/** docs/promises.md names it. */
const mostLogBytes = 64 * 1024 * 1024

interface Readings {
  reads: number
  walBytes: number
  readonly broken: string[]
}

/** Two counts of one snapshot that must be equal. */
function addsUp(database: Database): boolean {
  const counts = database
    .prepare(
      'SELECT (SELECT coalesce(sum(events), 0) FROM log_stream) AS streams, (SELECT coalesce(sum(events), 0) FROM log_block) AS blocks',
    )
    .get() as { streams: number; blocks: number }
  return counts.streams === counts.blocks
}

/** A file that a sync has just begun is not there, or not whole, yet. */
function opened(path: string): Database | undefined {
  try {
    return openForReading(path)
  } catch (error) {
    if (error instanceof OperatorError && error.code !== 'database-locked') return undefined
    throw error
  }
}

function readOnce(database: Database, readings: Readings): void {
  try {
    if (!addsUp(database)) readings.broken.push('a snapshot whose counts differ')
  } catch (error) {
    readings.broken.push(String(error))
  }
  readings.reads += 1
}

async function askPage(app: FastifyInstance, url: string, readings: Readings): Promise<void> {
  const { statusCode, body } = await app.inject({ url, headers: { host: '127.0.0.1:8117' } })
  // Before the first rows there is no such cluster, instance or group.
  const isAnswer = statusCode < 500 || /database-(missing|older|refused)/.test(body)
  if (!isAnswer) readings.broken.push(`${url}: ${statusCode} ${body.slice(0, 200)}`)
  readings.reads += 1
}

/** A machine without the shell reads without it. */
function askShell(path: string, readings: Readings): Promise<void> {
  return new Promise((resolve) => {
    execFile(
      'sqlite3',
      ['-readonly', path, 'SELECT count(*) FROM log_event'],
      (error, _, stderr) => {
        const isThere = (error as NodeJS.ErrnoException | null)?.code !== 'ENOENT'
        if (isThere && /busy|locked|malformed/.test(stderr))
          readings.broken.push(`sqlite3: ${stderr}`)
        readings.reads += 1
        resolve()
      },
    )
  })
}

/** Reads in every way until the sync has ended. */
async function readUntil(ended: () => boolean, path: string, pages: readonly string[]) {
  const readings: Readings = { reads: 0, walBytes: 0, broken: [] }
  const databases: Database[] = []
  const app = createApp({ databasePath: path, port: 8117, onBug: () => undefined, now: () => 0 })
  for (let turn = 0; !ended(); turn += 1) {
    const database = databases.length < connections ? opened(path) : undefined
    if (database !== undefined) databases.push(database)
    for (const each of databases) readOnce(each, readings)
    await askPage(
      app,
      `${pages[turn % pages.length]}.json`.replace(/(\?.*)\.json/, '.json$1'),
      readings,
    )
    if (turn % 20 === 0 && existsSync(path)) await askShell(path, readings)
    const wal = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0
    readings.walBytes = Math.max(readings.walBytes, wal)
    await nextTurn()
  }
  for (const database of databases) database.close()
  await app.close()
  return readings
}

/** Reads during so many syncs. */
export async function readDuringSyncs(options: {
  readonly syncs: number
  readonly seed: number
  readonly instances: number
}): Promise<PromiseFigure> {
  const { instances } = options
  const folder = temporaryFolder()
  const broken: string[] = []
  let [reads, walBytes] = [0, 0]
  for (let sync = 0; sync < options.syncs; sync += 1) {
    const seed = seededRandom('readers', options.seed, sync).integer(1, 1_000_000)
    const server = await startDemoServer({
      instances,
      seed,
      quotas: 'none',
      pageLimits: { events: 500 },
    })
    const endpoint = endpointOf(server)
    const whole = join(folder, `${sync}-whole.db`)
    await syncInto(endpoint, whole)
    const path = join(folder, `${sync}.db`)
    let ended = false
    const running = killedChild(
      [child, endpoint.url, endpoint.clusterName, path],
      Infinity,
    ).finally(() => {
      ended = true
    })
    const readings = await readUntil(() => ended, path, pagesOf(whole))
    await running
    await server.close()
    reads += readings.reads
    walBytes = Math.max(walBytes, readings.walBytes)
    broken.push(...readings.broken)
  }
  if (walBytes > mostLogBytes) broken.push(`the write-ahead log grew to ${walBytes} bytes`)
  return {
    promise: 'the file can be read with any tool while a sync writes it',
    ...{ trials: reads, broken },
    seen: `write-ahead log at most ${Math.ceil(walBytes / 1024 / 1024)} MB`,
  }
}

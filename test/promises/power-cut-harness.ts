// Power cuts: the writes of a real sync that is interrupted, and of the one that goes on from there, are recorded, and the file is
// rebuilt as a disk may have it when the power goes: what was flushed is there; what was written since is there in part, in order or
// not, whole or in some of its sectors.
//
// What SQLite then reads must be, page by page, what one of the recorded transactions had left, and none before the last flush. So
// there are only as many different files as there were transactions, and each of these is looked at whole, once: its integrity, its
// lines, that no checkpoint is ahead of the events, and that a sync which goes on from there ends with the rows of an undisturbed one.
import { createHash } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Sqlite, { type Database } from 'better-sqlite3'
import { type DemoServer, startDemoServer } from '../../ingest/demo/demo-server.ts'
import { type SeededRandom, seededRandom } from '../../ingest/demo/seeded-random.ts'
import { openForReading } from '../../migrations/open-database.ts'
import { endpointOf, rowsOf, syncInto } from '../ingest/sync/synced-demo.ts'
import {
  afterCut,
  allDone,
  callOn,
  DiskContent,
  type DiskFile,
  type Left,
  onlyFlushed,
} from './disk-content.ts'
import { fileProblems, isUnborn } from './file-problems.ts'
import { memoryFolder } from './memory-folder.ts'
import { otherRows } from './other-rows.ts'
import type { PromiseFigure } from './promise-figure.ts'
import { type FileCall, recordedCalls } from './recorded-writes.ts'

const child = fileURLToPath(new URL('sync-child.ts', import.meta.url))

/** The database and what SQLite keeps beside it; the rollback journal only while a new file is made. */
const fileEnds = ['', '-wal', '-journal'] as const

/** Progress reports after which the first sync is interrupted. */
const stopAfter = 25

interface Recording {
  readonly server: DemoServer
  readonly folder: string
  readonly path: string
  readonly calls: readonly FileCall[]
  readonly rows: Readonly<Record<string, string>>
}

async function recordSyncs(server: DemoServer): Promise<Recording> {
  const folder = memoryFolder()
  const path = join(folder, 'recorded.db')
  const { url, clusterName } = endpointOf(server)
  const files = fileEnds.map((end) => `${path}${end}`)
  const calls: FileCall[] = []
  for (const stop of [stopAfter, 0]) {
    const words = [process.execPath, child, url, clusterName, path, String(stop)]
    calls.push(...(await recordedCalls(words, files)))
  }
  return { server, folder, path, calls, rows: rowsOf(path) }
}

/** The files of a recording as they are after some of its calls, written anew under another name. */
class RecordedFiles {
  readonly #recording: Recording
  readonly #files = new Map<string, DiskFile>()
  readonly #path: string
  readonly #left = new DiskContent()
  #done = 0
  /** Flushes and removals so far. */
  flushes = 0

  constructor(recording: Recording) {
    this.#recording = recording
    this.#path = join(recording.folder, 'cut.db')
  }

  /** Goes on to the state after so many calls. */
  advance(calls: number): void {
    for (const call of this.#recording.calls.slice(this.#done, calls)) {
      callOn(this.#files, call)
      if (call.kind === 'sync' || call.kind === 'remove') this.flushes += 1
    }
    this.#done = Math.max(this.#done, calls)
  }

  /** Writes what is left of each file; returns the path. */
  write(left: Left): string {
    for (const end of [...fileEnds, '-shm']) {
      const file = this.#files.get(`${this.#recording.path}${end}`)
      if (file === undefined) this.#left.truncate(0)
      else left(file, this.#left)
      const bytes = this.#left.bytes()
      if (end === '' || bytes.length > 0) writeFileSync(`${this.#path}${end}`, bytes)
      else rmSync(`${this.#path}${end}`, { force: true })
    }
    return this.#path
  }
}

/** Opens a file as a reader does, and one that no transaction has made a database yet as the next writer does. */
function opened(path: string): Database {
  try {
    return openForReading(path)
  } catch (error) {
    if (isUnborn(error)) return new Sqlite(path)
    throw error
  }
}

/** What SQLite reads of a file, once it has taken back what was not whole: a hash of its pages. */
function pagesHash(path: string): string {
  const database = opened(path)
  try {
    return createHash('sha1').update(database.serialize()).digest('hex')
  } finally {
    database.close()
  }
}

/** A frame of the write-ahead log names the size of the database where a transaction ends with it. */
function isEndOfTransaction({ calls }: Recording, place: number): boolean {
  const [header, call] = [calls[place - 1], calls[place]]
  if (call?.kind !== 'write' || !call.file.endsWith('-wal')) return true
  return header?.kind === 'write' && header.bytes.length === 24 && header.bytes.readInt32BE(4) > 0
}

/** What each of the recorded transactions has left: its place in their order, by the hash of the pages. */
function transactions(recording: Recording): ReadonlyMap<string, number> {
  const files = new RecordedFiles(recording)
  const found = new Map<string, number>()
  for (const place of recording.calls.keys()) {
    files.advance(place + 1)
    if (!isEndOfTransaction(recording, place)) continue
    const hash = pagesHash(files.write(allDone))
    if (!found.has(hash)) found.set(hash, found.size)
  }
  return found
}

/** What is wrong with a file that is, page by page, what a transaction has left. */
async function problemsOf(path: string, { server, rows }: Recording): Promise<readonly string[]> {
  const problems = fileProblems(path, { cluster: server.cluster })
  await syncInto(endpointOf(server), path)
  return [...problems, ...otherRows(path, rows)]
}

/** Looks at the files after power cuts, in the order of their moments. */
class PowerCuts {
  readonly #recording: Recording
  readonly #files: RecordedFiles
  readonly #transactions: ReadonlyMap<string, number>
  readonly #lookedAt = new Set<number>()
  #flushed = { flushes: -1, transaction: 0 }

  constructor(recording: Recording) {
    this.#recording = recording
    this.#files = new RecordedFiles(recording)
    this.#transactions = transactions(recording)
  }

  /** How many different files there have been. */
  get different(): number {
    return this.#lookedAt.size
  }

  /** What is wrong with the file when the power goes after so many calls. */
  async problemsAfter(calls: number, random: SeededRandom): Promise<readonly string[]> {
    this.#files.advance(calls)
    const flushed = this.#lastFlushed()
    const path = this.#files.write(afterCut(random))
    const transaction = this.#transactionOf(path)
    if (transaction === undefined) return ['its pages are not those that a transaction had left']
    const lost =
      transaction < flushed ? [`of ${flushed} flushed transactions it has ${transaction}`] : []
    if (this.#lookedAt.has(transaction)) return lost
    this.#lookedAt.add(transaction)
    return [...lost, ...(await problemsOf(path, this.#recording))]
  }

  #transactionOf(path: string): number | undefined {
    return this.#transactions.get(pagesHash(path))
  }

  /** The transaction that a disk surely has. */
  #lastFlushed(): number {
    const { flushes } = this.#files
    if (flushes > this.#flushed.flushes) {
      const transaction = this.#transactionOf(this.#files.write(onlyFlushed)) ?? 0
      this.#flushed = { flushes, transaction }
    }
    return this.#flushed.transaction
  }
}

/** Cuts the power at that many random moments. Needs strace. */
export async function cutPower(options: {
  readonly cuts: number
  readonly seed: number
}): Promise<PromiseFigure> {
  const server = await startDemoServer({
    ...{ instances: 8, seed: options.seed, quotas: 'none', pageLimits: { events: 300 } },
  })
  const recording = await recordSyncs(server)
  const random = seededRandom('power', options.seed)
  const { length } = recording.calls
  const moments = Array.from({ length: options.cuts }, () => random.integer(1, length))
  const cuts = new PowerCuts(recording)
  const broken: string[] = []
  for (const moment of moments.sort((a, b) => a - b)) {
    const problems = await cuts
      .problemsAfter(moment, random)
      .catch((error: Error) => [error.message])
    broken.push(...problems.map((text) => `after call ${moment}: ${text}`))
  }
  await server.close()
  return {
    promise: 'a power cut leaves a whole file, from which the next sync goes on',
    ...{ trials: options.cuts, broken },
    seen: `${length} calls of two syncs, ${cuts.different} different files, each synced on`,
  }
}

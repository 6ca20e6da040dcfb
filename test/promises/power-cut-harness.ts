// Power cuts: the writes of a real sync are recorded, and the file is rebuilt as a disk may have it when the power goes: what was
// flushed is there; of what was written since, each write is there, is not, or is there in some of its sectors. Each such file must
// open whole; the next sync must end with the rows of an undisturbed one.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { startDemoServer } from '../../ingest/demo/demo-server.ts'
import { type SeededRandom, seededRandom } from '../../ingest/demo/seeded-random.ts'
import { endpointOf, rowsOf, syncInto } from '../ingest/sync/synced-demo.ts'
import { temporaryFolder } from '../synced-demo.ts'
import { fileProblems } from './file-problems.ts'
import type { PromiseFigure } from './promise-figure.ts'
import { type FileCall, recordedCalls } from './recorded-writes.ts'

const child = fileURLToPath(new URL('sync-child.ts', import.meta.url))
const sectorBytes = 512

/** The database and what SQLite keeps beside it; the rollback journal only while a new file is made. */
const fileEnds = ['', '-wal', '-journal'] as const

/** After every so many power cuts a sync goes on from what is left. */
const syncEvery = 50

/** A file as the disk has it, and what it may have of what came after. */
interface DiskFile {
  readonly content: DiskContent
  pending: FileCall[]
}

/** Bytes that grow and shrink in place. */
class DiskContent {
  #room: Buffer
  #length: number

  constructor(bytes: Buffer) {
    this.#room = bytes
    this.#length = bytes.length
  }

  bytes(): Buffer {
    return this.#room.subarray(0, this.#length)
  }

  copy(): DiskContent {
    return new DiskContent(Buffer.from(this.bytes()))
  }

  write(at: number, bytes: Buffer): void {
    const end = at + bytes.length
    if (end > this.#room.length) this.#room = Buffer.concat([this.bytes(), Buffer.alloc(2 * end)])
    bytes.copy(this.#room, at)
    this.#length = Math.max(this.#length, end)
  }

  truncate(length: number): void {
    this.#room.fill(0, length)
    this.#length = length
  }

  apply(call: FileCall): void {
    if (call.kind === 'write') this.write(call.at, call.bytes)
    else if (call.kind === 'truncate') this.truncate(call.length)
    else if (call.kind === 'remove') this.truncate(0)
  }

  /** Of a write some sectors; of anything else all or nothing. */
  tear(call: FileCall, random: SeededRandom): void {
    if (call.kind !== 'write') {
      if (random.chance(0.5)) this.apply(call)
      return
    }
    for (let at = 0; at < call.bytes.length; at += sectorBytes) {
      if (random.chance(0.5)) this.write(call.at + at, call.bytes.subarray(at, at + sectorBytes))
    }
  }
}

function afterCut({ content, pending }: DiskFile, random: SeededRandom): Buffer {
  const left = content.copy()
  for (const call of pending) {
    const fate = random.fraction()
    if (fate < 0.4) left.apply(call)
    else if (fate < 0.7) left.tear(call, random)
  }
  return left.bytes()
}

/** The files after the first n calls, in order of n. */
function* disks(
  calls: readonly FileCall[],
  cuts: readonly number[],
): Generator<ReadonlyMap<string, DiskFile>> {
  const files = new Map<string, DiskFile>()
  let done = 0
  for (const cut of cuts) {
    for (const call of calls.slice(done, cut)) {
      const file = files.get(call.file) ?? {
        content: new DiskContent(Buffer.alloc(0)),
        pending: [],
      }
      files.set(call.file, file)
      if (call.kind !== 'sync') file.pending.push(call)
      else {
        for (const each of file.pending) file.content.apply(each)
        file.pending = []
      }
    }
    done = cut
    yield files
  }
}

interface Recording {
  readonly path: string
  readonly calls: readonly FileCall[]
}

/** Puts what the disk has left of the recorded files where `path` says. */
function restore(
  files: ReadonlyMap<string, DiskFile>,
  to: string,
  options: { from: string; random: SeededRandom },
): void {
  for (const end of fileEnds) {
    const file = files.get(`${options.from}${end}`)
    const bytes = file === undefined ? Buffer.alloc(0) : afterCut(file, options.random)
    if (end === '' || bytes.length > 0) writeFileSync(`${to}${end}`, bytes, { mode: 0o600 })
  }
}

/** Cuts the power at that many random moments of one sync. Needs strace. */
export async function cutPower(options: {
  readonly cuts: number
  readonly seed: number
}): Promise<PromiseFigure> {
  const folder = temporaryFolder()
  const server = await startDemoServer({
    ...{ instances: 8, seed: options.seed, quotas: 'none', pageLimits: { events: 300 } },
  })
  const endpoint = endpointOf(server)
  const recording = await recordSync(endpoint, folder)
  const expected = rowsOf(recording.path)
  const random = seededRandom('power', options.seed)
  const moments = Array.from({ length: options.cuts }, () =>
    random.integer(1, recording.calls.length),
  )
  const broken: string[] = []
  let number = 0
  for (const files of disks(
    recording.calls,
    moments.sort((a, b) => a - b),
  )) {
    const path = join(mkdtempSync(join(folder, 'cut-')), 'cut.db')
    restore(files, path, { from: recording.path, random })
    const problems = [...fileProblems(path, 0)]
    if (number % syncEvery === 0) {
      await syncInto(endpoint, path)
      if (!isDeepStrictEqual(rowsOf(path), expected)) problems.push('other rows in the end')
    }
    broken.push(...problems.map((text) => `cut ${number}, call ${moments[number]}: ${text}`))
    rmSync(join(path, '..'), { recursive: true })
    number += 1
  }
  await server.close()
  return {
    promise: 'a power cut leaves a whole file, from which the next sync goes on',
    ...{ trials: options.cuts, broken },
    seen: `${recording.calls.length} calls of one sync, cut anywhere`,
  }
}

async function recordSync(
  endpoint: { readonly url: string; readonly clusterName: string },
  folder: string,
): Promise<Recording> {
  const path = join(folder, 'recorded.db')
  const words = [process.execPath, child, endpoint.url, endpoint.clusterName, path]
  return {
    path,
    calls: await recordedCalls(
      words,
      fileEnds.map((end) => `${path}${end}`),
      folder,
    ),
  }
}

// Damaged files for an import: real ones of every form, with bytes changed, cut, doubled or spliced. An import never dies of one,
// says of each what came of it, and what it says it has stored is what the file holds.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { packTar } from 'modern-tar'
import { type SeededRandom, seededRandom } from '../../ingest/demo/seeded-random.ts'
import { OperatorError } from '../../ingest/operator-error.ts'
import type { FileReport } from '../../ingest/sync/import-report.ts'
import { openForReading } from '../../migrations/open-database.ts'
import { withServer } from '../ingest/demo/demo-clients.ts'
import { allPages, byStream, isoTime, writeInventory } from '../ingest/files/demo-exports.ts'
import { imported } from '../ingest/files/imported.ts'
import { temporaryFolder } from '../synced-demo.ts'
import { fileProblems } from './file-problems.ts'
import type { PromiseFigure } from './promise-figure.ts'

/** Files that one import reads. */
const filesOfImport = 20
/** Events of each stream in a file: it is quick to read, and mostly form. */
const eventsOfStream = 60

type Files = ReadonlyMap<string, Buffer>

/** One file of every form, by its name. */
async function originals(folder: string): Promise<Files> {
  const files = new Map<string, Buffer>()
  await withServer({ instances: 8 }, async (clients) => {
    const streams = byStream(await allPages(clients))
    const few = [...streams.values()].map((events) => events.slice(0, eventsOfStream))
    const [first = []] = few
    const text = first.map((event) => `${isoTime(event)} ${event.message}\n`).join('')
    const csv = first.map(({ timestamp, message }) => `${timestamp},${JSON.stringify(message)}\n`)
    const json = Buffer.from(JSON.stringify({ events: few.flat(), searchedLogStreams: [] }))
    const name = `${first[0]?.logStreamName?.replaceAll('/', '-')}`
    const entry = { name: `${name}/000000.gz`, body: gzipSync(text) }
    const header = { name: entry.name, size: entry.body.length, type: 'file' as const }
    files.set('filter.json', json)
    files.set('filter.json.gz', gzipSync(json))
    files.set(
      'lines.ndjson',
      Buffer.from(
        few
          .flat()
          .map((event) => JSON.stringify(event))
          .join('\n'),
      ),
    )
    files.set(`${name}.csv`, Buffer.from(`timestamp,message\n${csv.join('')}`))
    files.set(`${name}.log`, Buffer.from(text))
    files.set(`${name}.gz`, entry.body)
    files.set('export.tar', Buffer.from(await packTar([{ header, body: entry.body }])))
    for (const path of await writeInventory(clients, folder))
      files.set(basename(path), readFileSync(path))
  })
  return files
}

const changes: readonly ((bytes: Buffer, random: SeededRandom) => Buffer)[] = [
  (bytes, random) => {
    for (let flips = random.integer(1, 12); flips > 0; flips -= 1)
      bytes[random.integer(0, bytes.length - 1)] = random.integer(0, 255)
    return bytes
  },
  (bytes, random) => bytes.subarray(0, random.integer(0, bytes.length - 1)),
  (bytes, random) => {
    const at = random.integer(0, bytes.length - 1)
    const odd = random.pick(['{', '[', '"', '\0', '\n', '}]', '\u2028', '1e999', '__proto__', ','])
    const inserted = Buffer.from(odd.repeat(random.pick([1, 2, 200])))
    return Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at)])
  },
  (bytes, random) => {
    const [from, to] = [random.integer(0, bytes.length), random.integer(0, bytes.length)]
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)])
  },
]

/** What a report of one file leaves unsaid. */
function silence({ file, events, skipped, notes }: FileReport): readonly string[] {
  const says = events > 0 || skipped !== null || notes.length > 0
  return says ? [] : [`${file}: nothing came of it, and nothing is said`]
}

async function importOnce(folder: string, paths: readonly string[]): Promise<readonly string[]> {
  const path = join(folder, 'imported.db')
  try {
    const report = await imported(path, paths, { cluster: 'ml-prod', region: 'us-west-2' })
    const database = openForReading(path)
    const events = database.prepare('SELECT coalesce(sum(events), 0) FROM log_stream').pluck().get()
    database.close()
    return [
      ...report.files.flatMap(silence),
      ...(report.files.length < paths.length ? [`${report.files.length} reports`] : []),
      ...(report.events === events ? [] : [`${report.events} events said, ${events} stored`]),
      ...fileProblems(path),
    ]
  } catch (error) {
    // Files may come to name another cluster: that is said, of all of them.
    if (error instanceof OperatorError) return fileProblems(path)
    return [`threw ${(error as Error).stack}`]
  }
}

/** Imports so many damaged files, from a number on: a number gives the same damage every time. */
export async function importDamaged(options: {
  readonly files: number
  readonly first: number
}): Promise<PromiseFigure> {
  const folder = temporaryFolder()
  const whole = [...(await originals(folder))]
  const broken: string[] = []
  const end = options.first + options.files
  for (let first = options.first; first < end; first += filesOfImport) {
    const place = join(folder, String(first))
    mkdirSync(place)
    const paths = []
    for (let number = first; number < Math.min(end, first + filesOfImport); number += 1) {
      const random = seededRandom('import', number)
      const [name, bytes] = random.pick(whole as [(typeof whole)[number]])
      const path = join(place, `${number}-${name}`)
      const change = random.pick(changes as [(typeof changes)[number]])
      writeFileSync(path, change(Buffer.from(bytes), random))
      paths.push(path)
    }
    const problems = await importOnce(place, paths)
    broken.push(...problems.map((text) => `files ${first} and on: ${text}`))
  }
  return {
    promise: 'a damaged file never ends an import, nor is it passed over in silence',
    ...{ trials: options.files, broken },
    seen: `${whole.length} forms`,
  }
}

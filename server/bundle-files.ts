import type { StoredEvent } from '../ingest/store/log-block.ts'
import type { BundledStream } from './store/bundle-streams.ts'

/** A file of the archive, whole. */
export interface BundleFile {
  readonly name: string
  readonly bytes: Buffer
}

/** Text after which a long stream goes on in another file: a file is made in memory. */
const fileCharacters = 8_000_000

/** A stream as files of JSON, an event a line, as CloudWatch's FilterLogEvents gives them; `import` reads them. */
export function* streamFiles(
  stream: BundledStream,
  redact: (message: string, stream: string) => string,
): Generator<BundleFile> {
  const base = `logs/${stream.name.replaceAll('/', '-')}`
  let part = 1
  for (const events of parts(stream.events())) {
    const lines = events.map(({ atMs: timestamp, message }) =>
      JSON.stringify({
        ...{ logStreamName: stream.name, timestamp },
        message: redact(message, stream.name),
      }),
    )
    const name = part === 1 ? `${base}.ndjson` : `${base}.${part}.ndjson`
    yield { name, bytes: Buffer.from(`${lines.join('\n')}\n`) }
    part += 1
  }
}

/** Cut between two milliseconds: equal events of one would pass for the same one in two files. */
function* parts(events: Iterable<StoredEvent>): Generator<readonly StoredEvent[]> {
  let taken: StoredEvent[] = []
  let characters = 0
  for (const event of events) {
    if (characters > fileCharacters && event.atMs !== taken.at(-1)?.atMs) {
      yield taken
      taken = []
      characters = 0
    }
    taken.push(event)
    characters += event.message.length
  }
  if (taken.length > 0) yield taken
}

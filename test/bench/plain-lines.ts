import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { Database } from 'better-sqlite3'
import { LogStore, type StoredLine } from '../../server/store/log-store.ts'

/** Writes every line of the file, stream after stream, as a text that other tools read. Returns how many there are. */
export async function writePlainLines(
  database: Database,
  path: string,
  written: (line: StoredLine) => string,
): Promise<number> {
  const logs = new LogStore(database)
  const streams = database
    .prepare('SELECT log_stream_id, lines FROM log_stream WHERE lines > 0')
    .raw()
    .all() as [logStreamId: number, lines: number][]
  const text = createWriteStream(path)
  for (const [logStreamId, toLine] of streams) {
    for (const block of logs.blocksOfLines({ logStreamId, fromLine: 1, toLine })) {
      const lines = block.map((line) => `${written(line)}\n`).join('')
      if (!text.write(lines)) await once(text, 'drain')
    }
  }
  await finished(text.end())
  return streams.reduce((sum, [, lines]) => sum + lines, 0)
}

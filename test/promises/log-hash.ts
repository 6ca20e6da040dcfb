import { createHash } from 'node:crypto'
import { inflatedBody } from '../../ingest/store/log-block.ts'
import { openForReading } from '../../migrations/open-database.ts'

interface Block {
  readonly said: string
  readonly size: number
  readonly body: Buffer
}

const selectBlocks = /* sql */ `
  SELECT concat_ws(' ', name, first_line, log_block.lines, first_event, log_block.events, first_ms) AS said, size, body
    FROM log_block
    JOIN log_stream USING (log_stream_id)
   ORDER BY name, first_line`

/** Hash of every line that a file holds, with its stream, place and time. */
export function logHash(path: string): string {
  const database = openForReading(path)
  try {
    const hash = createHash('sha256')
    for (const block of database.prepare<[], Block>(selectBlocks).iterate())
      hash.update(block.said).update(inflatedBody(block))
    return hash.digest('hex')
  } finally {
    database.close()
  }
}

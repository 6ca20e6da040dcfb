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

/** Hashes of every line that a file holds, with its stream, place and time: as the blocks are stored, and as they are read. */
export interface LogHash {
  readonly stored: string
  readonly read: string
}

/** `known`: of a file that is stored alike, what was read there need not be read again. */
export function logHash(path: string, known?: LogHash): LogHash {
  const database = openForReading(path)
  try {
    const select = database.prepare<[], Block>(selectBlocks)
    const stored = createHash('sha256')
    for (const { said, body } of select.iterate()) stored.update(said).update(body)
    const hash = stored.digest('hex')
    if (hash === known?.stored) return known
    const read = createHash('sha256')
    for (const block of select.iterate()) read.update(block.said).update(inflatedBody(block))
    return { stored: hash, read: read.digest('hex') }
  } finally {
    database.close()
  }
}

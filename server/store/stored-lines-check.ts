import type { Database } from 'better-sqlite3'
import {
  blockChecksum,
  blockColumns,
  eventsOfBlock,
  inflatedBody,
  type LogBlock,
  linesOfBlock,
} from '../../ingest/store/log-block.ts'

interface StreamCounts {
  readonly streamId: number
  readonly name: string
  readonly lines: number
  readonly events: number
}

interface CheckedBlock extends LogBlock {
  /** null: an older hyperscope wrote the block. */
  readonly checksum: number | null
}

const selectStreams = /* sql */ `
  SELECT log_stream_id AS streamId, name, lines, events
    FROM log_stream
   ORDER BY log_stream_id`

// Walks log_block_at: one stream at a time, so that no block is held longer than it is looked at.
const selectBlocks = /* sql */ `
  SELECT ${blockColumns}, checksum
    FROM log_block
   WHERE log_stream_id = @streamId
   ORDER BY first_line`

/**
 * Inflates every stored block, counts it and compares its checksum: what is wrong, a sentence a log stream, in the order of
 * their ids. SQLite keeps no checksums of its pages, so changed bytes pass its own check.
 */
export function* storedLineProblems(database: Database): Generator<string> {
  const blocks = database.prepare<{ streamId: number }, CheckedBlock>(selectBlocks)
  for (const stream of database.prepare<[], StreamCounts>(selectStreams).all()) {
    const problem = streamProblem(stream, blocks.iterate({ streamId: stream.streamId }))
    if (problem !== undefined) yield `${stream.name}: ${problem}`
  }
}

function streamProblem(stream: StreamCounts, blocks: Iterable<CheckedBlock>): string | undefined {
  let line = 1
  let event = 1
  for (const block of blocks) {
    if (block.firstLine !== line || block.firstEvent !== event)
      return `line ${line} should follow, but the next block begins at line ${block.firstLine}`
    const problem = blockProblem(block)
    if (problem !== undefined) return `the block at line ${line} ${problem}`
    line += block.lines
    event += block.events
  }
  if (line - 1 === stream.lines && event - 1 === stream.events) return undefined
  return `holds ${line - 1} lines of ${event - 1} events where ${stream.lines} of ${stream.events} were copied`
}

function blockProblem(block: CheckedBlock): string | undefined {
  try {
    if (inflatedBody(block).length !== block.size) return `is not ${block.size} bytes long`
    const lines = linesOfBlock(block).length
    const events = eventsOfBlock(block).length
    if (lines !== block.lines || events !== block.events)
      return `holds ${lines} lines of ${events} events, not ${block.lines} of ${block.events}`
    if (block.checksum === null || block.checksum === blockChecksum(block)) return undefined
    return 'is not what was written: its checksum differs'
  } catch (error) {
    return `cannot be read: ${(error as Error).message}`
  }
}

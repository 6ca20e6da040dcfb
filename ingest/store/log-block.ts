// How lines lie in log_block.body; migrations/001-initial-schema.sql describes the format. The form is chosen so
// that the plain sqlite3 shell reads it (sqlar_uncompress and JSON are built in there) and a block of 128 KiB takes
// about a fifth of its text.
import { isAscii } from 'node:buffer'
import { crc32, deflateSync, inflateSync } from 'node:zlib'
import type { Line } from '../lifecycle/line.ts'

/** An event as stored: its stream and place are those of its block. */
export interface StoredEvent {
  readonly atMs: number
  readonly message: string
}

/** A log_block row without its ids. */
export interface LogBlock {
  readonly firstLine: number
  readonly lines: number
  readonly firstEvent: number
  readonly events: number
  readonly firstMs: number
  readonly maxMs: number
  readonly size: number
  readonly body: Buffer
}

/** The columns of `log_block` that make a LogBlock. */
export const blockColumns = /* sql */ `
  first_line AS firstLine, lines, first_event AS firstEvent, events,
  first_ms AS firstMs, max_ms AS maxMs, size, body
`

/** Bytes of text after which a block is closed. Larger ones make the last flush of a sync slow, smaller ones grow the file. */
export const blockTextLimit = 131_072

type Entry = readonly [ms: number, text: string, continued?: number, more?: number]

/** How much work is spent on a block: `quick` while pages wait to be stored, `small` on one that stays: a tenth smaller. */
const deflateLevels = { quick: 1, small: 5 } as const

type DeflateLevel = keyof typeof deflateLevels

/** Cuts events into blocks; the first line and event get the given ordinals. */
export function* logBlocks(
  events: readonly StoredEvent[],
  firstLine: number,
  firstEvent: number,
  level: DeflateLevel = 'quick',
): Generator<LogBlock> {
  let line = firstLine
  let event = firstEvent
  for (const part of partsOfBlockSize(events)) {
    const block = logBlock(part, { firstLine: line, firstEvent: event }, level)
    yield block
    line += block.lines
    event += block.events
  }
}

function* partsOfBlockSize(events: readonly StoredEvent[]): Generator<readonly StoredEvent[]> {
  let start = 0
  let length = 0
  for (const [index, { message }] of events.entries()) {
    length += message.length + 1
    if (length < blockTextLimit) continue
    yield events.slice(start, index + 1)
    start = index + 1
    length = 0
  }
  if (start < events.length) yield events.slice(start)
}

function logBlock(
  events: readonly StoredEvent[],
  { firstLine, firstEvent }: { readonly firstLine: number; readonly firstEvent: number },
  level: DeflateLevel,
): LogBlock {
  const firstMs = events[0]?.atMs ?? 0
  const entries: Entry[] = []
  let maxMs = firstMs
  for (const [index, event] of events.entries()) {
    maxMs = Math.max(maxMs, event.atMs)
    addEntries(entries, event, { ms: event.atMs - firstMs, continued: entries.length - index })
  }
  return {
    ...{ firstLine, lines: entries.length, firstEvent, events: events.length },
    ...{ firstMs, maxMs, ...deflatedBlock(Buffer.from(JSON.stringify(entries)), level) },
  }
}

/** `size` and `body` of a block with this JSON. */
export function deflatedBlock(json: Buffer, level: DeflateLevel): Pick<LogBlock, 'size' | 'body'> {
  const deflated = deflateSync(json, {
    level: deflateLevels[level],
    // In one piece: hardly any block of log text keeps half of its size.
    chunkSize: Math.max(64, json.length >> 1),
  })
  // sqlar_uncompress takes a body of exactly `size` bytes for uncompressed text.
  const body = deflated.length < json.length ? deflated : Buffer.from(json)
  return { size: json.length, body }
}

function addEntries(
  entries: Entry[],
  event: StoredEvent,
  at: { readonly ms: number; readonly continued: number },
): void {
  const { ms, continued } = at
  if (!event.message.includes('\n')) {
    entries.push(continued === 0 ? [ms, event.message] : [ms, event.message, continued])
    return
  }
  const [first = '', ...more] = event.message.split('\n')
  entries.push([ms, first, continued, more.length])
  for (const [index, text] of more.entries()) entries.push([ms, text, continued + index + 1, 0])
}

/** CRC-32 of the row: its numbers as text, then its body. Not of its ids, so that a row can be copied to another file. */
export function blockChecksum(block: LogBlock): number {
  const { firstLine, lines, firstEvent, events, firstMs, maxMs, size, body } = block
  const numbers = [firstLine, lines, firstEvent, events, firstMs, maxMs, size].join(' ')
  return crc32(body, crc32(numbers))
}

type BlockBody = Pick<LogBlock, 'body' | 'size'>

/** The JSON of a block: whatever its lines hold stands in it, escaped as JSON.stringify does. */
export function jsonOfBlock(block: BlockBody): string {
  const bytes = inflatedBody(block)
  // The same of ASCII, and five times as quick.
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8')
}

/** A block that says it is larger is inflated piece by piece. */
const largestPiece = 1 << 24

/** The same in UTF-8. */
export function inflatedBody({ body, size }: BlockBody): Buffer {
  if (body.length === size) return body
  // In one piece, and room to see that it ends: a fifth quicker than in zlib's own pieces of 16 KiB.
  return inflateSync(body, { chunkSize: Math.min(Math.max(64, size + 1), largestPiece) })
}

function readEntries(block: BlockBody): readonly Entry[] {
  return JSON.parse(jsonOfBlock(block)) as Entry[]
}

/**
 * Where the entries of a block's JSON, or of its bytes as Latin-1, meet, each at its `],[`; undefined: so many entries are not told apart, because a line
 * holds the same. Quotes inside of lines are escaped, so that no line hides a place where entries meet.
 */
export function seamsOf(json: string, lines: number): readonly number[] | undefined {
  const seams: number[] = []
  for (let at = json.indexOf('],['); at >= 0; at = json.indexOf('],[', at + 3)) seams.push(at)
  return seams.length === lines - 1 ? seams : undefined
}

/** Entries by their places, from 0; `to` is the first that is not among them. Reads no others where it can. */
function entriesWithin(
  json: string,
  lines: number,
  { from, to }: { readonly from: number; readonly to: number },
): readonly Entry[] {
  if (from >= Math.min(to, lines)) return []
  const seams = from === 0 && to >= lines ? undefined : seamsOf(json, lines)
  if (seams === undefined) return (JSON.parse(json) as Entry[]).slice(from, to)
  const start = from === 0 ? 1 : (seams[from - 1] as number) + 2
  const end = to >= lines ? json.length - 1 : (seams[to - 1] as number) + 1
  return JSON.parse(`[${json.slice(start, end)}]`) as Entry[]
}

/** The lines of a block, in order. */
export function linesOfBlock(block: LogBlock): readonly Line[] {
  return linesWithin(block, { first: block.firstLine, last: Number.MAX_SAFE_INTEGER })
}

/** Those of them whose ordinals lie between two, both included. */
export function linesWithin(
  { firstLine, firstMs, ...block }: LogBlock,
  { first, last }: { readonly first: number; readonly last: number },
): readonly Line[] {
  const from = Math.max(0, first - firstLine)
  return entriesWithin(jsonOfBlock(block), block.lines, { from, to: last - firstLine + 1 }).map(
    ([ms, text], index) => ({
      ordinal: firstLine + from + index,
      atMs: firstMs + ms,
      text,
    }),
  )
}

/** The events of a block, in order, verbatim. */
export function eventsOfBlock(block: LogBlock): readonly StoredEvent[] {
  const entries = readEntries(block)
  const events: StoredEvent[] = []
  for (let index = 0; index < entries.length; ) {
    const [ms, text, , more = 0] = entries[index] as Entry
    const rest = entries.slice(index + 1, index + 1 + more).map((entry) => entry[1])
    events.push({
      atMs: block.firstMs + ms,
      message: more === 0 ? text : [text, ...rest].join('\n'),
    })
    index += 1 + more
  }
  return events
}

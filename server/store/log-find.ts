// Find over a whole attempt. A block whose JSON does not hold the words is never taken apart, so that a million lines cost
// little more than inflating them.

import type { Database } from 'better-sqlite3'
import { jsonOfBlock, type LogBlock, linesOfBlock } from '../../ingest/store/log-block.ts'
import { withoutColours } from '../../views/ansi.ts'
import type { LineRange, LogStore } from './log-store.ts'

export interface Hits {
  /** Ascending. */
  readonly ordinals: readonly number[]
  /** The last line that was looked at: the budget of one answer ends there, or the attempt does. */
  readonly searchedTo: number
}

/** Text looked at for one answer, and hits remembered of it: about a second, and at most a megabyte. */
const mostBytes = 400_000_000
const mostHits = 100_000
const remembered = 8

/** Finds lines, upper and lower case alike. Remembers the last answers: next and previous ask for the same again. */
export class LogFind {
  readonly #database: Database
  readonly #logs: LogStore
  readonly #known = new Map<string, Hits>()

  constructor(database: Database, logs: LogStore) {
    this.#database = database
    this.#logs = logs
  }

  hits(text: string, range: LineRange): Hits {
    const version = this.#database.pragma('data_version', { simple: true })
    const key = JSON.stringify([version, range, text])
    const hits = this.#known.get(key) ?? this.#search(text.toLowerCase(), range)
    this.#known.delete(key)
    this.#known.set(key, hits)
    const [oldest] = this.#known.keys()
    if (this.#known.size > remembered && oldest !== undefined) this.#known.delete(oldest)
    return hits
  }

  #search(needle: string, range: LineRange): Hits {
    const ordinals: number[] = []
    const escaped = JSON.stringify(needle).slice(1, -1)
    let bytes = 0
    for (const block of this.#logs.blocks(range)) {
      const json = jsonOfBlock(block)
      // Words may stand apart in what is stored and together in what is shown: colour codes come between.
      const mayHold = json.toLowerCase().includes(escaped) || json.includes('\\u001b')
      if (mayHold) ordinals.push(...hitsIn(block, range, needle))
      bytes += json.length
      if (bytes > mostBytes || ordinals.length >= mostHits) {
        const last = block.firstLine + block.lines - 1
        return { ordinals, searchedTo: Math.min(last, range.toLine) }
      }
    }
    return { ordinals, searchedTo: range.toLine }
  }
}

function hitsIn(block: LogBlock, { fromLine, toLine }: LineRange, needle: string): number[] {
  return linesOfBlock(block)
    .filter(({ ordinal }) => ordinal >= fromLine && ordinal <= toLine)
    .filter(({ text }) => withoutColours(text).toLowerCase().includes(needle))
    .map(({ ordinal }) => ordinal)
}

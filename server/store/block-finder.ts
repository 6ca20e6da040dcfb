// What a search finds in one block of lines. It reads no database, so that it runs in a thread as well as here.
import { TemplateTable } from '../../ingest/lifecycle/template-table.ts'
import { inflatedBody } from '../../ingest/store/log-block.ts'
import { escapedText, foldedText, holdsFolded } from '../../ingest/store/search-gram.ts'
import type { SearchQuery } from '../../views/search.ts'
import { type LineMatcher, lineMatcher } from '../search-matcher.ts'

/** What is looked for. */
export type FinderQuery = Pick<SearchQuery, 'q' | 'mode' | 'matchCase' | 'template'>

/** Lines of a block to be searched, both ends included. */
export interface BlockTask {
  readonly block: { readonly body: Uint8Array; readonly size: number; readonly firstLine: number }
  readonly fromLine: number
  readonly toLine: number
  /** Lines kept of those that match, from the first after `keptAfter` on. */
  readonly kept: number
  readonly keptAfter: number
}

export interface FoundLine {
  readonly ordinal: number
  readonly text: string
}

/** A template that a finder meets for the first time, with the line that it meets. */
export interface MetTemplate {
  readonly templateId: string
  readonly template: string
  readonly line: FoundLine
}

/** What a task has found. */
export interface BlockFound {
  readonly lines: number
  readonly kept: readonly FoundLine[]
  /** Numbers of templates, each followed by how many of the lines have it; numbers count what the finder has met, from 0. */
  readonly templates: readonly number[]
  readonly met: readonly MetTemplate[]
}

const nothing: BlockFound = { lines: 0, kept: [], templates: [], met: [] }

/** Searches blocks for one query, one after the other. */
export class BlockFinder {
  readonly #matcher: LineMatcher
  readonly #holds: (bytes: Buffer) => boolean
  readonly #onlyTemplate: string | undefined
  readonly #table = new TemplateTable()
  /** At a place of the table the number that this finder gave. */
  readonly #numbers: number[] = []
  #met = 0

  constructor(query: FinderQuery) {
    this.#matcher = lineMatcher(query)
    this.#holds = prefilter(query, this.#matcher.pieces)
    this.#onlyTemplate = query.template
  }

  find(task: BlockTask): BlockFound {
    const { body, size, firstLine } = task.block
    const bytes = inflatedBody({ body: asBuffer(body), size })
    if (!this.#holds(bytes)) return nothing
    const entries = JSON.parse(bytes.toString('utf8')) as readonly (readonly [number, string])[]
    const lines: FoundLine[] = []
    const to = Math.min(entries.length - 1, task.toLine - firstLine)
    for (let at = Math.max(0, task.fromLine - firstLine); at <= to; at += 1) {
      const text = entries[at]?.[1] ?? ''
      if (this.#matcher.test(text)) lines.push({ ordinal: firstLine + at, text })
    }
    return lines.length === 0 ? nothing : this.#counted(task, lines)
  }

  #counted({ kept, keptAfter }: BlockTask, matching: readonly FoundLine[]): BlockFound {
    const counts = new Map<number, number>()
    const met: MetTemplate[] = []
    const lines = matching.filter((line) => {
      const place = this.#table.indexOf(line.text)
      const template = this.#table.templates[place]
      if (this.#onlyTemplate !== undefined && template?.templateId !== this.#onlyTemplate)
        return false
      if (this.#numbers[place] === undefined && template !== undefined) {
        this.#numbers[place] = this.#met
        this.#met += 1
        met.push({ ...template, line })
      }
      const number = this.#numbers[place] ?? 0
      counts.set(number, (counts.get(number) ?? 0) + 1)
      return true
    })
    return {
      lines: lines.length,
      kept: lines.filter(({ ordinal }) => ordinal > keptAfter).slice(0, kept),
      templates: [...counts].flat(),
      met,
    }
  }
}

/** A buffer arrives in a thread as bare bytes. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Says of the JSON of a block whether any line of it can match; it is right where it says no. */
function prefilter(
  { mode, matchCase }: FinderQuery,
  pieces: readonly string[] | undefined,
): (bytes: Buffer) => boolean {
  if (pieces === undefined) return () => true
  if (matchCase && mode !== 'regex') {
    const needles = pieces.map((piece) => Buffer.from(escapedText(piece)))
    return (bytes) => needles.some((needle) => bytes.includes(needle))
  }
  const needles = pieces.map((piece) => escapedText(foldedText(piece)))
  return (bytes) => holdsFolded(bytes, needles)
}

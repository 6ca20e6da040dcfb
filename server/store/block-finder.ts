// What a search finds in one block of lines. It reads no database, so that it runs in a thread as well as here.
import { TemplateTable } from '../../ingest/lifecycle/template-table.ts'
import { inflatedBody, seamsOf } from '../../ingest/store/log-block.ts'
import { escapedText, foldedText, holdsFolded, isPlainFor } from '../../ingest/store/search-gram.ts'
import type { SearchQuery } from '../../views/search.ts'
import { type LineMatcher, lineMatcher } from '../search-matcher.ts'

/** What is looked for. */
export type FinderQuery = Pick<SearchQuery, 'q' | 'mode' | 'matchCase' | 'template'>

/** Lines of a block to be searched, both ends included. */
export interface BlockTask {
  readonly block: {
    readonly body: Uint8Array
    readonly size: number
    readonly firstLine: number
    readonly lines: number
  }
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
  readonly #literal: Literal
  readonly #onlyTemplate: string | undefined
  readonly #table = new TemplateTable()
  /** At a place of the table the number that this finder gave. */
  readonly #numbers: number[] = []
  #met = 0

  constructor(query: FinderQuery) {
    this.#matcher = lineMatcher(query)
    this.#literal = new Literal(this.#matcher.pieces, query.matchCase && query.mode !== 'regex')
    this.#onlyTemplate = query.template
  }

  find(task: BlockTask): BlockFound {
    const { body, size } = task.block
    const bytes = inflatedBody({ body: asBuffer(body), size })
    const lines = [...(this.#linesAround(bytes, task) ?? this.#everyLine(bytes, task))].filter(
      ({ text }) => this.#matcher.test(text),
    )
    return lines.length === 0 ? nothing : this.#counted(task, lines)
  }

  /** The lines that hold the literal; undefined: only who reads all can tell. Of the bytes each is one character meanwhile. */
  #linesAround(bytes: Buffer, { block, ...asked }: BlockTask): Iterable<FoundLine> | undefined {
    const text = bytes.toString('latin1')
    const places = this.#literal.placesIn(bytes, text)
    if (places === undefined || places.length === 0) return places && []
    const seams = seamsOf(text, block.lines)
    return seams === undefined
      ? undefined
      : entriesAt(places, seams)
          .map((at) => ({ ordinal: block.firstLine + at, text: entryAt(bytes, seams, at)[1] }))
          .filter(({ ordinal }) => ordinal >= asked.fromLine && ordinal <= asked.toLine)
  }

  #everyLine(bytes: Buffer, { block, fromLine, toLine }: BlockTask): readonly FoundLine[] {
    if (!this.#literal.isIn(bytes)) return []
    const entries = JSON.parse(bytes.toString('utf8')) as readonly Entry[]
    return entries
      .map(([, text], at) => ({ ordinal: block.firstLine + at, text }))
      .filter(({ ordinal }) => ordinal >= fromLine && ordinal <= toLine)
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

type Entry = readonly [ms: number, text: string]

/** The entries that hold one of these places, which stand in order; each entry once. */
function entriesAt(places: readonly number[], seams: readonly number[]): readonly number[] {
  const entries: number[] = []
  let entry = 0
  for (const place of places) {
    while (entry < seams.length && (seams[entry] as number) < place) entry += 1
    if (entries.at(-1) !== entry) entries.push(entry)
  }
  return entries
}

function entryAt(bytes: Buffer, seams: readonly number[], entry: number): Entry {
  const start = entry === 0 ? 1 : (seams[entry - 1] as number) + 2
  const end = entry === seams.length ? bytes.length - 1 : (seams[entry] as number) + 1
  return JSON.parse(bytes.toString('utf8', start, end)) as Entry
}

/** What every line that matches holds, as it stands in the JSON of a block. */
class Literal {
  readonly #needles: readonly string[] | undefined
  readonly #isExact: boolean

  /** `pieces` undefined: a line that matches may hold anything. */
  constructor(pieces: readonly string[] | undefined, isExact: boolean) {
    this.#needles = pieces?.map((piece) => escapedText(isExact ? piece : foldedText(piece)))
    this.#isExact = isExact
  }

  /** It is right where it says no. */
  isIn(bytes: Buffer): boolean {
    return this.#needles === undefined || holdsFolded(bytes, this.#needles.map(foldedText))
  }

  /** Where it stands in the bytes; `text`: the same as Latin-1. undefined: it is not one that bytes can be looked through for. */
  placesIn(bytes: Buffer, text: string): readonly number[] | undefined {
    const [needle, ...others] = this.#needles ?? []
    if (needle === undefined || others.length > 0) return undefined
    if (this.#isExact) return placesOf(text, Buffer.from(needle).toString('latin1'))
    return isPlainFor(bytes, needle) ? placesOf(text.toLowerCase(), needle) : undefined
  }
}

function placesOf(text: string, needle: string): readonly number[] {
  const places: number[] = []
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) places.push(at)
  return places
}

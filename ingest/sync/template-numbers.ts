import type { TemplateMemo } from '../lifecycle/line-rules.ts'
import { TemplateIndex, templateOf } from '../lifecycle/template-table.ts'
import type { TextBytes } from '../lifecycle/text-bytes.ts'
import type { MetTemplate } from '../store/template-store.ts'

/** Templates that are remembered: of a log of nothing but unlike lines a few at a time. */
const mostTemplates = 1 << 19

/** What a reading met of templates. */
export interface MetTemplates {
  /** The number of the first of `first`; 0: the reader has forgotten all numbers from before this reading. */
  readonly from: number
  /** Templates met for the first time, in the order of their numbers: 16 hex digits each, and the stream. */
  readonly first: readonly MetTemplate[]
  /** Those met for the first time in a second stream, with their texts. */
  readonly second: readonly { readonly number: number; readonly text: string }[]
}

/** Numbers the templates of lines from 0, and tells which are new. */
export class TemplateNumbers {
  #index = this.#newIndex()
  /** Of each number the only stream it was met in; 0: several. */
  #onlyStreams: number[] = []
  #from = 0
  #first: MetTemplate[] = []
  #second: { readonly number: number; readonly text: string }[] = []
  /** Of the template that was met last. */
  #key = ''

  #newIndex(): TemplateIndex {
    return new TemplateIndex(({ id }) => {
      this.#key = id()
    })
  }

  /** Begins a reading. */
  begin(): void {
    if (this.#index.size >= mostTemplates) {
      this.#index = this.#newIndex()
      this.#onlyStreams = []
    }
    this.#from = this.#onlyStreams.length
    this.#first = []
    this.#second = []
  }

  /** The number of the template of a stream's line. `memo`: of the shape of the line. */
  numberOf(line: TextBytes, streamId: number, memo: TemplateMemo | undefined): number {
    const number = memo === undefined ? this.#indexOf(line) : this.#noted(line, memo)
    const only = this.#onlyStreams[number]
    if (only === undefined) {
      this.#onlyStreams.push(streamId)
      this.#first.push({ key: this.#key, streamId })
    } else if (only !== 0 && only !== streamId) {
      this.#onlyStreams[number] = 0
      this.#second.push({ number, text: templateOf(line.text).template })
    }
    return number
  }

  #noted(line: TextBytes, memo: TemplateMemo): number {
    if (memo.by !== this.#index) {
      memo.by = this.#index
      memo.number = this.#indexOf(line)
    }
    return memo.number
  }

  #indexOf({ bytes, end }: TextBytes): number {
    return this.#index.indexOfMasked(bytes, 0, end)
  }

  /** What this reading has met. */
  met(): MetTemplates {
    return { from: this.#from, first: this.#first, second: this.#second }
  }
}

import type { StoredTemplate } from '../store/template-store.ts'
import type { MetTemplates } from './template-numbers.ts'

type First = MetTemplates['first'][number]

/** Which rows of `template` the numbers of a reader stand for; each is looked up when it is first saved. */
export class TemplateRows {
  readonly #ids: number[] = []
  readonly #unsaved = new Map<number, First>()
  #size = 0

  /** The next numbers. */
  add(first: readonly First[]): void {
    for (const template of first) {
      this.#unsaved.set(this.#size, template)
      this.#size += 1
    }
  }

  /** The row id of a number; `meet` gives the row of a template that was not looked up yet. */
  idOf(number: number, meet: (template: First) => StoredTemplate): number {
    const unsaved = this.#unsaved.get(number)
    if (unsaved !== undefined) {
      this.#ids[number] = meet(unsaved).templateId
      this.#unsaved.delete(number)
    }
    return this.#ids[number] as number
  }
}

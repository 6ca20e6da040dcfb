import type { MetTemplate, StoredTemplate } from '../store/template-store.ts'

/** Which rows of `template` the numbers of a reader stand for; each is looked up when it is first saved. */
export class TemplateRows {
  readonly #ids: number[] = []
  readonly #unsaved = new Map<number, MetTemplate>()
  #size = 0

  /** The next numbers. */
  add(first: readonly MetTemplate[]): void {
    for (const template of first) {
      this.#unsaved.set(this.#size, template)
      this.#size += 1
    }
  }

  /** The template of a number of which no row is known yet. */
  unsaved(number: number): MetTemplate | undefined {
    return this.#unsaved.get(number)
  }

  /** Tells the row of a number. */
  save(number: number, { templateId }: StoredTemplate): void {
    this.#ids[number] = templateId
    this.#unsaved.delete(number)
  }

  /** The row id of a number that was saved. */
  idOf(number: number): number {
    return this.#ids[number] as number
  }
}

import { gzipSync } from 'node:zlib'
import type { ReadStores } from './store/read-store.ts'

/** All that is kept, compressed forms aside; a page of the largest cluster takes some 500 kB. */
const mostBytes = 32_000_000
/** Smaller ones fit a few packets as they are. */
const leastZipped = 4096

/** A page as it was answered. */
class KeptPage {
  readonly text: Buffer
  #zipped: Buffer | undefined

  constructor(text: Buffer) {
    this.text = text
  }

  /** Compressed when it is first asked for again: whoever reads over a tunnel waits less. */
  zipped(): Buffer | undefined {
    if (this.text.length < leastZipped) return undefined
    this.#zipped ??= gzipSync(this.text, { level: 1 })
    return this.#zipped
  }
}

/** The pages of the file as it is at one moment, by address and form. */
export class PagesOfMoment {
  readonly #pages = new Map<string, KeptPage>()
  #bytes = 0

  get(key: string): KeptPage | undefined {
    return this.#pages.get(key)
  }

  keep(key: string, text: Buffer): void {
    if (this.#bytes + text.length > mostBytes) {
      this.#pages.clear()
      this.#bytes = 0
    }
    this.#pages.set(key, new KeptPage(text))
    this.#bytes += text.length
  }
}

/** Pages as they were answered, as long as the file stays as it is. */
export class KeptPages {
  #stores: ReadStores | undefined
  #version: number | undefined
  #pages = new PagesOfMoment()

  /** Those of now. A page that takes time is kept where it was asked for: if the file has changed meanwhile, nowhere. */
  of(stores: ReadStores): PagesOfMoment {
    const version = stores.version()
    if (this.#stores !== stores || this.#version !== version) this.#pages = new PagesOfMoment()
    this.#stores = stores
    this.#version = version
    return this.#pages
  }
}

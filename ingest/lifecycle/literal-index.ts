// Which of many words a line holds, in one pass over its characters (Aho and Corasick, 1975) with every step looked up in
// one table: what a line costs does not depend on how many words there are. Letters count as their small ones.

/** Sets of words; of each set a text holds one or none. */
export class LiteralIndex {
  readonly #classes = new Uint8Array(128)
  readonly #width: number
  readonly #next: Int32Array
  /** Of each state the sets whose word ends here; undefined: none. */
  readonly #found: readonly (readonly number[] | undefined)[]
  /** Of each state whether any word ends here: looked up for every character. */
  readonly #ends: Uint8Array
  readonly #always: readonly number[]
  readonly #sets: number

  /** A set without words is held by every text. Words are ASCII, in small letters. */
  constructor(sets: readonly (readonly string[])[]) {
    this.#width = this.#nameClasses(sets.flat())
    const words = sets.flatMap((set, place) => set.map((word) => ({ word, place })))
    const states = words.reduce((sum, { word }) => sum + word.length, 1)
    this.#next = new Int32Array(states * this.#width)
    this.#found = this.#linked(this.#grown(words))
    this.#ends = Uint8Array.from(this.#found, (places) => (places === undefined ? 0 : 1))
    this.#always = sets.flatMap((set, place) => (set.length === 0 ? [place] : []))
    this.#sets = sets.length
  }

  /** Places of the sets that the text holds, ascending. */
  held(text: string): readonly number[] {
    const [next, classes, width, ends] = [this.#next, this.#classes, this.#width, this.#ends]
    let held: Uint8Array | undefined
    let state = 0
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      state = code < 128 ? (next[state * width + (classes[code] as number)] as number) : 0
      if (ends[state] === 0) continue
      held ??= new Uint8Array(this.#sets)
      for (const place of this.#found[state] ?? []) held[place] = 1
    }
    return held === undefined ? this.#always : this.#places(held)
  }

  #places(held: Uint8Array): readonly number[] {
    for (const place of this.#always) held[place] = 1
    return Array.from(held.keys()).filter((place) => held[place] === 1)
  }

  #nameClasses(words: readonly string[]): number {
    const used = [...new Set(words.join(''))]
    for (const [index, character] of used.entries()) {
      this.#classes[character.charCodeAt(0)] = index + 1
      this.#classes[character.toUpperCase().charCodeAt(0)] = index + 1
    }
    return used.length + 1
  }

  /** The tree of the words; 0 stands for a step that is not there. */
  #grown(words: readonly { word: string; place: number }[]): number[][] {
    const found: number[][] = [[]]
    for (const { word, place } of words) {
      let state = 0
      for (const character of word) {
        const step = this.#step(state, character.charCodeAt(0))
        if (this.#next[step] === 0) this.#next[step] = found.push([]) - 1
        state = this.#next[step] as number
      }
      found[state]?.push(place)
    }
    return found
  }

  #step(state: number, code: number): number {
    return state * this.#width + (this.#classes[code] as number)
  }

  /** Fills the steps that are not there with those of the longest end of the text so far that begins a word. */
  #linked(found: readonly number[][]): readonly (readonly number[] | undefined)[] {
    const back = new Int32Array(found.length)
    const queue = [0]
    for (const state of queue) {
      for (let kind = 1; kind < this.#width; kind += 1) {
        const fallback = state === 0 ? 0 : this.#next[(back[state] as number) * this.#width + kind]
        const step = state * this.#width + kind
        const child = this.#next[step] as number
        if (child === 0) this.#next[step] = fallback as number
        else {
          back[child] = fallback as number
          found[child]?.push(...(found[fallback as number] as number[]))
          queue.push(child)
        }
      }
    }
    return found.map((places) => (places.length === 0 ? undefined : places))
  }
}

// Short lists of words that the mask knows, looked up by a number made of the word's bytes: a string per word of a line
// would cost more than the rest of the mask.

const longestListed = 9

/** A number for a word of at most nine bytes: equal words, equal numbers. */
function wordKey(bytes: Uint8Array, from: number, to: number): number {
  let key = to - from
  for (let at = from; at < to; at += 1) key = (Math.imul(key, 257) + (bytes[at] as number)) | 0
  return key
}

/** A list of words of at most nine bytes. */
export class WordList {
  readonly #keys: Set<number>

  constructor(words: string) {
    const encoder = new TextEncoder()
    const encoded = words.split(' ').map((word) => encoder.encode(word))
    this.#keys = new Set(encoded.map((word) => wordKey(word, 0, word.length)))
  }

  /** True when the bytes between two places spell a word of the list. */
  has(bytes: Uint8Array, from: number, to: number): boolean {
    return to - from <= longestListed && to > from && this.#keys.has(wordKey(bytes, from, to))
  }
}

/** A value, whatever it is the value of. */
export const valueWords = new WordList('true false null None True False TRUE FALSE NULL')

/** Parts of a date when a number, or another of them, follows. */
export const dateWords = new WordList(
  'Mon Tue Wed Thu Fri Sat Sun Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec ' +
    'Monday Tuesday Wednesday Thursday Friday Saturday Sunday ' +
    'January February March April June July August September October November December',
)

/** Part of the number before it. */
export const unitWords = new WordList(
  'B KB MB GB TB kB KiB MiB GiB TiB k K M G byte bytes Bytes bit bits kbps Mbps ' +
    'ns us ms s m h sec secs second seconds min mins minute minutes hour hours day days msec usec ' +
    'Hz kHz MHz GHz AM PM UTC GMT',
)

/** The number after one of these says what went wrong, so signatures keep it. */
export const codeWords = new WordList(
  'exit status code signal errno error Error rc ret curl Errno HTTP',
)

/** Words that follow a name; none is one. */
export const linkWords = new WordList(
  'a an and are as at be by can cannot did does for from had has have if in into is may must not of on or ' +
    'that the to unknown was were while will with without',
)

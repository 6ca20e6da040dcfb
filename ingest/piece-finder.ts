// Which of hundreds of pieces of text stand in a line, in one look at each of its characters. Four characters in a row make
// a number; a table says which pieces begin with such four, and only those are compared, their ends first. Nearly always
// none is.

/** No piece may be shorter. */
export const shortestFound = 4

const mask = (1 << (4 * shortestFound)) - 1

/** Of the last four characters, capital or small: what an earlier one added has been shifted out. */
function shifted(number: number, code: number): number {
  return ((number << 4) ^ (code | 0x20)) & mask
}

/** Two letters outside ASCII are, to a pattern that ignores case, ASCII letters: the long s and the Kelvin sign. */
function asciiLetters(text: string): string {
  return text.replaceAll('\u017f', 's').replaceAll('\u212a', 'k')
}

/** A text in the letters that pieces are written in. */
export function smallLetters(text: string): string {
  return asciiLetters(text).toLowerCase()
}

function small(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code | 0x20 : code
}

interface Piece<Meaning> {
  readonly text: string
  readonly meaning: Meaning
}

/** Finds pieces, each with what it stands for. Capital and small letters are alike. */
export class PieceFinder<Meaning> {
  /** 0: no piece begins so; else a place in `#pieces`. */
  readonly #begins = new Uint16Array(mask + 1)
  readonly #pieces: Piece<Meaning>[][] = [[]]

  /** `text`: a piece in small letters. */
  add(text: string, meaning: Meaning): void {
    let number = 0
    for (let at = 0; at < shortestFound; at += 1) number = shifted(number, text.charCodeAt(at))
    if (this.#begins[number] === 0) this.#begins[number] = this.#pieces.push([]) - 1
    this.#pieces[this.#begins[number] ?? 0]?.push({ text, meaning })
  }

  /** What the pieces in a text stand for, as often as they stand in it. */
  find(text: string): readonly Meaning[] {
    const found: Meaning[] = []
    const begins = this.#begins
    let number = 0
    let bits = 0
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      bits |= code
      number = shifted(number, code)
      const place = begins[number] as number
      if (place === 0) continue
      for (const piece of this.#pieces[place] as Piece<Meaning>[]) {
        if (standsAt(text, at + 1 - shortestFound, piece.text)) found.push(piece.meaning)
      }
    }
    const folded = bits < 0x80 ? text : asciiLetters(text)
    return folded === text ? found : this.find(folded)
  }
}

function standsAt(text: string, from: number, piece: string): boolean {
  for (let at = piece.length - 1; at >= 0; at -= 1) {
    if (small(text.charCodeAt(from + at)) !== piece.charCodeAt(at)) return false
  }
  return true
}

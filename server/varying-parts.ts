// Where the decisive lines of a group differ: the lines are cut at blanks and compared word by word with the line of the
// representative. Lines with another number of words are left out: nothing says which word of theirs stands for which.
import type { LinePiece, Parameter } from '../views/group-evidence.ts'

export interface VaryingParts {
  /** Together they are the line. */
  readonly pieces: readonly LinePiece[]
  readonly parameters: readonly Parameter[]
  /** Lines that were compared, the representative's own included. */
  readonly compared: number
}

const mostCounts = 20
const contextCharacters = 40

/** Compares `line` with the lines of all members, its own among them. */
export function varyingParts(line: string, lines: readonly string[]): VaryingParts {
  const words = wordsOf(line)
  const comparable = lines.map(wordsOf).filter(({ length }) => length === words.length)
  const pieces: LinePiece[] = []
  const parameters: Parameter[] = []
  let before = ''
  for (const [at, word] of words.entries()) {
    const values = comparable.map((each) => each[at] ?? '')
    const [head, tail] = values.every((value) => value === word) ? [word, ''] : shared(values)
    const own = word.slice(head.length, word.length - tail.length)
    if (values.some((value) => value !== word)) {
      const cut = (value: string): string => value.slice(head.length, value.length - tail.length)
      pieces.push({ text: head, parameter: null }, { text: own, parameter: parameters.length })
      pieces.push({ text: tail, parameter: null })
      const counted = parameter(`${before}${head}`, values.map(cut))
      // Words stand at even places, and a line that begins with blanks has an empty one before its first.
      parameters.push({ ...counted, word: at / 2 + (words[0] === '' ? 0 : 1) })
    } else pieces.push({ text: word, parameter: null })
    before = `${before}${word}`.slice(-contextCharacters)
  }
  return { pieces: joined(pieces), parameters, compared: comparable.length }
}

/** Words and the blanks between them, in turn. */
function wordsOf(line: string): readonly string[] {
  return line.split(/(\s+)/)
}

/** What all values begin and end with; a number, an address or a name is never cut in two. */
function shared(values: readonly string[]): readonly [head: string, tail: string] {
  const head = commonStart(values).replace(/[\w.-]*$/, '')
  const rests = values.map((value) => [...value.slice(head.length)].reverse().join(''))
  const tail = commonStart(rests).replace(/[\w.-]*$/, '')
  return [head, [...tail].reverse().join('')]
}

function commonStart(values: readonly string[]): string {
  const [first = '', ...rest] = values
  let length = first.length
  for (const value of rest) {
    let at = 0
    while (at < length && value[at] === first[at]) at += 1
    length = at
  }
  return first.slice(0, length)
}

function parameter(before: string, values: readonly string[]): Omit<Parameter, 'word'> {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  const sorted = [...counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  return {
    before: before.trimStart().slice(-contextCharacters),
    values: counts.size,
    counts: sorted.slice(0, mostCounts).map(([value, instances]) => ({ value, instances })),
  }
}

function joined(pieces: readonly LinePiece[]): readonly LinePiece[] {
  const merged: LinePiece[] = []
  for (const piece of pieces) {
    const last = merged.at(-1)
    if (piece.text === '' && piece.parameter === null) continue
    if (last?.parameter === null && piece.parameter === null) {
      merged[merged.length - 1] = { text: last.text + piece.text, parameter: null }
    } else merged.push(piece)
  }
  return merged
}

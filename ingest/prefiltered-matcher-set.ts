// Hundreds of patterns on one line. Nearly all of them hold a piece of text that a line must contain to match
// ("could not get lock"); looking for those pieces first, all at once, leaves most lines without a pattern to run, and does
// not slow down on lines of ever new shapes as one automaton of all patterns does.
import type { Matcher, MatcherSet } from './lifecycle/matcher.ts'
import { PieceFinder, shortestFound, smallLetters } from './piece-finder.ts'

// Shorter pieces stand on too many lines to save anything.
const shortestPiece = 3
const none: readonly number[] = []

/**
 * A set that says of each matcher exactly what its own `test` says. `together` tests in one pass those few of which no piece
 * is certain; without it they are tested one by one.
 */
export function prefilteredMatcherSet(
  matchers: readonly Matcher[],
  together: (matchers: readonly Matcher[]) => MatcherSet = oneByOne,
): MatcherSet {
  const finder = new PieceFinder<number>()
  const always: number[] = []
  for (const [place, { needs }] of matchers.entries()) {
    const [pieces = []] = needs
    if (pieces.length === 0 || shortest(pieces) < shortestFound) always.push(place)
    else for (const piece of pieces) finder.add(piece, place)
  }
  const others = together(always.flatMap((place) => matchers[place] ?? []))
  return {
    matching(text) {
      const found = finder.find(text)
      const unfiltered = always.length === 0 ? none : others.matching(text)
      if (found.length === 0 && unfiltered.length === 0) return none
      const small = smallLetters(text)
      const filtered = [...new Set(found)]
        .filter((place) => matchers[place]?.needs.every((pieces) => holdsOne(small, pieces)))
        .filter((place) => matchers[place]?.test(text))
      return [...unfiltered.map((place) => always[place] as number), ...filtered].sort(
        (a, b) => a - b,
      )
    },
  }
}

function oneByOne(matchers: readonly Matcher[]): MatcherSet {
  return {
    matching: (text) => matchers.flatMap((matcher, place) => (matcher.test(text) ? [place] : [])),
  }
}

function holdsOne(text: string, pieces: readonly string[]): boolean {
  return pieces.some((piece) => text.includes(piece))
}

/**
 * In small letters, lists of pieces of text: every match of the pattern contains a piece of each. The list that says most is
 * the first; none: no piece is certain. What it does not understand ends a piece, so a piece is never too long.
 */
export function requiredPieces(source: string): readonly (readonly string[])[] {
  const found = alternatives(tokens(source)).map(neededPieces)
  const [only] = found
  if (found.length === 1 && only !== undefined) return only
  // Of several alternatives each may hold, so one list is all there is.
  const best = found.map(([first]) => first)
  return best.every((first) => first !== undefined) ? [best.flat()] : []
}

/** The pieces and groups that an alternative cannot do without. */
function neededPieces(alternative: readonly string[]): readonly (readonly string[])[] {
  const needed = alternative.filter((_, place) => !/^[*?{]/.test(alternative[place + 1] ?? ''))
  const inGroups = needed.flatMap((token) => requiredPieces(group.exec(token)?.[1] ?? ''))
  return [...plainPieces(alternative).map((piece) => [piece.toLowerCase()]), ...inGroups]
    .filter((pieces) => shortest(pieces) >= shortestPiece)
    .sort((a, b) => shortest(b) - shortest(a))
}

const group = /^\((?:\?(?:P?<\w+>|[imsU-]*:))?(.*)\)$/s

function shortest(pieces: readonly string[]): number {
  return Math.min(...pieces.map(({ length }) => length))
}

// A token: a flag group (nothing), a group, a class, an escape, a quantifier, or one character.
const flags = /\(\?[imsU-]+\)/y
const characterClass = /\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]/y
const escaped = /\\(?:[pP]\{[^}]*\}|x\{[0-9A-Fa-f]+\}|x[0-9A-Fa-f]{2}|Q|.)/sy
const quantifier = /(?:[*+?]|\{\d+(?:,\d*)?\})\??/y

function tokens(source: string): readonly string[] {
  const found: string[] = []
  let at = 0
  while (at < source.length) {
    const token = tokenAt(source, at)
    found.push(token)
    at += token.length
  }
  return found
}

function tokenAt(source: string, at: number): string {
  for (const kind of [flags, characterClass, escaped, quantifier]) {
    kind.lastIndex = at
    const token = kind.exec(source)?.[0]
    if (token !== undefined) return token
  }
  return source.charAt(at) === '(' ? groupAt(source, at) : source.charAt(at)
}

function groupAt(source: string, at: number): string {
  let end = at + 1
  while (end < source.length && source.charAt(end) !== ')') {
    end += tokenAt(source, end).length
  }
  return source.slice(at, end + 1)
}

function alternatives(all: readonly string[]): readonly (readonly string[])[] {
  const found: string[][] = [[]]
  for (const token of all) {
    if (token === '|') found.push([])
    else found.at(-1)?.push(token)
  }
  return found
}

/** The character that a token stands for; undefined: it may stand for several, or for none. */
function characterOf(token: string): string | undefined {
  if (token.length === 1 && !'.^$|()'.includes(token)) return token
  if (/^\\[^A-Za-z0-9]$/.test(token)) return token.charAt(1)
  return undefined
}

function plainPieces(alternative: readonly string[]): readonly string[] {
  const pieces: string[] = []
  let piece = ''
  for (const [place, token] of alternative.entries()) {
    const character = characterOf(token)
    const optional = /^[*?{]/.test(alternative[place + 1] ?? '')
    if (character === undefined || isQuantifier(token) || optional) {
      if (/^\(\?[imsU-]+\)$/.test(token)) continue
      pieces.push(piece)
      piece = ''
    } else piece += character
  }
  return [...pieces, piece]
}

function isQuantifier(token: string): boolean {
  quantifier.lastIndex = 0
  return quantifier.exec(token)?.[0] === token
}

// Hundreds of patterns on one line. Nearly all of them hold a piece of text that a line must contain to match
// ("could not get lock"); looking for that piece first is some 30 times faster than running the patterns, and does not
// slow down on lines of ever new shapes as one automaton of all patterns does.
import type { Matcher, MatcherSet } from './lifecycle/matcher.ts'

/** A set that says of each matcher exactly what its own `test` says. */
export function prefilteredMatcherSet(matchers: readonly Matcher[]): MatcherSet {
  const pieces = matchers.map(({ source }) => requiredPieces(source))
  return {
    matching(text) {
      const lowered = text.toLowerCase()
      return matchers.flatMap((matcher, place) => {
        const needed = pieces[place]
        const possible = needed === undefined || needed.some((piece) => lowered.includes(piece))
        return possible && matcher.test(text) ? [place] : []
      })
    },
  }
}

// Shorter pieces stand on too many lines to save anything.
const shortestPiece = 3

/**
 * In small letters, pieces of text of which every match of the pattern contains one; undefined: none is certain. Reads the
 * pattern's outermost level only; what it does not understand ends a piece, so a piece is never too long.
 */
export function requiredPieces(source: string): readonly string[] | undefined {
  const best: string[] = []
  for (const alternative of alternatives(tokens(source))) {
    const piece = longestPiece(alternative)
    if (piece.length < shortestPiece) return undefined
    best.push(piece.toLowerCase())
  }
  return best
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

function longestPiece(alternative: readonly string[]): string {
  let longest = ''
  let piece = ''
  for (const [place, token] of alternative.entries()) {
    const character = characterOf(token)
    const optional = /^[*?{]/.test(alternative[place + 1] ?? '')
    if (character === undefined || isQuantifier(token) || optional) {
      if (!/^\(\?[imsU-]+\)$/.test(token)) piece = ''
      continue
    }
    piece += character
    if (piece.length > longest.length) longest = piece
  }
  return longest
}

function isQuantifier(token: string): boolean {
  quantifier.lastIndex = 0
  return quantifier.exec(token)?.[0] === token
}

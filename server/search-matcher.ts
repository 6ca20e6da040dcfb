// What a search looks for in one line, and what every such line must hold, so that blocks and the index can say no early.
import { RE2JS } from 're2js'
import { requiredPieces } from '../ingest/required-pieces.ts'
import { foldedText } from '../ingest/store/search-gram.ts'
import type { SearchQuery } from '../views/search.ts'

/** From a character of the line to the one after the match. */
export type MatchRange = readonly [from: number, to: number]

export interface LineMatcher {
  /** Every line that matches holds one of these, differences of case aside; undefined: nothing is certain. */
  readonly pieces: readonly string[] | undefined
  test(text: string): boolean
  /** Where it matches, from left to right; at most 50. */
  ranges(text: string): readonly MatchRange[]
}

const mostRanges = 50

/** Throws re2js's own error, whose message names the fault, for an expression that is none. */
export function lineMatcher({
  q,
  mode,
  matchCase,
}: Pick<SearchQuery, 'q' | 'mode' | 'matchCase'>): LineMatcher {
  if (mode === 'regex') return regexMatcher(q, matchCase)
  const sameCase = matchCase ? (text: string) => text : foldedText
  const needle = sameCase(q)
  const places = placesOf(needle, mode === 'word')
  return {
    pieces: [q],
    test(text) {
      const line = sameCase(text)
      return line.includes(needle) && (mode === 'text' || !places(line).next().done)
    },
    ranges: (text) => {
      const found: MatchRange[] = []
      for (const from of places(sameCase(text))) {
        if (found.push([from, from + q.length]) === mostRanges) break
      }
      return found
    },
  }
}

const wordCharacter = /[\p{L}\p{N}_]/u

/** As grep does: a word has no letter, digit or underscore on either side. */
function placesOf(needle: string, isWord: boolean): (text: string) => Generator<number> {
  return function* (text) {
    for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
      const end = at + needle.length
      const before = isWord && wordCharacter.test(text.charAt(at - 1))
      if (!(before || (isWord && wordCharacter.test(text.charAt(end))))) yield at
    }
  }
}

function regexMatcher(source: string, matchCase: boolean): LineMatcher {
  const compiled = RE2JS.compile(source, matchCase ? 0 : RE2JS.CASE_INSENSITIVE)
  return {
    pieces: piecesOf(source),
    test: (text) => compiled.test(text),
    ranges(text) {
      const found: MatchRange[] = []
      const matcher = compiled.matcher(text)
      while (found.length < mostRanges && matcher.find()) {
        if (matcher.end() > matcher.start()) found.push([matcher.start(), matcher.end()])
      }
      return found
    },
  }
}

/** Half a character of two is no text. */
function piecesOf(source: string): readonly string[] | undefined {
  const [pieces] = requiredPieces(source)
  return pieces?.every((piece) => piece.isWellFormed() && !/[\ud800-\udfff]/.test(piece))
    ? pieces
    : undefined
}

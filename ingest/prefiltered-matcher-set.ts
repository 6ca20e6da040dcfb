// Hundreds of patterns on one line. Nearly all of them hold a piece of text that a line must contain to match
// ("could not get lock"); looking for those pieces first, all at once, leaves most lines without a pattern to run, and does
// not slow down on lines of ever new shapes as one automaton of all patterns does.
import { type Matcher, type MatcherSet, mayMatch, shapeText } from './lifecycle/matcher.ts'
import { textBytes } from './lifecycle/text-bytes.ts'
import { PieceFinder, smallLetters } from './piece-finder.ts'

const none: readonly number[] = []

/**
 * A set that says of each matcher exactly what its own `test` says. `together` tests in one pass those few of which no piece
 * is certain; without it they are tested one by one.
 */
export function prefilteredMatcherSet(
  matchers: readonly Matcher[],
  together: (matchers: readonly Matcher[]) => Pick<MatcherSet, 'matching'> = oneByOne,
): MatcherSet {
  const finder = new PieceFinder<number>()
  const always: number[] = []
  for (const [place, { needs }] of matchers.entries()) {
    const [pieces = []] = needs
    if (pieces.length === 0) always.push(place)
    else for (const piece of pieces) finder.add(piece, place)
  }
  const others = together(always.flatMap((place) => matchers[place] ?? []))
  return {
    matching(text) {
      const found = finder.find(textBytes(text))
      const unfiltered = always.length === 0 ? none : others.matching(text)
      if (found.length === 0 && unfiltered.length === 0) return none
      const small = smallLetters(text)
      const filtered = [...new Set(found)]
        .filter((place) => matchers[place]?.needs.every((pieces) => holdsOne(small, pieces)))
        .filter((place) => matchers[place]?.test(text))
      return ascending([...unfiltered.map((place) => always[place] as number), ...filtered])
    },
    ofShape(text) {
      // All digits are alike to the finder, as to a shape.
      const found = finder.find(textBytes(text))
      if (found.length === 0) return always
      const shape = shapeText(text)
      const filtered = [...new Set(found)].filter((place) =>
        mayMatch(matchers[place] as Matcher, shape),
      )
      return ascending([...always, ...filtered])
    },
  }
}

function oneByOne(matchers: readonly Matcher[]): Pick<MatcherSet, 'matching'> {
  return {
    matching: (text) => matchers.flatMap((matcher, place) => (matcher.test(text) ? [place] : [])),
  }
}

function ascending(places: number[]): readonly number[] {
  return places.sort((a, b) => a - b)
}

function holdsOne(text: string, pieces: readonly string[]): boolean {
  return pieces.some((piece) => text.includes(piece))
}

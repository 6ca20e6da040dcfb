import { type LineSieve, sought } from './lifecycle/line-sieve.ts'
import type { Matcher } from './lifecycle/matcher.ts'
import type { SecretFinder } from './lifecycle/redaction-rule.ts'
import { PieceFinder } from './piece-finder.ts'
import { anywhere, firstPieces, type PlacedPiece } from './required-pieces.ts'

/** A sieve for the pieces of text without which no rule, known cause or secret is there. */
export function lineSieve(of: {
  readonly rules: readonly Matcher[]
  readonly causes: readonly Matcher[]
  readonly secrets: SecretFinder
}): LineSieve {
  const finder = new PieceFinder<number>()
  let always = 0
  // Many rules and causes share a word.
  const added = new Set<string>()
  const add = (pieces: readonly PlacedPiece[], kind: number) => {
    if (pieces.length === 0) always |= kind
    for (const { piece, limit } of pieces) {
      const placed = `${kind} ${limit} ${piece}`
      if (!added.has(placed)) finder.add(piece, kind, limit)
      added.add(placed)
    }
  }
  for (const { source } of of.rules) add(firstPieces(source), sought.rule)
  // Before a cause a time may stand: it may begin anywhere.
  for (const { needs } of of.causes) add(anywhere(needs[0] ?? []), sought.cause)
  for (const words of of.secrets.words) add(anywhere(words), sought.secret)
  return {
    kindsIn(line) {
      let kinds = always
      for (const kind of finder.find(line)) kinds |= kind
      return of.secrets.mayHoldRun(line) ? kinds | sought.secret : kinds
    },
  }
}

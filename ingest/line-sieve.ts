import { type LineSieve, sought } from './lifecycle/line-sieve.ts'
import type { Matcher } from './lifecycle/matcher.ts'
import type { SecretFinder } from './lifecycle/redaction-rule.ts'
import { PieceFinder } from './piece-finder.ts'
import { firstPieces } from './required-pieces.ts'

/** A sieve for the pieces of text without which no rule, known cause or secret is there. */
export function lineSieve(of: {
  readonly rules: readonly Matcher[]
  readonly causes: readonly Matcher[]
  readonly secrets: SecretFinder
}): LineSieve {
  const finder = new PieceFinder<number>()
  let always = 0
  const add = (pieces: readonly string[], kind: number, limit?: number) => {
    if (pieces.length === 0) always |= kind
    else for (const piece of new Set(pieces)) finder.add(piece, kind, limit)
  }
  for (const { source } of of.rules) {
    const { pieces, limit } = firstPieces(source)
    add(pieces, sought.rule, limit)
  }
  // Before a cause a time may stand: it may begin anywhere.
  for (const { needs } of of.causes) add(needs[0] ?? [], sought.cause)
  for (const words of of.secrets.words) add(words, sought.secret)
  return {
    kindsIn(line) {
      let kinds = always
      for (const kind of finder.find(line)) kinds |= kind
      return of.secrets.mayHoldRun(line) ? kinds | sought.secret : kinds
    },
  }
}

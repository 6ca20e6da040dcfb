// Counting instances, not lines, and saying how sure a count is. Everything here is closed-form and fast; the exact
// test, which is not, stands in exact-test.ts.

/** A share of instances with the range that its true value plausibly lies in; all three from 0 to 1. */
export interface Interval {
  readonly rate: number
  readonly low: number
  readonly high: number
}

// The standard normal quantile of a two-sided 95 % interval.
const z95 = 1.959963984540054

/**
 * Wilson's 95 % interval of `count` out of `total`: unlike the textbook interval it stays inside 0 to 1 and is honest
 * for 0 of 5 and 5 of 5. Of nothing (`total` 0) nothing is known: 0 to 1, with rate 0.
 */
export function wilsonInterval(count: number, total: number): Interval {
  if (total === 0) return { rate: 0, low: 0, high: 1 }
  const rate = count / total
  const z2 = z95 * z95
  const centre = rate + z2 / (2 * total)
  const spread = z95 * Math.sqrt((rate * (1 - rate) + z2 / (4 * total)) / total)
  const scale = 1 + z2 / total
  return {
    rate,
    low: count === 0 ? 0 : Math.max(0, (centre - spread) / scale),
    high: count === total ? 1 : Math.min(1, (centre + spread) / scale),
  }
}

/** Four counts of instances: failed and not, inside what is looked at and outside. */
export interface FourfoldTable {
  readonly failedInside: number
  readonly inside: number
  readonly failed: number
  readonly total: number
}

/** How many times the overall failure rate the rate inside is; undefined when nothing failed or nothing is inside. */
export function lift({ failedInside, inside, failed, total }: FourfoldTable): number | undefined {
  if (inside === 0 || failed === 0) return undefined
  return failedInside / inside / (failed / total)
}

/**
 * Natural logarithm of the odds ratio, with half an instance added to each of the four counts so that zeros stay finite.
 * Above 0: more likely to fail inside.
 */
export function logOdds({ failedInside, inside, failed, total }: FourfoldTable): number {
  const healthyInside = inside - failedInside
  const failedOutside = failed - failedInside
  const healthyOutside = total - inside - failedOutside
  return (
    Math.log(failedInside + 0.5) +
    Math.log(healthyOutside + 0.5) -
    Math.log(healthyInside + 0.5) -
    Math.log(failedOutside + 0.5)
  )
}

/**
 * Benjamini and Hochberg's q-values, in the order of `pValues`: the share of false finds to expect among all finds that
 * are at least as strong. `questions` is how many were asked, which may be more than there are p-values: a question whose
 * answer was not worth keeping was asked all the same.
 */
export function benjaminiHochberg(
  pValues: readonly number[],
  questions: number = pValues.length,
): number[] {
  const ranked = pValues.map((p, index) => ({ p, index })).sort((a, b) => b.p - a.p)
  const qValues = new Array<number>(pValues.length).fill(1)
  let smallest = 1
  for (const [place, { p, index }] of ranked.entries()) {
    smallest = Math.min(smallest, (p * questions) / (ranked.length - place))
    qValues[index] = smallest
  }
  return qValues
}

// How one cohort differs from another, counted in instances. Shares are compared, never counts: cohorts are rarely of
// one size. What stands on one side alone is said as it is; what stands on both counts as changed when the exact test,
// corrected for every question asked, calls it more than chance.
import { fisherTwoSided } from './exact-test.ts'
import { benjaminiHochberg } from './statistics.ts'

export type CohortChange = 'only-a' | 'only-b' | 'more-a' | 'more-b' | 'same'

/** On how many instances of each cohort something stands; as `of`: how many instances it has. */
export interface CohortCount {
  readonly a: number
  readonly b: number
}

export interface ShareChange extends CohortCount {
  readonly change: CohortChange
  /** Two-sided exact test. */
  readonly pValue: number
  /** Corrected for all counts that were asked about together. */
  readonly qValue: number
}

const significance = 0.05

/** Fewer instances or runs than this on a side are no ground for a test: they are compared as they are. */
export const fewestToTest = 3
/** Of few instances, what this difference of shares separates is told apart. */
export const tellingDifference = 0.98

/**
 * One answer a count, in their order. What one side alone has counts as changed always, or only `tested`: of a value that
 * is rare anywhere, a small cohort has none, and that is no change.
 */
export function shareChanges(
  counts: readonly CohortCount[],
  of: CohortCount,
  lone: 'always' | 'tested',
): ShareChange[] {
  const pValues = counts.map(({ a, b }) => {
    if (of.a === 0 || of.b === 0) return 1
    return fisherTwoSided({ failedInside: a, inside: a + b, failed: of.a, total: of.a + of.b })
  })
  const qValues = benjaminiHochberg(pValues)
  return counts.map((count, index) => {
    const qValue = qValues[index] ?? 1
    const isOther = lone === 'always' && Math.min(count.a, count.b) === 0
    const change = isOther || tellsApart(count, of, qValue) ? directionOf(count, of) : 'same'
    return { ...count, change, pValue: pValues[index] ?? 1, qValue }
  })
}

/** By the exact test; of too few instances, when practically all of one side have it and none of the other. */
function tellsApart({ a, b }: CohortCount, of: CohortCount, qValue: number): boolean {
  if (Math.min(of.a, of.b) >= fewestToTest) return qValue <= significance
  return Math.abs(a / Math.max(1, of.a) - b / Math.max(1, of.b)) >= tellingDifference
}

function directionOf({ a, b }: CohortCount, of: CohortCount): CohortChange {
  if (b === 0) return 'only-a'
  if (a === 0) return 'only-b'
  return a * of.b > b * of.a ? 'more-a' : 'more-b'
}

const slowerShare = 0.1
const slowerMs = 2000
const slowerShareOfFew = 0.5
const slowerMsOfFew = 10_000

/**
 * Whether a median moved enough to be said: by a tenth and two seconds (times of events are no finer) where the test calls
 * it more than chance; between few runs, by half and ten seconds.
 */
export function isOtherPace(
  medians: CohortCount,
  by: { readonly runs: CohortCount; readonly qValue: number },
): boolean {
  const distance = Math.abs(medians.a - medians.b)
  const isFew = Math.min(by.runs.a, by.runs.b) < fewestToTest
  if (isFew) return distance >= Math.max(slowerMsOfFew, slowerShareOfFew * medians.b)
  return by.qValue <= significance && distance >= Math.max(slowerMs, slowerShare * medians.b)
}

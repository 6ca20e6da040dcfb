// The rank-sum test of Mann and Whitney: do runs on one side take longer than on the other? It asks for no bell curve,
// which durations of steps never are, and hardly minds the one run that hung. Normal approximation with corrections for
// ties (times come in whole seconds) and continuity; with fewer than four runs on each side it can say nothing.

export interface RankSum {
  /** Two-sided. 1: one side has no run, or all runs are equally long. */
  readonly pValue: number
  /** Probability that a run of the first side is longer than one of the second, equally long ones counted half. */
  readonly superiority: number
}

/** Both sides must be ascending. Linear in their lengths. */
export function rankSumTest(first: ArrayLike<number>, second: ArrayLike<number>): RankSum {
  const [n, m] = [first.length, second.length]
  if (n === 0 || m === 0) return { pValue: 1, superiority: 0.5 }
  const { wins, ties } = pairsWon(first, second)
  const superiority = wins / (n * m)
  const total = n + m
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)))
  if (variance <= 0) return { pValue: 1, superiority }
  const distance = Math.max(0, Math.abs(wins - (n * m) / 2) - 0.5)
  return { pValue: Math.min(1, 2 * normalTail(distance / Math.sqrt(variance))), superiority }
}

/** In how many pairs the first side is longer, and the sum of t³ − t over runs of t equal values. */
function pairsWon(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
): { readonly wins: number; readonly ties: number } {
  let [wins, ties, i, j] = [0, 0, 0, 0]
  while (i < first.length || j < second.length) {
    const value = Math.min(
      first[i] ?? Number.POSITIVE_INFINITY,
      second[j] ?? Number.POSITIVE_INFINITY,
    )
    const before = j
    const own = i
    while (first[i] === value) i += 1
    while (second[j] === value) j += 1
    const equal = i - own + (j - before)
    wins += (i - own) * (before + (j - before) / 2)
    ties += equal ** 3 - equal
  }
  return { wins, ties }
}

/** Probability that a standard normal is above z ≥ 0; Abramowitz and Stegun 26.2.17, exact to 7.5e-8. */
function normalTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z)
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series
}

/** A share with the interval that holds the true one 95 times of 100 (Wilson, 1927). All from 0 to 1. */
export interface ShareInterval {
  readonly share: number
  readonly low: number
  readonly high: number
}

const z = 1.959963984540054

/** undefined when `total` is 0: there is nothing to have a share of. */
export function wilsonInterval(part: number, total: number): ShareInterval | undefined {
  if (total === 0) return undefined
  const share = part / total
  const scale = 1 + z ** 2 / total
  const centre = (share + z ** 2 / (2 * total)) / scale
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / total + z ** 2 / (4 * total ** 2))
  return { share, low: Math.max(0, centre - half), high: Math.min(1, centre + half) }
}

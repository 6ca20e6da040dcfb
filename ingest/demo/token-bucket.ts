/** Admits so many requests a second, and a few more at once. */
export interface TokenBucket {
  /** True: admitted. */
  take(atMs: number): boolean
}

/** `burst` requests may come at once after a pause; then `perSecond`. */
export function tokenBucket(perSecond: number, burst: number): TokenBucket {
  let tokens = burst
  let lastMs: number | undefined
  return {
    take(atMs) {
      tokens = Math.min(burst, tokens + ((atMs - (lastMs ?? atMs)) / 1000) * perSecond)
      lastMs = atMs
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
  }
}

/** Requests a second by operation. */
export type Quotas = Readonly<Record<string, number>>

/**
 * What us-west-2 grants an account ("CloudWatch Logs quotas", CloudWatch Logs user guide); SageMaker publishes none, so
 * its figure is a guess.
 */
export const usWest2Quotas: Quotas = {
  FilterLogEvents: 10,
  GetLogEvents: 10,
  DescribeLogStreams: 25,
  DescribeLogGroups: 10,
  ListClusters: 100,
  DescribeCluster: 100,
  ListClusterNodes: 100,
  DescribeClusterNode: 100,
  ListClusterEvents: 100,
  DescribeClusterEvent: 100,
}

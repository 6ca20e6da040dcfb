import type { PageLimits } from './demo-operation.ts'
import type { DemoOptions } from './demo-options.ts'
import type { FaultPlan } from './fault.ts'
import type { Quotas } from './token-bucket.ts'

export interface DemoServerOptions extends DemoOptions {
  /** 0, the default: any free one. */
  readonly port?: number
  /** The clock of the demo world; default: frozen at the cluster's snapshot. */
  readonly nowMs?: () => number
  /** A clock that runs, by which quotas are counted; default: the process's own. */
  readonly elapsedMs?: () => number
  /** Requests a second by operation; what is not named is not limited. `none`: nothing is. Default: us-west-2's. */
  readonly quotas?: Quotas | 'none'
  /** Requests that may come at once after a pause; default: those of one second. */
  readonly burst?: number
  /** How long each answer takes, ms; default 0. */
  readonly latencyMs?: number
  /** Smaller pages than the services' own: 10,000 events, 1 MB, 50 log groups, 50 log streams, 100 entries. */
  readonly pageLimits?: Partial<PageLimits>
  /** IAM actions (`logs:FilterLogEvents`) that the caller lacks. */
  readonly deniedActions?: readonly string[]
  /** How old the event times of DescribeLogStreams are, ms; default 5 minutes. */
  readonly streamTimesLagMs?: number
  /** When the log group was deleted and created again: what it took in before is gone. undefined: never. */
  readonly createdAgainMs?: () => number | undefined
  readonly fault?: FaultPlan
}

/** What a page of the real services holds. */
export const realLimits: PageLimits = {
  events: 10_000,
  bytes: 1_048_576,
  logGroups: 50,
  logStreams: 50,
  clusterEntries: 100,
}

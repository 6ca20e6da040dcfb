import type { DemoCluster } from './demo-cluster.ts'
import type { PageTrick } from './fault.ts'
import type { PageTokens } from './page-token.ts'
import type { RequestInput } from './request-input.ts'

/** How much one page holds; the real limits are the defaults of demo-server.ts. */
export interface PageLimits {
  readonly events: number
  /** UTF-8 bytes of the messages and `eventOverheadBytes` for each event. */
  readonly bytes: number
  readonly logGroups: number
  readonly logStreams: number
  readonly clusterEntries: number
}

/** What every operation of the demo services works with. */
export interface OperationScene {
  readonly cluster: DemoCluster
  /** Events ingested later are not there yet. */
  readonly nowMs: number
  readonly tokens: PageTokens
  readonly limits: PageLimits
  /** When the log group was deleted and created again; undefined: never. */
  readonly createdAgainMs: number | undefined
  readonly trick: PageTrick | undefined
  /** DescribeLogStreams reports times as they were so long ago: in CloudWatch they are eventually consistent. */
  readonly streamTimesLagMs: number
}

/** One operation: from the request's JSON to the answer's. Throws ServiceError. */
export type DemoOperation = (scene: OperationScene, input: RequestInput) => Record<string, unknown>

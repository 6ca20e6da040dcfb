import type { LifecycleRules } from '../lifecycle/rules.ts'
import type { ClusterSource } from '../log-source.ts'
import type { SyncDatabase } from '../store/sync-database.ts'
import type { QuotaFigures, SyncCounts } from '../store/sync-run-store.ts'

/** What one sync is asked to do. `cluster` (name or ARN), or `logGroup` alone: then SageMaker is not asked. */
export interface SyncRequest {
  readonly source: ClusterSource
  readonly database: SyncDatabase
  readonly rules: LifecycleRules
  readonly cluster?: string
  readonly logGroup?: string
  /** `everything`: read every stream from its first event again; what is stored is recognised. */
  readonly reading: 'what-is-new' | 'everything'
  /** Local clock, epoch ms; used only where the service's own clock is unknown, and for durations. */
  readonly now: () => number
  /** Aborted: stop after the page in hand; everything copied so far stays. */
  readonly signal: AbortSignal
  readonly onProgress: (progress: SyncProgress) => void
}

/** Where a running sync stands. Counts are of this run. */
export interface SyncProgress {
  readonly clusterName: string
  readonly phase: 'inventory' | 'streams' | 'events' | 'analysis' | 'done'
  /** Instances that DescribeClusterNode has answered for, of those it must be asked about. */
  readonly instancesDescribed: number
  readonly instancesToDescribe: number
  readonly streamsDone: number
  readonly streamsTotal: number
  readonly events: number
  readonly bytes: number
  readonly calls: number
  readonly throttles: number
  readonly elapsedMs: number
  /** undefined: not known yet. */
  readonly msLeft: number | undefined
}

/** How a sync ended; the same numbers stand in sync_run. */
export interface SyncReport extends SyncCounts, QuotaFigures {
  readonly clusterId: string
  readonly clusterName: string
  readonly outcome: 'complete' | 'partial' | 'interrupted'
  readonly calls: number
  readonly throttles: number
  readonly retries: number
  readonly callsByOperation: Readonly<Record<string, number>>
  readonly elapsedMs: number
  readonly asOfMs: number
  /** What was skipped or not permitted, and why: sentences. */
  readonly notes: readonly string[]
  /** Instances by coverage state. */
  readonly coverage: Readonly<Record<string, number>>
  /** True when every expected instance has ended: `sync --watch` stops. */
  readonly allEnded: boolean
}

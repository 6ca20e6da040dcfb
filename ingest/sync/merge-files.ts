// Several files to one, as if one sync after the other had written it: what each copied and what was decided in it, then
// what the lines say. Nothing that follows from the lines is taken over.
import type { LifecycleRules } from '../lifecycle/rules.ts'
import { withRedHerrings } from '../load-rules.ts'
import type { MergeSource, SourceTable } from '../store/merge-source.ts'
import type { SyncDatabase } from '../store/sync-database.ts'
import { ImportEvents } from './import-events.ts'
import { indexLines } from './index-lines.ts'
import { judgeCluster } from './judge-cluster.ts'

export interface MergeRequest {
  readonly sources: readonly MergeSource[]
  readonly database: SyncDatabase
  readonly rules: LifecycleRules
  readonly signal: AbortSignal
  readonly onCluster: (clusterName: string) => void
}

export interface MergeReport {
  readonly clusters: number
  readonly streams: number
  readonly events: number
  /** Events that more than one file held. */
  readonly repeatedEvents: number
}

const ofInventory: readonly SourceTable[] = [
  ...(['cluster', 'instance', 'instance_group', 'cluster_event', 'log_group'] as const),
  ...(['skipped_stream', 'log_stream', 'bring_up', 'bring_up_instance', 'sync_run'] as const),
]

const ofFile: readonly SourceTable[] = [
  ...(['failure_signature', 'moved_group', 'group_part', 'group_rule'] as const),
  'red_herring',
]

/** Fills an empty database. Interrupted, it stops and leaves what it has. */
export async function mergeFiles(request: MergeRequest): Promise<MergeReport> {
  const { sources, database, signal } = request
  const report = { clusters: 0, streams: 0, events: 0, repeatedEvents: 0 }
  database.atOnce(() => {
    for (const source of sources) {
      for (const table of ofFile) database.merged.add(table, source.rows(table))
    }
    database.merged.endRules()
  })
  const rules = withRedHerrings(request.rules, database.redHerrings.all())
  for (const [clusterId, parts] of Map.groupBy(partsOf(sources), (part) => part.clusterId)) {
    report.clusters += 1
    for (const part of parts.toSorted((a, b) => a.asOfMs - b.asOfMs)) {
      if (signal.aborted) return report
      request.onCluster(part.name)
      addPart(request, part, report)
      await judgeCluster(database, clusterId, { rules, signal })
    }
  }
  await indexLines(database, signal)
  return report
}

/** What one file holds of one cluster. */
interface Part {
  readonly source: MergeSource
  readonly clusterId: string
  readonly name: string
  readonly asOfMs: number
}

function partsOf(sources: readonly MergeSource[]): readonly Part[] {
  return sources.flatMap((source) => source.clusters().map((cluster) => ({ ...cluster, source })))
}

function addPart(
  { database, signal }: MergeRequest,
  { source, clusterId }: Part,
  report: { -readonly [Name in keyof MergeReport]: number },
): void {
  database.atOnce(() => {
    database.merged.beginInventory(clusterId)
    for (const table of ofInventory) {
      database.merged.add(table, source.rows(table, clusterId), clusterId)
    }
  })
  for (const stream of source.streams(clusterId)) {
    database.atOnce(() => {
      const streamId = database.merged.streamId(clusterId, stream)
      const events = new ImportEvents(database, signal)
      for (const block of source.events(stream.streamId)) {
        const saved = events.add(streamId, block)
        report.events += saved.events
        report.repeatedEvents += saved.repeatedEvents
      }
      report.streams += 1
    })
  }
  database.atOnce(() => database.merged.add('note', source.rows('note', clusterId), clusterId))
}

import type { CatalogueStore } from './catalogue-store.ts'
import type { ClusterListStore } from './cluster-list-store.ts'
import type { ClusterStore } from './cluster-store.ts'
import type { CohortStore } from './cohort-store.ts'
import type { DataStore } from './data-store.ts'
import type { DurationStore } from './duration-store.ts'
import type { FacetStore } from './facet-store.ts'
import type { FailureStore } from './failure-store.ts'
import type { FileStore } from './file-store.ts'
import type { FleetGaps } from './fleet-gaps.ts'
import type { FleetLinesStore } from './fleet-lines.ts'
import type { GroupRulesStore } from './group-rules-store.ts'
import type { GroupStore } from './group-store.ts'
import type { InstanceListStore } from './instance-list-store.ts'
import type { InstanceStore } from './instance-store.ts'
import type { LineReader } from './line-reader.ts'
import type { LogFind } from './log-find.ts'
import type { LogStore } from './log-store.ts'
import type { NoteList } from './note-list.ts'
import type { OverviewStore } from './overview-store.ts'
import type { SecretLineStore } from './secret-line-store.ts'
import type { SiblingStore } from './sibling-store.ts'
import type { SincePreviousStore } from './since-previous-store.ts'
import type { StripStore } from './strip-store.ts'
import type { SyncRunList } from './sync-run-list.ts'
import type { TemplateStore } from './template-store.ts'
import type { TimelineStore } from './timeline-store.ts'

/** All that reads, over one connection. */
export interface Stores {
  readonly clusters: ClusterStore
  readonly clusterList: ClusterListStore
  readonly overview: OverviewStore
  readonly timeline: TimelineStore
  readonly strip: StripStore
  readonly sincePrevious: SincePreviousStore
  readonly failures: FailureStore
  readonly groups: GroupStore
  readonly facets: FacetStore
  readonly groupRules: GroupRulesStore
  readonly catalogue: CatalogueStore
  readonly instanceList: InstanceListStore
  readonly instances: InstanceStore
  readonly logs: LogStore
  readonly cohorts: CohortStore
  readonly durations: DurationStore
  readonly templates: TemplateStore
  readonly find: LogFind
  readonly siblings: SiblingStore
  readonly lines: LineReader
  readonly fleetLines: FleetLinesStore
  readonly fleetGaps: FleetGaps
  readonly data: DataStore
  readonly file: FileStore
  readonly secretLines: SecretLineStore
  readonly syncRuns: SyncRunList
  readonly notes: NoteList
}

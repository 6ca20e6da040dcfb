import type { Database } from 'better-sqlite3'
import { CatalogueStore } from './catalogue-store.ts'
import { ClusterListStore } from './cluster-list-store.ts'
import { ClusterStore } from './cluster-store.ts'
import { CohortStore } from './cohort-store.ts'
import { DataStore } from './data-store.ts'
import { DurationStore } from './duration-store.ts'
import { FacetStore } from './facet-store.ts'
import { FailureStore } from './failure-store.ts'
import { FileStore } from './file-store.ts'
import { FleetGaps } from './fleet-gaps.ts'
import { FleetLinesStore } from './fleet-lines.ts'
import { GroupRulesStore } from './group-rules-store.ts'
import { GroupStore } from './group-store.ts'
import { InstanceListStore } from './instance-list-store.ts'
import { InstanceStore } from './instance-store.ts'
import { LineReader } from './line-reader.ts'
import { LogFind } from './log-find.ts'
import { LogStore } from './log-store.ts'
import { NoteList } from './note-list.ts'
import { OverviewStore } from './overview-store.ts'
import { RedHerringList } from './red-herring-list.ts'
import { SecretLineStore } from './secret-line-store.ts'
import { SiblingStore } from './sibling-store.ts'
import { SincePreviousStore } from './since-previous-store.ts'
import { StripStore } from './strip-store.ts'
import { SyncRunList } from './sync-run-list.ts'
import { TemplateStore } from './template-store.ts'
import { TimelineStore } from './timeline-store.ts'

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
  readonly redHerrings: RedHerringList
}

/** Makes each store when it is first asked for: to prepare every statement takes longer than most answers. */
export function openStores(database: Database): Stores {
  return madeWhenAsked<Stores>({
    clusters: () => new ClusterStore(database),
    clusterList: () => new ClusterListStore(database),
    overview: () => new OverviewStore(database),
    timeline: () => new TimelineStore(database),
    strip: () => new StripStore(database),
    sincePrevious: () => new SincePreviousStore(database),
    failures: () => new FailureStore(database),
    groups: () => new GroupStore(database),
    facets: () => new FacetStore(database),
    groupRules: () => new GroupRulesStore(database),
    catalogue: () => new CatalogueStore(database),
    instanceList: () => new InstanceListStore(database),
    instances: () => new InstanceStore(database),
    logs: () => new LogStore(database),
    cohorts: () => new CohortStore(database),
    durations: () => new DurationStore(database),
    templates: ({ logs }) => new TemplateStore(database, logs),
    find: ({ logs }) => new LogFind(database, logs),
    siblings: () => new SiblingStore(database),
    lines: () => new LineReader(database),
    fleetLines: ({ templates }) => new FleetLinesStore(database, templates),
    fleetGaps: ({ logs }) => new FleetGaps(database, logs),
    data: () => new DataStore(database),
    file: () => new FileStore(database),
    secretLines: () => new SecretLineStore(database),
    syncRuns: () => new SyncRunList(database),
    notes: ({ logs }) => new NoteList(database, logs),
    redHerrings: () => new RedHerringList(database),
  })
}

function madeWhenAsked<Whole extends object>(
  makers: { readonly [Name in keyof Whole]: (whole: Whole) => Whole[Name] },
): Whole {
  const whole = {} as Whole
  for (const name of Object.keys(makers) as (keyof Whole)[]) {
    const get = () => {
      const value = makers[name](whole)
      Object.defineProperty(whole, name, { value, enumerable: true })
      return value
    }
    Object.defineProperty(whole, name, { get, enumerable: true, configurable: true })
  }
  return whole
}

import type { Database } from 'better-sqlite3'
import type { NoteSubject } from '../../ingest/store/note-store.ts'
import type { BringUpsRecord } from '../../views/bring-ups.ts'
import type { CatalogueRecord } from '../../views/catalogue.ts'
import type { CatalogueFilter } from '../../views/catalogue-filters.ts'
import type { ClustersRecord } from '../../views/clusters.ts'
import type { CompareRecord } from '../../views/compare-record.ts'
import type { DataRecord } from '../../views/data.ts'
import type { DurationsRecord } from '../../views/durations.ts'
import type { FacetsRecord } from '../../views/facets.ts'
import type { FailureGroupRecord } from '../../views/failure-group.ts'
import type { FailuresRecord } from '../../views/failures.ts'
import type { GateCondition, GateRecord } from '../../views/gate.ts'
import type { InstanceRecord } from '../../views/instance.ts'
import type { NamedStripRecord } from '../../views/instance-strip.ts'
import type { InstanceRow, InstancesRecord } from '../../views/instances.ts'
import type { KnownCauseRecord } from '../../views/known-cause-page.ts'
import type { ClusterHeader } from '../../views/layout.ts'
import type { LineFactsRecord } from '../../views/line-facts.ts'
import type { LogRecord } from '../../views/log.ts'
import type { TwinRecord } from '../../views/log-twin.ts'
import type { NotesRecord } from '../../views/notes.ts'
import type { OverviewRecord } from '../../views/overview.ts'
import type { ReportRecord } from '../../views/report-record.ts'
import type { RunsRecord } from '../../views/runs.ts'
import type { SearchQuery, SearchRecord } from '../../views/search.ts'
import type { SyncRecord } from '../../views/sync.ts'
import type { StripOrder } from '../../views/urls.ts'
import type { FailureListRequest } from '../failure-filters.ts'
import type { InstanceListRequest } from '../filters.ts'
import { bringUpsRecord } from './bring-up-records.ts'
import { catalogueRecord, knownCauseRecord } from './catalogue-record.ts'
import { type CompareRequest, compareRecord } from './compare-record.ts'
import { dataRecord } from './data-record.ts'
import { type DurationsRequest, durationsRecord } from './durations-record.ts'
import { type FacetsRequest, facetsRecord } from './facets-record.ts'
import { failureGroupRecord } from './failure-group-record.ts'
import { failuresRecord } from './failure-records.ts'
import { gateRecord } from './gate-record.ts'
import { allInstanceRows, instancesRecord } from './instance-list-record.ts'
import { instanceRecord } from './instance-record.ts'
import type { InstanceRequest } from './instance-request.ts'
import { KeptRecords } from './kept-records.ts'
import { lineFactsRecord } from './line-facts-record.ts'
import { type LogRequest, logRecord, rawText } from './log-record.ts'
import {
  type AskedSubject,
  type InstanceNotes,
  instanceNotes,
  noteSubject,
  notesRecord,
} from './note-records.ts'
import { overviewRecord } from './overview-record.ts'
import { reportRecord } from './report-record.ts'
import { type RunsRequest, runsRecord } from './runs-record.ts'
import { scopeOf } from './scope.ts'
import { SearchReaders } from './search-readers.ts'
import { type SearchRun, searchRecord } from './search-record.ts'
import { openStores } from './stores.ts'
import { syncRecord } from './sync-record.ts'
import { templateLine } from './template-line.ts'
import { twinRecord } from './twin-record.ts'

/**
 * The records of all pages, by question. `cluster` is a cluster id or a name, with `@` and a bring-up in that scope. Each
 * record is read in one snapshot, so that its numbers add up while a sync writes. All throw OperatorError
 * `cluster-not-found`, `bring-up-not-found`, `not-found`.
 */
export interface ReadStores {
  clusters(): ClustersRecord
  overview(cluster: string, strip?: StripOrder): OverviewRecord
  strip(cluster: string, order: StripOrder): NamedStripRecord & { readonly cluster: ClusterHeader }
  instances(cluster: string, request: InstanceListRequest): InstancesRecord
  /** Every instance that the filter lets pass, at most 100,000. */
  allInstances(cluster: string, request: InstanceListRequest): readonly InstanceRow[]
  instance(cluster: string, request: LogRequest): InstanceRecord
  log(cluster: string, request: LogRequest): LogRecord
  /** What is known of the line `request.line`. */
  lineFacts(cluster: string, request: LogRequest): LineFactsRecord
  /** An attempt beside the last one of a healthy instance: of `twin`, else of the one most alike. */
  twin(cluster: string, request: LogRequest & { readonly twin?: string }): TwinRecord
  /** The text of an attempt, block by block; lines end with a newline. */
  rawText(cluster: string, request: InstanceRequest): Iterable<string>
  /** Without a request all groups, most instances first. */
  failures(cluster: string, request?: FailureListRequest): FailuresRecord
  failureGroup(
    cluster: string,
    asked: { readonly failureGroupId: string; readonly representative?: string },
  ): FailureGroupRecord
  /** The post-mortem: nothing in it is redacted yet. */
  report(cluster: string): ReportRecord
  /** Which of the conditions are met. */
  gate(cluster: string, conditions: readonly GateCondition[]): GateRecord
  /** The group that an id of an earlier algorithm stands for now; undefined: it is no such id. */
  groupOfAlias(aliasId: string): string | undefined
  bringUps(cluster: string): BringUpsRecord
  facets(cluster: string, request: FacetsRequest): FacetsRecord
  catalogue(cluster: string, filter: CatalogueFilter): CatalogueRecord
  /** An entry of the catalogue; `state`: of the instances that it hits. */
  knownCause(
    cluster: string,
    asked: { readonly id: string; readonly state: string | undefined },
  ): KnownCauseRecord
  durations(cluster: string, request: DurationsRequest): DurationsRecord
  runs(cluster: string, request: RunsRequest): RunsRecord
  /** Without cohorts: this bring-up against the one before, else the failed against the healthy. */
  compare(cluster: string, request: CompareRequest): CompareRecord
  /** The first line of a template in an attempt; attempt undefined: the last. */
  templateLine(
    cluster: string,
    asked: {
      readonly instanceId: string
      readonly key: string
      readonly attempt: number | undefined
    },
  ): { readonly attempt: number; readonly line: number }
  data(cluster: string): DataRecord
  /** `nowMs`: the clock of this machine. */
  sync(cluster: string, nowMs: number): SyncRecord
  /** The only answer that takes time: in a snapshot of its own, while others are answered. */
  search(cluster: string, query: SearchQuery, run: SearchRun): Promise<SearchRecord>
  /** How many lines look like secrets. */
  secretLines(cluster: string): { readonly cluster: ClusterHeader; readonly lines: number }
  notes(cluster: string): NotesRecord
  notesOfInstance(cluster: string, instanceId: string, attempt: number | undefined): InstanceNotes
  /** What a new note is about; also throws `invalid-request`. */
  noteSubject(cluster: string, asked: AskedSubject): NoteSubject
  /** Another number once another connection has written. */
  version(): number
  /** Ends what it has opened itself; the given database stays open. */
  close(): void
}

export function openReadStores(database: Database): ReadStores {
  const stores = openStores(database)
  const kept = new KeptRecords(database)
  const readers = new SearchReaders(database.name)
  const inOneSnapshot = <Result>(read: () => Result): Result =>
    database.transaction(read).deferred()
  const keptOf = <Result>(page: string, asked: readonly unknown[], read: () => Result): Result =>
    kept.get(JSON.stringify([page, ...asked]), () => inOneSnapshot(read))
  return {
    clusters: () =>
      inOneSnapshot(() => ({ clusters: stores.clusterList.rows(stores.clusters.clusters()) })),
    overview: (...asked) => keptOf('overview', asked, () => overviewRecord(stores, ...asked)),
    strip: (key, order) =>
      inOneSnapshot(() => {
        const cluster = stores.clusters.cluster(key)
        return { cluster, ...stores.strip.named(scopeOf(cluster), order) }
      }),
    instances: (...asked) => keptOf('instances', asked, () => instancesRecord(stores, ...asked)),
    allInstances: (...asked) => inOneSnapshot(() => allInstanceRows(stores, ...asked)),
    instance: (...asked) => inOneSnapshot(() => instanceRecord(stores, ...asked)),
    log: (...asked) => inOneSnapshot(() => logRecord(stores, ...asked)),
    lineFacts: (...asked) => inOneSnapshot(() => lineFactsRecord(stores, ...asked)),
    twin: (...asked) => inOneSnapshot(() => twinRecord(stores, ...asked)),
    rawText: (...asked) => rawText(stores, ...asked),
    failures: (...asked) => keptOf('failures', asked, () => failuresRecord(stores, ...asked)),
    failureGroup: (...asked) => inOneSnapshot(() => failureGroupRecord(stores, ...asked)),
    report: (key) => inOneSnapshot(() => reportRecord(stores, key)),
    gate: (...asked) => inOneSnapshot(() => gateRecord(stores, ...asked)),
    groupOfAlias: (aliasId) => stores.groups.groupOfAlias(aliasId),
    facets: (...asked) => keptOf('facets', asked, () => facetsRecord(stores, ...asked)),
    bringUps: (cluster) => inOneSnapshot(() => bringUpsRecord(stores, cluster)),
    knownCause: (...asked) => inOneSnapshot(() => knownCauseRecord(stores, ...asked)),
    catalogue: (...asked) => keptOf('catalogue', asked, () => catalogueRecord(stores, ...asked)),
    durations: (...asked) => keptOf('durations', asked, () => durationsRecord(stores, ...asked)),
    runs: (...asked) => inOneSnapshot(() => runsRecord(stores, ...asked)),
    compare: (...asked) => keptOf('compare', asked, () => compareRecord(stores, ...asked)),
    templateLine: (...asked) => inOneSnapshot(() => templateLine(stores, ...asked)),
    data: (...asked) => keptOf('data', asked, () => dataRecord(stores, ...asked)),
    sync: (...asked) => inOneSnapshot(() => syncRecord(stores, ...asked)),
    search: (...asked) => searchRecord({ database, stores, readers }, ...asked),
    secretLines: (key) =>
      inOneSnapshot(() => {
        const cluster = stores.clusters.cluster(key)
        const found = stores.secretLines.found(cluster.clusterId)
        return { cluster, lines: found.reduce((sum, { lines }) => sum + lines, 0) }
      }),
    notes: (cluster) => inOneSnapshot(() => notesRecord(stores, cluster)),
    notesOfInstance: (cluster, instanceId, attempt) =>
      inOneSnapshot(() => instanceNotes(stores, cluster, { instanceId, attempt })),
    noteSubject: (...asked) => inOneSnapshot(() => noteSubject(stores, ...asked)),
    version: () => kept.version(),
    close: () => readers.close(),
  }
}

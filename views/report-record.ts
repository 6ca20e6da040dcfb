import type { Redacted } from '../ingest/lifecycle/redactor.ts'
import type { DataHoles, StreamCounts } from './data.ts'
import type { DataVersions } from './data-file.ts'
import type { ContrastRow } from './group-contrast.ts'
import type { FacetRow } from './group-facets.ts'
import type { CatalogueEntry } from './known-cause.ts'
import type { LogLineRecord } from './log.ts'
import type { OverviewRecord } from './overview.ts'
import type { GroupCount } from './top-groups.ts'

/** One failure group as the report shows it. */
export interface ReportGroup {
  readonly group: GroupCount
  /** Its members of all expected instances, with the 95 % Wilson interval. */
  readonly share:
    | { readonly share: number; readonly low: number; readonly high: number }
    | undefined
  readonly catalogue: CatalogueEntry | undefined
  readonly forTransient: readonly string[]
  readonly forDeterministic: readonly string[]
  /** undefined: the log of no member is in the file. */
  readonly evidence: ReportEvidence | undefined
  /** The strongest few. */
  readonly facets: readonly FacetRow[]
  readonly contrastSentence: string
  /** The most telling few. */
  readonly contrast: readonly ContrastRow[]
  /** Ids of the first members. */
  readonly members: readonly string[]
}

/** Lines of one member around the one that says why. */
export interface ReportEvidence {
  readonly instanceId: string
  readonly attempt: number
  readonly decisiveLineOrdinal: number | null
  readonly lines: readonly LogLineRecord[]
  /** Why this line: sentences. */
  readonly reasons: readonly string[]
}

/** A post-mortem: what the overview says, and of each failure group what its page says. */
export interface ReportRecord
  extends Pick<
    OverviewRecord,
    'cluster' | 'verdict' | 'coverage' | 'facets' | 'funnel' | 'timeline' | 'aws' | 'lastSync'
  > {
  /** Most instances first; the first ones. */
  readonly groups: readonly ReportGroup[]
  readonly groupsInAll: number
  /** Failed instances that belong to no group. */
  readonly ungrouped: number
  readonly streams: StreamCounts
  readonly holes: DataHoles
  readonly versions: DataVersions
}

/** What was replaced in a record before it is shown. */
export interface RedactionRecord {
  readonly level: 'none' | 'secrets' | 'identifiers'
  readonly rules: readonly Redacted[]
}

/** What makes the file, beside what it says. */
export interface ReportFrame {
  readonly redaction: RedactionRecord
  /** The file grows no larger, in bytes: groups that do not fit are counted. */
  readonly mostBytes: number
}

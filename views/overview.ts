import { html, type SafeHtml } from '@remix-run/html-template'
import { type AwsSaysRecord, awsSays } from './aws-says.ts'
import { type FunnelRow, funnel } from './funnel.ts'
import { commonFacets, type FacetRow } from './group-facets.ts'
import { instanceStrip, type StripRecord } from './instance-strip.ts'
import type { ClusterHeader } from './layout.ts'
import { type CoverageCount, ledger } from './ledger.ts'
import { type SincePreviousRecord, sincePrevious } from './since-previous.ts'
import { type SyncRunRecord, syncFacts } from './sync-facts.ts'
import { type TimelineRecord, timeline } from './timeline.ts'
import { type TopGroupsRecord, topGroups } from './top-groups.ts'
import { urls } from './urls.ts'
import { type VerdictRecord, verdict } from './verdict.ts'

/** How bad, what, where, since when. */
export interface OverviewRecord {
  readonly cluster: ClusterHeader
  readonly verdict: VerdictRecord
  /** null: there is no bring-up before the one that the page is about. */
  readonly sincePrevious: SincePreviousRecord | null
  /** All coverage states, in the order of coverageStates; they add up to the expected instances. */
  readonly coverage: readonly CoverageCount[]
  readonly groups: TopGroupsRecord
  /** What all failed have in common, strongest first; empty: nothing that chance would not explain. */
  readonly facets: readonly FacetRow[]
  readonly funnel: readonly FunnelRow[]
  readonly strip: StripRecord
  readonly timeline: TimelineRecord
  readonly aws: AwsSaysRecord
  readonly lastSync: SyncRunRecord | undefined
}

export function overview(record: OverviewRecord): SafeHtml {
  const { key } = record.cluster
  const since =
    record.timeline.bringUpId === undefined ? null : sincePrevious(key, record.sincePrevious)
  return html`${verdict(key, record.verdict, since)}
${ledger(key, record.coverage)}
<div class="columns">
<div class="column">${topGroups(key, record.groups)}${commonFacets(key, record.facets)}${instanceStrip(record.cluster, record.strip)}</div>
<div class="column"><section class="card"><h2>Where it stopped <a href="${urls.instances(key, { state: 'any-failed' }, { sort: 'step' })}">failed by step</a> <a href="${urls.durations(key)}">durations</a></h2>
${funnel(key, record.funnel)}</section>
${timeline(key, record.timeline)}${awsSays(key, record.aws)}</div>
</div>
${syncFacts(key, record.lastSync)}`
}

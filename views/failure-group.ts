import { html, type SafeHtml } from '@remix-run/html-template'
import type { ActionSheet } from '../ingest/lifecycle/action-sheet.ts'
import { actionSheetCard } from './action-sheet.ts'
import { count, counted, percent, place, time, timeZone } from './format.ts'
import { follows, healthyShare, knownCause, noveltyChip, verdictChip } from './group-chips.ts'
import { type ContrastRow, groupContrast } from './group-contrast.ts'
import { type EvidenceRecord, groupEvidence, groupParameters } from './group-evidence.ts'
import { type FacetRow, groupFacets } from './group-facets.ts'
import { type GroupBringUp, groupHistory } from './group-history.ts'
import { type FailureGroupMember, memberTable } from './group-members.ts'
import { type GroupSignature, type SimilarGroup, similarPairs, whyGrouped } from './group-origin.ts'
import { type GroupRulesRecord, groupRules } from './group-rules.ts'
import { type CatalogueEntry, knownCauseParts } from './known-cause.ts'
import type { ClusterHeader } from './layout.ts'
import { type NearMissRow, nearMisses } from './near-misses.ts'
import { type Notes, notesCard } from './notes.ts'
import { type GroupCount, groupTitle } from './top-groups.ts'
import { urls } from './urls.ts'

export interface FailureGroupRecord {
  readonly cluster: ClusterHeader
  readonly group: GroupCount
  /** Members of all expected instances, with its 95 % Wilson interval. */
  readonly share:
    | { readonly share: number; readonly low: number; readonly high: number }
    | undefined
  readonly signature: GroupSignature | undefined
  /** undefined: no sync has judged the group. */
  readonly said:
    | {
        /** `observed` on these instances, or only known from the `catalogue`. */
        readonly basis: 'observed' | 'catalogue' | 'none'
        readonly contrastSentence: string
        readonly forTransient: readonly string[]
        readonly forDeterministic: readonly string[]
        readonly catalogue: CatalogueEntry | undefined
        readonly actionSheet: ActionSheet | undefined
      }
    | undefined
  /** undefined: nobody is in the group now. */
  readonly evidence: EvidenceRecord | undefined
  /** Strongest first. */
  readonly facets: readonly FacetRow[]
  /** Most telling first. */
  readonly contrast: readonly ContrastRow[]
  /** In the order in which they failed; at most 1,000. */
  readonly members: readonly FailureGroupMember[]
  /** Healthy instances that met the same, by id: as many as `group.healthyHits`. */
  readonly nearMisses: readonly NearMissRow[]
  readonly history: readonly GroupBringUp[]
  readonly similar: readonly SimilarGroup[]
  /** Failed attempts of the same signature that a later attempt has overtaken. */
  readonly earlierAttempts: number
  readonly notes: Notes
  readonly rules: GroupRulesRecord
}

export function failureGroup(record: FailureGroupRecord): SafeHtml {
  const { cluster, group, members, evidence, said } = record
  const { key } = cluster
  const { failureGroupId } = group
  return html`${head(record)}
${members.length === 0 ? html`<section class="card empty"><h2>No instance is in this group now</h2><p>${record.rules.parts.length > 0 ? 'It was split: its parts stand below.' : 'Later attempts have overtaken it; the link stays valid.'}</p></section>` : null}
<div class="columns">
<div class="column">${evidence && groupEvidence({ cluster: key, failureGroupId, evidence })}
${evidence && groupParameters(failureGroupId, evidence)}
${groupContrast(key, { rows: record.contrast, sentence: said?.contrastSentence })}
${groupFacets(key, { failureGroupId, facets: record.facets, sentence: group.facetSentence })}
${whyGrouped(record.signature, evidence?.reasons ?? [])}${groupRules({ cluster: key, failureGroupId }, record.rules)}</div>
<div class="column">${verdictCard(record)}${causeCard(record)}${actionSheetCard(said?.actionSheet)}</div>
</div>
${members.length === 0 ? null : memberTable(key, members)}
${nearMisses(key, record.nearMisses)}
${notesCard(key, { failureGroupId }, record.notes)}
${groupHistory(record.history)}
${similarPairs(key, record.similar)}`
}

function seen({ firstSeenMs, lastSeenMs }: GroupCount): SafeHtml | null {
  if (firstSeenMs === null || lastSeenMs === null) return null
  return html`First seen ${time(firstSeenMs)}, last seen ${time(lastSeenMs)} ${timeZone}.`
}

function head({ cluster, group, share, earlierAttempts }: FailureGroupRecord): SafeHtml {
  const instances = urls.instances(cluster.key, {
    ...{ state: 'any-failed', failure: group.failureGroupId },
  })
  const all = html`<a href="${urls.instances(cluster.key)}">${count(cluster.expected)}</a>`
  const interval =
    share === undefined
      ? null
      : html` <span class="dim" title="95 % Wilson interval">(${percent(share.share)} %, between ${percent(share.low)} and ${percent(share.high)})</span>`
  return html`<p class="dim"><a href="${urls.failures(cluster.key)}">Failures</a> › ${place(group.stage, group.step)}</p>
<h1 class="${group.name === null ? 'mono title' : 'title'}" hx-ignore>${groupTitle(group)}</h1>
${group.name === null || group.title === '' ? null : html`<p class="mono under" hx-ignore>${group.title}</p>`}
<p class="lead"><a class="bad" href="${instances}">${count(group.instances)}</a> of ${all} instances${interval} failed so in stage ${group.stage}${group.step === null ? null : html`, step <code>${group.step}</code>`}. ${noveltyChip(group)} ${knownCause(cluster.key, group)} ${verdictChip(group)} ${follows(cluster.key, group)} ${group.muted === 1 ? html`<span class="chip">muted</span>` : null}
${seen(group)}
${earlierAttempts === 0 ? null : html`${counted(earlierAttempts, 'earlier attempt')} failed so too, and another attempt came after.`}</p>`
}

const bases = {
  observed: 'observed on these instances',
  catalogue: 'from the catalogue; nothing was observed here',
  none: 'nothing to go by',
} as const

function verdictCard({ cluster, group, said }: FailureGroupRecord): SafeHtml {
  if (said === undefined || group.verdict === null) {
    return html`<section class="card"><h2>Verdict</h2><p class="dim">The next sync will say whether it passes by itself.</p></section>`
  }
  const sides = [
    ['Speaks for it passing next time', said.forTransient],
    ['Speaks against', said.forDeterministic],
  ] as const
  return html`<section class="card"><h2>Verdict: ${group.verdict} <span class="dim">${bases[said.basis]}</span></h2>
<p>${group.verdictSentence ?? ''}</p>
${sides.map(([title, sentences]) => (sentences.length === 0 ? null : html`<h3>${title}</h3><ul class="reasons">${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>`))}
${group.cascadeSentence === null ? null : html`<h3>Look there first</h3><p>${follows(cluster.key, group)} ${group.cascadeSentence}</p>`}
${group.healthy === null ? null : html`<p class="dim">${healthyShare(group)} healthy instances show the decisive line or the known cause too.</p>`}</section>`
}

function causeCard({ cluster, said }: FailureGroupRecord): SafeHtml | null {
  if (said === undefined) return null
  const entry = said.catalogue
  if (entry === undefined) {
    return html`<section class="card"><h2>Known cause: none</h2><p class="dim">No entry of the <a href="${urls.catalogue(cluster.key)}">catalogue</a> matches near the decisive line. An entry of your own in the file of <code>--rules</code> names it from the next sync on.</p></section>`
  }
  return html`<section class="card"><h2><span>Known cause: <a href="${urls.knownCause(cluster.key, entry.id)}">${entry.title}</a></span></h2>
${knownCauseParts(entry)}</section>`
}

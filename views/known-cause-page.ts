import { html, type SafeHtml } from '@remix-run/html-template'
import type { CoverageState } from '../ingest/lifecycle/coverage.ts'
import { type CatalogueRow, causeChips, causeParts } from './catalogue.ts'
import { count, counted } from './format.ts'
import { chipLabel } from './instance-filters.ts'
import type { ClusterHeader } from './layout.ts'
import { stateMark } from './state-look.ts'
import { urls } from './urls.ts'

/** An instance with a line that a known cause matches in its last attempt. */
export interface KnownCauseLineRow {
  readonly instanceId: string
  readonly state: CoverageState
  readonly instanceGroup: string | null
  readonly availabilityZone: string | null
  readonly attempt: number
  /** The first such line, and how many there are. */
  readonly lineOrdinal: number
  readonly lines: number
}

export interface KnownCauseRecord {
  readonly cluster: ClusterHeader
  readonly entry: CatalogueRow
  /** A coverage state or a selection of them; undefined: all. */
  readonly state: string | undefined
  /** By instance id. */
  readonly rows: readonly KnownCauseLineRow[]
}

/** One entry of the catalogue with every instance that it hits. */
export function knownCausePage({ cluster, entry, state, rows }: KnownCauseRecord): SafeHtml {
  return html`<p class="dim"><a href="${urls.catalogue(cluster.key)}">Catalogue</a> › ${entry.id}</p>
<h1 class="title">${entry.title}</h1>
<section class="card entry"><h2>Known cause ${causeChips(entry)}</h2>
${causeParts(cluster.key, entry)}</section>
<section class="card"><h2>Patterns <span class="dim">any of them matches a line</span></h2><ul class="patterns">${entry.patterns.map((pattern) => html`<li><code>${pattern}</code></li>`)}</ul></section>
<section class="card wide" id="lines"><h2>Lines <span class="dim">${counted(rows.length, 'instance')}${state === undefined ? '' : `, ${chipLabel('state', state)}`}</span>${state === undefined ? null : html` <a href="${urls.knownCause(cluster.key, entry.id)}">all ${count(entry.matching)}</a>`}</h2>
${rows.length === 0 ? html`<p class="dim">No line of ${state === undefined ? 'any instance' : 'such an instance'} matches.</p>` : lineTable(cluster.key, rows)}</section>`
}

function lineTable(cluster: string, rows: readonly KnownCauseLineRow[]): SafeHtml {
  return html`<table class="list stack"><thead><tr><th scope="col">instance</th><th scope="col">state</th><th scope="col">group</th><th scope="col">zone</th><th scope="col" class="num">attempt</th><th scope="col">first line of it</th><th scope="col" class="num">lines</th></tr></thead>
<tbody>${rows.map((row) => lineRow(cluster, row))}</tbody></table>`
}

function lineRow(cluster: string, row: KnownCauseLineRow): SafeHtml {
  const { instanceId, attempt, lineOrdinal: line } = row
  return html`<tr><td class="mono"><a href="${urls.instance(cluster, instanceId)}">${instanceId}</a></td><td>${stateMark(row.state)}</td><td>${row.instanceGroup ?? ''}</td><td>${row.availabilityZone ?? ''}</td><td class="num" data-of="attempt">${attempt}</td><td><a href="${urls.line(cluster, instanceId, { attempt, line })}">line ${line}</a></td><td class="num" data-of="lines">${count(row.lines)}</td></tr>
`
}

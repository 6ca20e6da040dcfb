import { html, type SafeHtml } from '@remix-run/html-template'
import type { CoverageState } from '../ingest/lifecycle/coverage.ts'
import { count } from './format.ts'
import type { ClusterHeader } from './layout.ts'
import { stateLooks } from './state-look.ts'
import { namedShapes, namedStates, stripCells } from './strip-cells.ts'
import { type InstanceFilter, type StripOrder, stripOrders, unknownValue, urls } from './urls.ts'

/** Instances that stand together: of one group, zone or state, or all in the order of their launch. */
export interface StripSection {
  /** null: the value is not known. */
  readonly name: string | null
  readonly instances: number
  readonly runs: readonly StripRun[]
}

/** Neighbours of one state. */
export interface StripRun {
  readonly state: CoverageState
  readonly instances: number
  /** Of the states in `namedStates` every id; of others none. */
  readonly ids: readonly string[]
}

/** One cell an instance. */
export interface StripRecord {
  readonly order: StripOrder
  readonly sections: readonly StripSection[]
}

/** The same with the id of every cell. */
export interface NamedStripRecord {
  readonly order: StripOrder
  readonly sections: readonly {
    readonly name: string | null
    readonly instances: readonly { readonly instanceId: string; readonly state: CoverageState }[]
  }[]
}

export function stripOf({ order, sections }: NamedStripRecord): StripRecord {
  return {
    order,
    sections: sections.map(({ name, instances }) => ({
      ...{ name, instances: instances.length },
      runs: stripRuns(instances),
    })),
  }
}

function stripRuns(
  instances: NamedStripRecord['sections'][number]['instances'],
): readonly StripRun[] {
  const runs: { state: CoverageState; instances: number; ids: string[] }[] = []
  for (const { instanceId, state } of instances) {
    const last = runs.at(-1)
    const run = last?.state === state ? last : { state, instances: 0, ids: [] }
    if (run !== last) runs.push(run)
    run.instances += 1
    if (namedStates.has(state)) run.ids.push(instanceId)
  }
  return runs
}

const orderLabels: Readonly<Record<StripOrder, string>> = {
  group: 'group',
  zone: 'zone',
  state: 'state',
  launch: 'launch',
}

const filters = { group: 'group', zone: 'zone', state: 'state', launch: undefined } as const

/** What a section's instances are in the list of instances; the launch order has one section, with all of them. */
function filterOf(order: StripOrder, name: string | null): InstanceFilter {
  const filter = filters[order]
  return filter === undefined ? {} : { [filter]: name ?? unknownValue }
}

function labelOf(order: StripOrder, name: string | null): string {
  if (order === 'launch') return 'first to last'
  if (name === null) return `${orderLabels[order]} not known`
  return order === 'state' ? stateLooks[name as CoverageState].label : name
}

/** The strip as a card; each order is a page of its own, and a part of the overview. */
export function instanceStrip(cluster: ClusterHeader, record: StripRecord): SafeHtml {
  const { key } = cluster
  const { order, sections } = record
  const all = sections.reduce((sum, { instances }) => sum + instances, 0)
  return html`<section class="card strip" id="strip" data-strip="${urls.stripCells(key, order)}" data-instance="${urls.instance(key, '')}"><h2>Instances <span class="by">by ${stripOrders.map((each) => orderLink(key, { each, order }))}</span> <output class="dim" aria-live="off" data-strip-says></output><a href="${urls.instances(key)}">${count(all)}</a></h2>
${namedShapes()}<div class="grids">${sections.map((section) => stripSection(key, { section, order, all }))}</div></section>`
}

function orderLink(cluster: string, at: { each: StripOrder; order: StripOrder }): SafeHtml {
  const { each, order } = at
  if (each === order) return html`<b aria-current="true">${orderLabels[each]}</b> `
  const href = urls.cluster(cluster, each)
  return html`<a href="${href}#strip" hx-get="${href}" hx-target="#strip" hx-select="#strip" hx-swap="outerHTML" hx-push-url="true">${orderLabels[each]}</a> `
}

function stripSection(
  cluster: string,
  at: { section: StripSection; order: StripOrder; all: number },
): SafeHtml {
  const { section, order, all } = at
  const filter = filterOf(order, section.name)
  const label = labelOf(order, section.name)
  const href = urls.instances(cluster, filter)
  return html`<div class="grid-group"><span title="${label}">${label}</span> <a href="${href}">${count(section.instances)}</a>
${stripCells(cluster, { label, filter, all, section })}</div>
`
}

/** The strip alone, as its own page shows it. */
export function stripPage(cluster: ClusterHeader, record: StripRecord): SafeHtml {
  return html`<h1 class="lead">Instances <small>one cell each, of <a href="${urls.cluster(cluster.key)}">${cluster.name}</a></small></h1>
${instanceStrip(cluster, record)}`
}

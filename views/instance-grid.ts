import { html, type SafeHtml } from '@remix-run/html-template'
import type { CoverageState } from '../ingest/lifecycle/coverage.ts'
import { count } from './format.ts'
import { stateLooks } from './state-look.ts'
import { unknownValue, urls } from './urls.ts'

/** The instances of one instance group, in the order in which the grid shows them. */
export interface GridGroup {
  /** null: not known. */
  readonly instanceGroup: string | null
  readonly instances: readonly { readonly instanceId: string; readonly state: CoverageState }[]
}

interface Cell {
  readonly x: number
  readonly y: number
  readonly instanceId: string
  readonly state: CoverageState
}

const pitch = 11
// Thousands of cells are drawn smaller, so that they still fit a screen.
const manyInstances = 1500
const columnsOf = (instances: number): number => (instances > manyInstances ? 92 : 58)

// These are worth a click each; thousands of healthy ones are one link a state.
const single: ReadonlySet<CoverageState> = new Set([
  'failed',
  'failed-lost-tail',
  'download-failed',
  'hung',
  'succeeded-but-rolled-back',
])

/** One cell an instance. 5,000 instances stay below 100 kB: cells of one state share one path. */
export function instanceGrid(cluster: string, groups: readonly GridGroup[]): SafeHtml {
  const all = groups.reduce((sum, { instances }) => sum + instances.length, 0)
  return html`<section class="card"><h2>Instances <a href="${urls.instances(cluster)}">${count(all)}</a></h2>
<div class="grids">${groups.map((group) => gridGroup(cluster, { ...group, columns: columnsOf(all) }))}</div></section>`
}

function gridGroup(cluster: string, placed: GridGroup & { readonly columns: number }): SafeHtml {
  const { instanceGroup, instances, columns } = placed
  const cells = instances.map((each, index) => ({
    ...each,
    x: (index % columns) * pitch,
    y: Math.floor(index / columns) * pitch,
  }))
  const group = instanceGroup ?? unknownValue
  const height = Math.ceil(cells.length / columns) * pitch
  const name = instanceGroup ?? 'group not known'
  return html`<div class="grid-group"><span title="${name}">${name}</span> <a href="${urls.instances(cluster, { group })}">${count(cells.length)}</a>
<svg viewBox="0 0 ${columns * pitch} ${height}" role="group" aria-label="${name}">${byState(cells).map((same) => stateCells(cluster, { group, same }))}</svg></div>
`
}

function byState(cells: readonly Cell[]): (readonly Cell[])[] {
  const states = new Map<CoverageState, Cell[]>()
  for (const cell of cells) {
    const same = states.get(cell.state)
    if (same === undefined) states.set(cell.state, [cell])
    else same.push(cell)
  }
  return [...states.values()]
}

function stateCells(cluster: string, at: { group: string; same: readonly Cell[] }): SafeHtml {
  const [first] = at.same
  if (first === undefined) return html``
  const { label, tone } = stateLooks[first.state]
  if (single.has(first.state)) return html`${at.same.map((cell) => singleCell(cluster, cell))}`
  const href = urls.instances(cluster, { group: at.group, state: first.state })
  return html`<a href="${href}" aria-label="${count(at.same.length)} ${label}"><title>${count(at.same.length)} ${label}</title><path class="${tone}" fill-rule="evenodd" d="${at.same.map(cellShape).join('')}"/></a>`
}

// Absolute where the shape begins, so that every cell is the same text but for its place.
function cellShape({ x, y, state }: Cell): string {
  return stateLooks[state].shape.replace(/M([\d.]+) ([\d.]+)/g, (_, left: string, top: string) => {
    return `M${round(x + Number(left))} ${round(y + Number(top))}`
  })
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function singleCell(cluster: string, cell: Cell): SafeHtml {
  const { label, tone } = stateLooks[cell.state]
  const name = `${cell.instanceId} ${label}`
  return html`<a href="${urls.instance(cluster, cell.instanceId)}" aria-label="${name}"><title>${name}</title><path class="${tone}" fill-rule="evenodd" d="${cellShape(cell)}"/></a>`
}

import { html, type SafeHtml } from '@remix-run/html-template'
import type { CoverageState } from '../ingest/lifecycle/coverage.ts'
import { count } from './format.ts'
import type { StripSection } from './instance-strip.ts'
import { stateLooks } from './state-look.ts'
import { type InstanceFilter, urls } from './urls.ts'

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

// These are worth a link each without a script; thousands of healthy ones are one link a state.
const single: ReadonlySet<CoverageState> = new Set([
  'failed',
  'failed-lost-tail',
  'download-failed',
  'hung',
  'succeeded-but-rolled-back',
])

interface StripPart {
  readonly label: string
  /** What the part shows, in the list of instances. */
  readonly filter: InstanceFilter
  /** Instances of the whole strip. */
  readonly all: number
  readonly instances: StripSection['instances']
}

/** The cells of one part. 5,000 instances stay below 100 kB compressed: cells of one state share one path. */
export function stripCells(cluster: string, part: StripPart): SafeHtml {
  const columns = columnsOf(part.all)
  const cells = part.instances.map((each, index) => ({
    ...each,
    x: (index % columns) * pitch,
    y: Math.floor(index / columns) * pitch,
  }))
  const height = Math.ceil(cells.length / columns) * pitch
  return html`<svg viewBox="0 0 ${columns * pitch} ${height}" role="group" aria-label="${summary(part)}" data-columns="${columns}">${byState(cells).map((same) => stateCells(cluster, { part, same }))}</svg>`
}

/** The picture in words: `worker-gpu-a: 380 succeeded, 12 failed`. */
function summary({ label, instances }: StripPart): string {
  const counts = byState(instances).map((same) => {
    const state = same[0]?.state
    return state === undefined ? '' : `${count(same.length)} ${stateLooks[state].label}`
  })
  return `${label}: ${counts.join(', ')}`
}

function byState<Of extends { readonly state: CoverageState }>(
  cells: readonly Of[],
): (readonly Of[])[] {
  return [...Map.groupBy(cells, ({ state }) => state).values()]
}

function stateCells(cluster: string, at: { part: StripPart; same: readonly Cell[] }): SafeHtml {
  const { part, same } = at
  const [first] = same
  if (first === undefined) return html``
  const { label, tone } = stateLooks[first.state]
  if (single.has(first.state)) return html`${same.map((cell) => singleCell(cluster, cell))}`
  const href = urls.instances(cluster, { ...part.filter, state: first.state })
  return html`<a href="${href}" aria-label="${count(same.length)} ${label}"><title>${count(same.length)} ${label}</title><path class="${tone}" fill-rule="evenodd" d="${same.map(cellShape).join('')}"/></a>`
}

// Absolute where the shape begins, so that every cell is the same text but for its place.
function cellShape({ x, y, state }: Cell): string {
  return partsOf(state)
    .map(([left, top, rest]) => `M${round(x + left)} ${round(y + top)}${rest}`)
    .join('')
}

/** The moves of a shape, each with what is drawn from there. */
type ShapePart = readonly [left: number, top: number, rest: string]

const shapeParts = new Map<CoverageState, readonly ShapePart[]>()

function partsOf(state: CoverageState): readonly ShapePart[] {
  const known = shapeParts.get(state)
  if (known !== undefined) return known
  const moves = stateLooks[state].shape.matchAll(/M([\d.]+) ([\d.]+)([^M]*)/g)
  const parts = Array.from(moves, ([, left, top, rest = '']): ShapePart => {
    return [Number(left), Number(top), rest]
  })
  shapeParts.set(state, parts)
  return parts
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function singleCell(cluster: string, cell: Cell): SafeHtml {
  const { label, tone } = stateLooks[cell.state]
  const name = `${cell.instanceId} ${label}`
  return html`<a href="${urls.instance(cluster, cell.instanceId)}" aria-label="${name}"><title>${name}</title><path class="${tone}" fill-rule="evenodd" d="${cellShape(cell)}"/></a>`
}

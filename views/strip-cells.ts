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
  return html`<a href="${href}" aria-label="${count(same.length)} ${label}"><title>${count(same.length)} ${label}</title><path class="${tone}" fill-rule="evenodd" d="${shapesOf(first.state, same)}"/></a>`
}

/** One path of many cells: each row's neighbours are one text over and over, which is quick to write and compresses to nothing. */
function shapesOf(state: CoverageState, cells: readonly Cell[]): string {
  const { own, next } = shapeTexts(state)
  let path = ''
  for (let from = 0, at = 1; from < cells.length; at += 1) {
    const [before, cell] = [cells[at - 1], cells[at]]
    if (before !== undefined && cell?.x === before.x + pitch) continue
    path += own(cells[from] as Cell) + next.repeat(at - 1 - from)
    from = at
  }
  return path
}

interface ShapeTexts {
  /** The shape at the place of a cell. */
  readonly own: (cell: Cell) => string
  /** The same right of the one before. */
  readonly next: string
}

const knownShapes = new Map<CoverageState, ShapeTexts>()

/** Each move of a shape counts from the one before: a part that is closed ends where it began. */
function shapeTexts(state: CoverageState): ShapeTexts {
  const known = knownShapes.get(state)
  if (known !== undefined) return known
  const moves = stateLooks[state].shape.matchAll(/M([\d.]+) ([\d.]+)([^M]*)/g)
  const parts = Array.from(moves, ([, x, y, rest = '']) => ({ x: Number(x), y: Number(y), rest }))
  const [first = { x: 0, y: 0, rest: '' }, ...others] = parts
  let last = first
  let inside = first.rest
  for (const part of others) {
    inside += `m${round(part.x - last.x)} ${round(part.y - last.y)}${part.rest}`
    last = part
  }
  const texts = {
    own: ({ x, y }: Cell) => `M${round(x + first.x)} ${round(y + first.y)}${inside}`,
    next: `m${round(pitch + first.x - last.x)} ${round(first.y - last.y)}${inside}`,
  }
  knownShapes.set(state, texts)
  return texts
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function singleCell(cluster: string, cell: Cell): SafeHtml {
  const { label, tone } = stateLooks[cell.state]
  const name = `${cell.instanceId} ${label}`
  return html`<a href="${urls.instance(cluster, cell.instanceId)}" aria-label="${name}"><title>${name}</title><path class="${tone}" fill-rule="evenodd" d="${shapeTexts(cell.state).own(cell)}"/></a>`
}

import { html, type SafeHtml } from '@remix-run/html-template'
import type { CoverageState } from '../ingest/lifecycle/coverage.ts'
import { count } from './format.ts'
import type { StripRun, StripSection } from './instance-strip.ts'
import { plainShape, stateLooks } from './state-look.ts'
import { type InstanceFilter, urls } from './urls.ts'

const pitch = 11
// Of a shape.
const box = 9
// Thousands of cells are drawn smaller, so that they still fit a screen.
const manyInstances = 1500
const columnsOf = (instances: number): number => (instances > manyInstances ? 92 : 58)

/** These are worth a link each without a script; thousands of healthy ones are one link a state. */
export const namedStates: ReadonlySet<CoverageState> = new Set([
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
  readonly section: Pick<StripSection, 'instances' | 'runs'>
}

/** The cells of one state in a part: how many, and where its runs begin. */
interface StateCells {
  readonly state: CoverageState
  instances: number
  readonly runs: { readonly run: StripRun; readonly from: number }[]
}

/** The cells of one part. 10,000 instances stay below 40 kB compressed: cells of one state share one path. */
export function stripCells(cluster: string, part: StripPart): SafeHtml {
  const columns = columnsOf(part.all)
  const height = Math.ceil(part.section.instances / columns) * pitch
  const states = byState(part.section)
  return html`<svg viewBox="0 0 ${columns * pitch} ${height}" role="group" aria-label="${summary(part.label, states)}" data-columns="${columns}">${states.map((same) => stateCells(cluster, { part, same, columns }))}</svg>`
}

/** The picture in words: `worker-gpu-a: 380 succeeded, 12 failed`. */
function summary(label: string, states: readonly StateCells[]): string {
  const counts = states.map(
    ({ state, instances }) => `${count(instances)} ${stateLooks[state].label}`,
  )
  return `${label}: ${counts.join(', ')}`
}

/** In the order in which they are met. */
function byState({ runs }: Pick<StripSection, 'runs'>): readonly StateCells[] {
  const states = new Map<CoverageState, StateCells>()
  let from = 0
  for (const run of runs) {
    const known = states.get(run.state) ?? { state: run.state, instances: 0, runs: [] }
    states.set(run.state, known)
    known.instances += run.instances
    known.runs.push({ run, from })
    from += run.instances
  }
  return [...states.values()]
}

function stateCells(
  cluster: string,
  at: { part: StripPart; same: StateCells; columns: number },
): SafeHtml {
  const { part, same, columns } = at
  const { state, instances } = same
  if (namedStates.has(state)) return namedCells(cluster, same, columns)
  const { label, tone, shape } = stateLooks[state]
  const href = urls.instances(cluster, { ...part.filter, state })
  const path =
    shape === plainShape
      ? html`<path class="plain" d="${linesOf(same, columns)}"/>`
      : html`<path class="${tone}" fill-rule="evenodd" d="${shapesOf(same, columns)}"/>`
  return html`<a href="${href}" aria-label="${count(instances)} ${label}"><title>${count(instances)} ${label}</title>${path}</a>`
}

/** Neighbours of one run that share a row. */
function rowParts({ runs }: StateCells, columns: number): readonly RowPart[] {
  const parts: RowPart[] = []
  for (const { run, from } of runs) {
    const end = from + run.instances
    for (let at = from; at < end; ) {
      const cells = Math.min(end - at, columns - (at % columns))
      parts.push({ ...placeOf(at, columns), cells })
      at += cells
    }
  }
  return parts
}

interface RowPart extends Place {
  readonly cells: number
}

interface Place {
  readonly x: number
  readonly y: number
}

/** Squares are the dashes of one line a row: nearly all cells of a healthy fleet cost nothing. */
function linesOf(same: StateCells, columns: number): string {
  return rowParts(same, columns)
    .map(({ x, y, cells }) => `M${x} ${y + box / 2}h${cells * pitch - (pitch - box)}`)
    .join('')
}

/** One path of many cells: each row's neighbours are one text over and over, which is quick to write and compresses to nothing. */
function shapesOf(same: StateCells, columns: number): string {
  const { own, next } = shapeTexts(same.state)
  return rowParts(same, columns)
    .map((part) => own(part) + next.repeat(part.cells - 1))
    .join('')
}

function placeOf(at: number, columns: number): Place {
  return { x: (at % columns) * pitch, y: Math.floor(at / columns) * pitch }
}

interface ShapeTexts {
  /** The shape at the place of a cell. */
  readonly own: (at: Place) => string
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
    own: ({ x, y }: Place) => `M${round(x + first.x)} ${round(y + first.y)}${inside}`,
    next: `m${round(pitch + first.x - last.x)} ${round(first.y - last.y)}${inside}`,
  }
  knownShapes.set(state, texts)
  return texts
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

/** Their shape stands once in the page (`namedShapes`). */
function namedCells(cluster: string, { state, runs }: StateCells, columns: number): SafeHtml {
  const { label, tone } = stateLooks[state]
  const cells = runs.flatMap(({ run, from }) =>
    run.ids.map((id, at) =>
      namedCell(cluster, { id, label, state, ...placeOf(from + at, columns) }),
    ),
  )
  return html`<g class="${tone}">${cells}</g>`
}

interface NamedCell extends Place {
  readonly id: string
  readonly label: string
  readonly state: CoverageState
}

function namedCell(cluster: string, { id, label, state, x, y }: NamedCell): SafeHtml {
  const name = `${id} ${label}`
  return html`<a href="${urls.instance(cluster, id)}" aria-label="${name}"><title>${name}</title><use href="#cell-${state}" x="${x}" y="${y}"/></a>`
}

/** What the cells of `namedStates` point at. */
export function namedShapes(): SafeHtml {
  const shapes = Array.from(
    namedStates,
    (state) => html`<path id="cell-${state}" fill-rule="evenodd" d="${stateLooks[state].shape}"/>`,
  )
  return html`<svg class="defs" width="0" height="0" aria-hidden="true"><defs>${shapes}</defs></svg>`
}

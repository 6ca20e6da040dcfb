import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { templatesOf } from '../../ingest/lifecycle/template.ts'
import { TemplateTable } from '../../ingest/lifecycle/template-table.ts'
import { readLines, readRows } from './corpora.ts'
import { type GroupingScore, groupingScore, mean } from './grouping-score.ts'
import type { Figure } from './main.ts'

interface SetScore extends GroupingScore {
  /** Share of lines in equal clusters after a shuffle. */
  readonly shuffled: number
  /** Share of the first half's ids that stay when the second half arrives. */
  readonly kept: number
}

/** Loghub's sets, one configuration, Content column. */
export function templateQuality(root: string): Figure[] {
  const folder = join(root, 'loghub')
  if (!existsSync(folder)) return []
  const files = readdirSync(folder).filter((name) => name.endsWith('.log_structured.csv'))
  const scores = files.map((name) => setScore(readFileSync(join(folder, name), 'utf8')))
  const of = (pick: (score: SetScore) => number) => mean(scores.map(pick))
  return [
    { name: 'Loghub: mean GA', value: of((score) => score.groupAccuracy), floor: 0.85, aim: 0.95 },
    { name: 'Loghub: mean FGA', value: of((score) => score.f1), floor: 0.86, aim: 0.93 },
    { name: 'Loghub: merged', value: of(({ merged }) => merged), floor: 0.027, aim: 0.005 },
    { name: 'Loghub: shuffled', value: of(({ shuffled }) => shuffled), floor: 0.99, aim: 1 },
    { name: 'Loghub: ids kept', value: of(({ kept }) => kept), floor: 0.99, aim: 1 },
  ]
}

function setScore(csv: string): SetScore {
  const [header = [], ...rows] = readRows(csv)
  const column = (name: string) => rows.map((row) => row[header.indexOf(name)] as string)
  const lines = column('Content')
  const ids = idsOf(lines)
  const half = idsOf(lines.slice(0, lines.length / 2))
  const order = lines.map((_, at) => at).sort((a, b) => spread(a) - spread(b))
  const shuffled = idsOf(order.map((at) => lines[at] as string))
  const inOrder = order.map((at) => ids[at] as string)
  return {
    ...groupingScore(column('EventId'), ids),
    shuffled: groupingScore(inOrder, shuffled).groupAccuracy,
    kept: mean(half.map((id, at) => Number(id === ids[at]))),
  }
}

function idsOf(lines: readonly string[]): string[] {
  return Array.from(templatesOf(lines), ({ templateId }) => templateId)
}

/** A fixed shuffle. */
function spread(value: number): number {
  return Math.imul(value + 1, 0x9e3779b1) >>> 0
}

/** Million lines a second, one process, over the logs of a fleet. */
export function templateSpeed(root: string): Figure[] {
  const folder = join(root, 'fleet-11', 'logs')
  if (!existsSync(folder)) return []
  const files = readdirSync(folder).map((name) => join(folder, name))
  const lines = files.flatMap((path) => readLines(path))
  const table = new TemplateTable()
  const began = performance.now()
  for (const line of lines) table.indexOf(line)
  const fromStrings = lines.length / (performance.now() - began) / 1000
  const bytes = Buffer.from(`${lines.join('\n')}\n`)
  const fresh = new TemplateTable()
  const then = performance.now()
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0x0a, at)
    fresh.indexOfBytes(bytes, at, end)
    at = end + 1
  }
  const fromBytes = lines.length / (performance.now() - then) / 1000
  return [
    { name: 'Templates: M lines/s, strings', value: fromStrings, floor: 1, aim: 3 },
    { name: 'Templates: M lines/s, bytes', value: fromBytes, floor: 1, aim: 3 },
  ]
}

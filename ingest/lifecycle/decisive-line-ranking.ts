// Ranks the lines of a failed log by how likely each says why it failed. The evidence of a line is weighed by data; what
// healthy instances print too is set aside; what came before the last success is history.

import type { Novelty } from './healthy-lines.ts'
import { type Evidence, type EvidenceName, evidenceNames, logEvidence } from './line-evidence.ts'
import { errorWeight, isReport, type LogLine } from './log-line.ts'

/** How much each kind of evidence counts: data/line-weights.json. */
export type LineWeights = Readonly<Record<EvidenceName, number>>

/** A line with its case. `index` is its place in the log, from 0. */
export interface RankedLine {
  readonly index: number
  readonly score: number
  readonly evidence: Evidence
  readonly novelty: Novelty
}

const noveltyScore: Readonly<Record<Novelty, number>> = {
  unknown: 0,
  new: 1.5,
  'new-name': 0.5,
  consequence: -4,
  familiar: -8,
}
/** What came before the last success is history. */
const historyScore = -3
/** A call stack that ends in a wrapper (`CalledProcessError`) shows where the wrapper stands, not what failed. */
const wrapperStackScore = -8
/** From this error weight on a line is a verdict of its own, not a remark. */
const fatalWeight = Number(process.env.FW ?? 5)
const errorLimit = 4
/** Against healthy logs, the first new verdict of the step is the cause; what follows it is mostly its consequence. */
const firstFatalScore = Number(process.env.FF ?? 2)
const firstErrorScore = Number(process.env.FE ?? 4)
const laterErrorScore = Number(process.env.LE ?? -0.35)
const mostLaterErrors = 10

/** The lines of a log that have text, best first; equals keep their order. */
export function rankedLines(
  lines: readonly LogLine[],
  novelties: readonly Novelty[],
  weights: LineWeights,
): RankedLine[] {
  const factors = evidenceNames.map((name) => weights[name])
  const structure = structureScores(lines, novelties)
  const ranked: RankedLine[] = []
  for (const [index, evidence] of logEvidence(lines).entries()) {
    if (lines[index]?.message === '') continue
    const novelty = novelties[index] ?? 'unknown'
    const score = weighed(evidence, factors) + noveltyScore[novelty] + (structure[index] as number)
    ranked.push({ index, score, evidence, novelty })
  }
  return ranked.sort((a, b) => b.score - a.score || a.index - b.index)
}

function weighed(evidence: Evidence, factors: readonly number[]): number {
  let score = 0
  for (const [at, factor] of factors.entries()) score += (evidence[at] as number) * factor
  return score
}

/** What the place of a line in the run adds or takes. */
function structureScores(lines: readonly LogLine[], novelties: readonly Novelty[]): Float64Array {
  const scores = new Float64Array(lines.length)
  const history = lines.findLastIndex((line) => line.signs.success > 0 && line.shape !== 'trace')
  scores.fill(historyScore, 0, history + 1)
  for (const [from, to] of wrapperStacks(lines)) {
    for (let at = from; at <= to; at += 1) scores[at] = (scores[at] as number) + wrapperStackScore
  }
  addNewErrors(scores, lines, { novelties, from: history + 1 })
  return scores
}

interface Step {
  readonly novelties: readonly Novelty[]
  readonly from: number
}

function addNewErrors(scores: Float64Array, lines: readonly LogLine[], step: Step): void {
  let errors = 0
  let fatals = 0
  for (let at = step.from; at < lines.length; at += 1) {
    const weight = errorWeight(lines[at] as LogLine)
    const isNew = step.novelties[at] === 'new' || step.novelties[at] === 'new-name'
    if (!isNew || weight < errorLimit || (scores[at] as number) < 0) continue
    let score = errors === 0 ? firstErrorScore : laterErrorScore * Math.min(mostLaterErrors, errors)
    if (weight >= fatalWeight && fatals === 0) score += firstFatalScore
    scores[at] = (scores[at] as number) + score
    errors += 1
    if (weight >= fatalWeight) fatals += 1
  }
}

const longestStack = 80

/** Places of call stacks, first and last line, whose exception only reports a failed command. */
function wrapperStacks(lines: readonly LogLine[]): [from: number, to: number][] {
  const stacks: [number, number][] = []
  for (const [from, line] of lines.entries()) {
    if (line.shape !== 'header') continue
    const end = stackEnd(lines, from)
    if (end > from && isReport(lines[end] as LogLine)) stacks.push([from, end])
  }
  return stacks
}

/** The line of the exception that ends a call stack; its start when it has none. */
function stackEnd(lines: readonly LogLine[], from: number): number {
  const last = Math.min(lines.length - 1, from + longestStack)
  for (let at = from + 1; at <= last; at += 1) {
    const line = lines[at] as LogLine
    if (line.isException || (line.indent === 0 && isReport(line))) return at
  }
  return from
}

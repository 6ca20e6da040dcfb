// Ranks the lines of a failed log by how likely each says why it failed. The evidence of a line is weighed by data; what
// healthy instances print too is set aside; what came before the last success is history.

import { isNew, type Novelty } from './healthy-lines.ts'
import { type Evidence, type EvidenceName, logEvidence } from './line-evidence.ts'
import { errorWeight, isReport, type LogLine, verdictWeight } from './log-line.ts'

/** How much one kind of evidence counts: an entry of data/line-weights.json. */
export interface EvidenceWeight {
  readonly name: EvidenceName
  readonly weight: number
  /** What it says of a line when it speaks for it: `names a file`. */
  readonly reason: string
}

/** One entry for every kind of evidence, in the order of `evidenceNames`. */
export type LineWeights = readonly EvidenceWeight[]

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
/** The first verdict of the step that no healthy instance prints: what follows it is mostly its consequence. */
const firstVerdictScore = 1

/** The lines of a log that have text, best first; equals keep their order. */
export function rankedLines(
  lines: readonly LogLine[],
  novelties: readonly Novelty[],
  weights: LineWeights,
): RankedLine[] {
  const factors = weights.map(({ weight }) => weight)
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
  const first = firstNewVerdict(lines, novelties, history + 1)
  if (first >= 0) scores[first] = (scores[first] as number) + firstVerdictScore
  return scores
}

function firstNewVerdict(
  lines: readonly LogLine[],
  novelties: readonly Novelty[],
  from: number,
): number {
  return lines.findIndex((line, at) => {
    return at >= from && isNew(novelties[at]) && errorWeight(line) >= verdictWeight
  })
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

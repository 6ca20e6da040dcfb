import { type LineWeights, type RankedLine, rankedLines } from './decisive-line-ranking.ts'
import { FailedLines } from './failed-lines.ts'
import { HealthyLines, isNew, type Novelty } from './healthy-lines.ts'
import type { SignReader } from './line-signs.ts'
import { type LogLine, logLine } from './log-line.ts'
import { decisiveEvent, logSignature } from './log-signature.ts'
import { shownLines } from './shown-lines.ts'
import { TemplateTable } from './template-table.ts'

/** One log: the lines of one attempt of one instance, in order. */
export interface LogFile {
  readonly file: string
  readonly lines: readonly string[]
}

/** Why a failed log failed, as far as its own lines say. */
export interface LogExplanation {
  readonly file: string
  /** Equal for logs that failed for one reason. */
  readonly signature: string
  /** Best first. */
  readonly lines: readonly ExplainedLine[]
}

export interface ExplainedLine {
  /** From 1. */
  readonly line: number
  readonly score: number
  /** What speaks for the line, the strongest first. */
  readonly reasons: readonly string[]
}

/** What the judgement rests on: compiled from data/line-classes.json and data/line-weights.json. */
export interface ExplainRules {
  readonly reader: SignReader
  readonly weights: LineWeights
}

/**
 * Explains failed logs, against healthy ones where there are any. Goes through `failed` twice, so that a line can be judged
 * by how many failures share it; holds one log at a time.
 */
export function* explainLogs(
  failed: Iterable<LogFile>,
  healthy: Iterable<LogFile>,
  rules: ExplainRules,
): Generator<LogExplanation> {
  const table = new TemplateTable()
  const known = new HealthyLines()
  for (const { lines } of healthy) known.add(lines.map((raw) => logLine(raw, rules.reader, table)))
  const failures = new FailedLines()
  for (const { lines } of failed) {
    const read = lines.map((raw) => logLine(raw, rules.reader, table))
    failures.add(
      read,
      read.map((line) => known.noveltyOf(line)),
    )
  }
  for (const { file, lines } of failed) {
    const read = lines.map((raw) => logLine(raw, rules.reader, table))
    const novelties = read.map((line): Novelty => {
      const novelty = known.noveltyOf(line)
      return isNew(novelty) && failures.isConsequence(line) ? 'consequence' : novelty
    })
    yield { file, ...explained(read, novelties, rules.weights) }
  }
}

function explained(
  lines: readonly LogLine[],
  novelties: readonly Novelty[],
  weights: LineWeights,
): Omit<LogExplanation, 'file'> {
  const ranked: RankedLine[] = rankedLines(lines, novelties, weights)
  const event = decisiveEvent(lines, ranked, novelties)
  return { signature: logSignature(lines, event), lines: shownLines(lines, ranked, weights) }
}

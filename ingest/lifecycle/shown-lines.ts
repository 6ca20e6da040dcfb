import type { LineWeights, RankedLine } from './decisive-line-ranking.ts'
import type { ExplainedLine } from './explain-log.ts'
import { evidenceNames } from './line-evidence.ts'
import type { LogLine } from './log-line.ts'

const fewestShown = 10
const mostShown = 40
const sharesShown = 0.015
const reasonsShown = 3

/** The lines to show, best first, each text once. */
export function shownLines(
  lines: readonly LogLine[],
  ranked: readonly RankedLine[],
  weights: LineWeights,
): ExplainedLine[] {
  const wanted = Math.min(mostShown, Math.max(fewestShown, Math.ceil(lines.length * sharesShown)))
  const texts = new Set<string>()
  const shown: ExplainedLine[] = []
  for (const candidate of ranked) {
    const { message } = lines[candidate.index] as LogLine
    if (texts.has(message)) continue
    texts.add(message)
    const score = Math.round(candidate.score * 100) / 100
    shown.push({ line: candidate.index + 1, score, reasons: reasonsOf(candidate, weights) })
    if (shown.length >= wanted) break
  }
  return shown
}

function reasonsOf(candidate: RankedLine, weights: LineWeights): string[] {
  return evidenceNames
    .map((name, at) => ({ name, gain: weights[name] * (candidate.evidence[at] as number) }))
    .filter(({ gain }) => gain > 0.2)
    .sort((a, b) => b.gain - a.gain)
    .slice(0, reasonsShown)
    .map(({ name }) => name)
}

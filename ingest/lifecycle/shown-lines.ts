import type { LineWeights, RankedLine } from './decisive-line-ranking.ts'
import type { ExplainedLine } from './explain-log.ts'
import type { Novelty } from './healthy-lines.ts'
import type { LogLine } from './log-line.ts'

const fewestShown = 12
const mostShown = 60
const sharesShown = 0.022
const reasonsShown = 3
const leastGain = 0.2

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

const noveltyReason: Readonly<Record<Novelty, string | undefined>> = {
  unknown: undefined,
  new: 'no healthy instance prints it',
  'new-name': 'no healthy instance prints it with these names',
  consequence: undefined,
  familiar: undefined,
}

/** What speaks for a line, the strongest first. */
export function reasonsOf(candidate: RankedLine, weights: LineWeights): string[] {
  const reasons = weights
    .map(({ weight, reason }, at) => ({
      reason,
      gain: weight * (candidate.evidence[at] as number),
    }))
    .filter(({ gain }) => gain > leastGain)
    .sort((a, b) => b.gain - a.gain)
    .slice(0, reasonsShown)
    .map(({ reason }) => reason)
  const novelty = noveltyReason[candidate.novelty]
  return novelty === undefined ? reasons : [novelty, ...reasons]
}

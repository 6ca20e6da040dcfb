// What all attempts that failed for one reason share: the fine templates of the decisive event, without order.

import type { RankedLine } from './decisive-line-ranking.ts'
import { lastStep, stepStart } from './failed-lines.ts'
import { fineTemplate } from './fine-mask.ts'
import { isNew, type Novelty } from './healthy-lines.ts'
import { errorWeight, isReport, type LogLine, verdictWeight } from './log-line.ts'

/** Lines of no account may stand between two lines of one event. */
const widestGap = 2
const longestEvent = 8
/** Characters of a line that a signature is made of; what comes later is data. */
const longestMessage = 1000
/** A line that ends in a colon announces what the next lines say. */
const mostDetails = 4

/** From this error weight on a line states a condition that stops a step; below it only worries. */
const statedWeight = 4

/**
 * The lines of the decisive event, in order: the error that came first (the best line, when nothing is known of healthy
 * instances), what the same tool says around it, and every verdict of the step. A tool that misses three packages says so
 * in three lines, and each of them is the cause.
 */
export function decisiveEvent(
  lines: readonly LogLine[],
  ranked: readonly RankedLine[],
  novelties: readonly Novelty[],
): number[] {
  const first = firstNewError(lines, novelties) ?? ranked[0]?.index
  if (first === undefined) return []
  const line = lines[first] as LogLine
  if (errorWeight(line) === 0) return [first]
  const voice = voiceOf(line)
  const belongs = (at: number) => {
    const other = lines[at] as LogLine
    return isCandidate(novelties[at]) && errorWeight(other) > 0 && voiceOf(other) === voice
  }
  const reach = { count: lines.length, belongs }
  const block = [...neighbours(first, -1, reach).reverse(), first, ...neighbours(first, 1, reach)]
  const said = block.flatMap((at) => [at, ...details(lines, novelties, at)])
  const verdicts = newLines(lines, novelties, verdictWeight).slice(0, longestEvent)
  return [...new Set([...said, ...verdicts])].sort((a, b) => a - b)
}

function firstNewError(
  lines: readonly LogLine[],
  novelties: readonly Novelty[],
): number | undefined {
  return newLines(lines, novelties, statedWeight)[0]
}

/** Lines of the last step that no healthy instance prints, of an error weight or more. */
function newLines(
  lines: readonly LogLine[],
  novelties: readonly Novelty[],
  weight: number,
): number[] {
  const found: number[] = []
  for (let at = stepStart(lines); at < lines.length; at += 1) {
    if (isNew(novelties[at]) && errorWeight(lines[at] as LogLine) >= weight) found.push(at)
  }
  return found
}

/** What a line announces that ends in a colon. */
function details(lines: readonly LogLine[], novelties: readonly Novelty[], from: number): number[] {
  const found: number[] = []
  if (!(lines[from] as LogLine).message.endsWith(':')) return found
  for (let at = from + 1; at < lines.length && found.length < mostDetails; at += 1) {
    const line = lines[at] as LogLine
    const isOther = line.message === '' || line.shape !== 'text' || isReport(line)
    if (isOther || !isCandidate(novelties[at])) break
    found.push(at)
  }
  return found
}

/** Who speaks: `E:`, `curl:`, or a place in a file, whichever file it is. */
function voiceOf(line: LogLine): string {
  if (line.isLocated) return '(place)'
  const [first = ''] = line.message.split(' ', 1)
  return first.toLowerCase()
}

function isCandidate(novelty: Novelty | undefined): boolean {
  return novelty !== 'familiar' && novelty !== 'consequence'
}

interface Reach {
  readonly count: number
  belongs(at: number): boolean
}

function neighbours(from: number, step: 1 | -1, reach: Reach): number[] {
  const found: number[] = []
  let gap = 0
  for (let at = from + step; at >= 0 && at < reach.count; at += step) {
    gap += 1
    if (gap > widestGap + 1 || found.length >= longestEvent) break
    if (!reach.belongs(at)) continue
    found.push(at)
    gap = 0
  }
  return found
}

/** The signature of an event; the same for the same lines in another order. */
export function logSignature(lines: readonly LogLine[], event: readonly number[]): string {
  const templates = event.map((at) =>
    fineTemplate((lines[at] as LogLine).message.slice(0, longestMessage)),
  )
  return [lastStep(lines), ...new Set(templates.sort())].join('\n')
}

// What all attempts that failed for one reason share: the fine templates of the decisive event, without order.

import type { RankedLine } from './decisive-line-ranking.ts'
import { lastStep } from './failed-lines.ts'
import { fineTemplate } from './fine-mask.ts'
import type { Novelty } from './healthy-lines.ts'
import { errorWeight, isReport, type LogLine } from './log-line.ts'

/** Lines of no account may stand between two lines of one event. */
const widestGap = 2
const longestEvent = 8
/** A line that ends in a colon announces what the next lines say. */
const mostDetails = 4

/**
 * The lines of the decisive event: the best line and the error lines in the same voice around it. A tool that misses three
 * packages says so in three lines, and each of them is the cause; what other tools say next to it is a consequence.
 */
export function decisiveEvent(
  lines: readonly LogLine[],
  ranked: readonly RankedLine[],
  novelties: readonly Novelty[],
): number[] {
  const best = ranked[0]
  if (best === undefined) return []
  const line = lines[best.index] as LogLine
  if (line.message.endsWith(':')) return [best.index, ...details(lines, best.index)]
  if (errorWeight(line) === 0) return [best.index]
  const voice = voiceOf(line)
  const belongs = (at: number) => {
    const other = lines[at] as LogLine
    return isCandidate(novelties[at]) && errorWeight(other) > 0 && voiceOf(other) === voice
  }
  const above = neighbours(best.index, -1, { count: lines.length, belongs }).reverse()
  const below = neighbours(best.index, 1, { count: lines.length, belongs })
  return [...above, best.index, ...below]
}

function details(lines: readonly LogLine[], from: number): number[] {
  const found: number[] = []
  for (let at = from + 1; at < lines.length && found.length < mostDetails; at += 1) {
    const line = lines[at] as LogLine
    if (line.message === '' || line.shape === 'trace' || isReport(line)) break
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
export function failureSignature(lines: readonly LogLine[], event: readonly number[]): string {
  const templates = event.map((at) => fineTemplate((lines[at] as LogLine).message))
  return [lastStep(lines), ...new Set(templates.sort())].join('\n')
}

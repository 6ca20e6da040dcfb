// What can be said for and against a line as the one that says why, as numbers. Which of it counts how much is data
// (data/line-weights.json), so that a choice can be explained by naming what weighed most.

import { errorWeight, isReport, type LogLine } from './log-line.ts'

export const evidenceNames = [
  'verdict',
  'statement',
  'condition',
  'errorWord',
  'exception',
  'located',
  'progress',
  'harmless',
  'warning',
  'report',
  'frame',
  'command',
  'lateness',
  'reportDistance',
  'reportSoon',
  'firstHalf',
  'repeated',
  'errorBeforeReport',
  'stackBelow',
  'afterBlank',
  'indented',
  'fewWords',
  'rareWords',
  'path',
  'colon',
  'quote',
  'errorAbove',
  'errorBelow',
  'firstError',
  'afterReport',
  'rule',
  'remote',
  'afterExit',
] as const

export type EvidenceName = (typeof evidenceNames)[number]

/** Evidence of one line, in the order of `evidenceNames`. */
export type Evidence = Float32Array

const neighbours = 3
const soon = 30
const quietBefore = 40
const nearby = 5
const farthest = 2000
const rareCount = 3
const longestRead = 400

/** What the surroundings of every line say; all arrays are as long as the log. */
interface Surroundings {
  readonly lines: readonly LogLine[]
  readonly errors: Float32Array
  /** Lines until the next report; `farthest` when there is none. */
  readonly toReport: Int32Array
  readonly sinceReport: Int32Array
  /** Lines since the last error. */
  readonly sinceError: Int32Array
  readonly repeats: readonly number[]
  /** The last line that ends a step badly; the end of the log when there is none. */
  readonly lastExit: number
  readonly wordCounts: ReadonlyMap<string, number>
}

/** The evidence of every line of a log, in order. */
export function logEvidence(lines: readonly LogLine[]): Evidence[] {
  const around = surroundings(lines)
  return lines.map((line, at) => {
    const evidence = new Float32Array(evidenceNames.length)
    evidence.set(wordEvidence(line))
    evidence.set(placeEvidence(around, at), 12)
    evidence.set(textEvidence(around, line, at), 19)
    evidence.set(neighbourEvidence(around, at), 26)
    return evidence
  })
}

function surroundings(lines: readonly LogLine[]): Surroundings {
  const errors = Float32Array.from(lines, errorWeight)
  const reports = lines.map(isReport)
  const repeats: number[] = []
  for (const line of lines) repeats[line.templateIndex] = (repeats[line.templateIndex] ?? 0) + 1
  const backwards = since([...reports].reverse()).reverse()
  return {
    lines,
    errors,
    toReport: backwards,
    sinceReport: since(reports),
    sinceError: since(Array.from(errors, (error) => error > 0)),
    repeats,
    lastExit: lastExit(lines),
    wordCounts: wordCounts(lines),
  }
}

/** For every place the lines since the last true one before it; `farthest` when there is none. */
function since(flags: readonly boolean[]): Int32Array {
  const distances = new Int32Array(flags.length)
  let distance = farthest
  for (const [at, flag] of flags.entries()) {
    distance = Math.min(farthest, distance + 1)
    distances[at] = distance
    if (flag) distance = 0
  }
  return distances
}

function lastExit(lines: readonly LogLine[]): number {
  const at = lines.findLastIndex((line) => line.signs.exit > 0 && isReport(line))
  return at < 0 ? lines.length : at
}

function wordsOf(line: LogLine): string[] {
  return line.message
    .slice(0, longestRead)
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word.length > 2)
}

function wordCounts(lines: readonly LogLine[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const line of lines) {
    for (const word of new Set(wordsOf(line))) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return counts
}

function wordEvidence(line: LogLine): number[] {
  const { signs, shape, message } = line
  return [
    Number(signs.error >= 6),
    Number(signs.error === 5),
    Number(signs.error === 4),
    Number(signs.error > 0 && signs.error < 4),
    Number(line.isException),
    Number(line.isLocated),
    Number(signs.passed > 0),
    Number(signs.noise > 0),
    Number(signs.warning > 0),
    Number(isReport(line)),
    Number(shape === 'frame'),
    Number(shape === 'trace' || /^(?:\$|echo|>) /.test(message)),
  ]
}

function placeEvidence(around: Surroundings, at: number): number[] {
  const { lines, errors, toReport, repeats } = around
  const toEnd = lines.length - 1 - at
  const reportSoon = Number((toReport[at] as number) <= soon)
  return [
    Math.log2(1 + toEnd / 10),
    Math.log2(1 + (toReport[at] as number) / 5),
    reportSoon,
    Number(at < lines.length / 2),
    Math.log2(repeats[(lines[at] as LogLine).templateIndex] ?? 1),
    Number((errors[at] as number) > 2) * reportSoon,
    Number(hasStackBelow(lines, at)),
  ]
}

function hasStackBelow(lines: readonly LogLine[], at: number): boolean {
  const below = lines[at + 1]
  if (below === undefined || below.message === '') return false
  return below.shape === 'frame' || below.indent > (lines[at] as LogLine).indent
}

function textEvidence(around: Surroundings, line: LogLine, at: number): number[] {
  const { message } = line
  const words = wordsOf(line)
  const rare = words.filter((word) => (around.wordCounts.get(word) ?? 0) <= rareCount)
  const head = message.slice(0, longestRead)
  return [
    Number(at > 0 && around.lines[at - 1]?.message === ''),
    Number(line.indent > 0),
    Number(words.length <= 3),
    words.length === 0 ? 0 : rare.length / words.length,
    Number(/[\w-]\/[\w-]/.test(head)),
    Number(head.includes(': ')),
    Number(/['"`]/.test(head)),
  ]
}

function neighbourEvidence(around: Surroundings, at: number): number[] {
  const { lines, errors, sinceError, sinceReport } = around
  const error = errors[at] as number
  const message = (lines[at] as LogLine).message
  return [
    Math.max(0, ...errors.subarray(Math.max(0, at - neighbours), at)) / 6,
    Math.max(0, ...errors.subarray(at + 1, at + 1 + neighbours)) / 6,
    Number(error > 0 && (sinceError[at] as number) > quietBefore),
    Number((sinceReport[at] as number) <= 10),
    Number(/^[-+=*_#~. ]+$/.test(message.slice(0, longestRead))),
    Number(error === 0 && (sinceError[at] as number) > nearby),
    Number(at > around.lastExit),
  ]
}

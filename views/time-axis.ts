// Where the labels of an axis of durations stand: round lengths of time, so that a reader can count between them.

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

const roundSteps = [
  ...[second, 2 * second, 5 * second, 10 * second, 15 * second, 30 * second],
  ...[minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute],
  ...[hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 7 * day, 30 * day],
]

/** Evenly spaced round times from 0 to `spanMs`, at most `most` of them beside 0. */
export function linearTicks(spanMs: number, most: number): readonly number[] {
  const step = roundSteps.find((each) => spanMs / each <= most) ?? Math.ceil(spanMs / most)
  return Array.from({ length: Math.floor(spanMs / step) + 1 }, (_, index) => index * step)
}

// Each about three times the one before it.
const roundDurations = [
  ...[100, second, 3 * second, 10 * second, 30 * second, minute, 3 * minute, 10 * minute],
  ...[30 * minute, hour, 3 * hour, 12 * hour, 2 * day, 7 * day, 30 * day],
]

/** An axis on which equal lengths are equal ratios. */
export interface LogAxis {
  readonly fromMs: number
  readonly toMs: number
  /** Round durations within the axis, ascending. */
  readonly ticks: readonly number[]
}

/** The axis that holds all of these durations; what is shorter than a second stands at its left end. */
export function logAxis(durations: readonly number[]): LogAxis {
  const positive = durations.filter((ms) => ms > 0)
  const shortest = Math.max(second, Math.min(...positive, minute))
  const longest = Math.max(...positive, 10 * second)
  const fromMs = roundDurations.findLast((each) => each <= shortest) ?? second
  // A little more than the longest, so that its mark has room.
  const toMs = Math.round(longest * 1.1)
  return { fromMs, toMs, ticks: roundDurations.filter((each) => each >= fromMs && each <= toMs) }
}

/** Place of a duration on the axis, 0 to 1. */
export function placeOn({ fromMs, toMs }: LogAxis, ms: number): number {
  if (ms <= fromMs) return 0
  return Math.min(1, Math.log(ms / fromMs) / Math.log(toMs / fromMs))
}

/** 0.123456 → `12.35%`, as an SVG attribute. */
export function share(value: number): string {
  return `${(value * 100).toFixed(2)}%`
}

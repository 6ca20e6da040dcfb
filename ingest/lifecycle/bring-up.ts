/** An attempt, as far as waves depend on it. */
export interface TimedAttempt {
  readonly instanceId: string
  readonly startedMs: number
  readonly endedMs: number
}

/** A connected wave of attempts of one cluster. */
export interface BringUp {
  /** UTC minute of its first attempt: `2026-11-23T02:04Z`. */
  readonly bringUpId: string
  readonly startedMs: number
  /** Last line of its last attempt. */
  readonly endedMs: number
  readonly attempts: number
  readonly instances: number
}

/** A longer silence of the whole cluster ends a bring-up. */
export const bringUpGapMs = 30 * 60_000

/** The waves of a cluster, earliest first; whatever the order of the attempts. */
export function bringUps(attempts: readonly TimedAttempt[]): BringUp[] {
  const sorted = [...attempts].sort((a, b) => a.startedMs - b.startedMs)
  const waves: TimedAttempt[][] = []
  let endedMs = Number.NEGATIVE_INFINITY
  for (const attempt of sorted) {
    const wave = waves.at(-1)
    if (wave === undefined || attempt.startedMs - endedMs > bringUpGapMs) waves.push([attempt])
    else wave.push(attempt)
    endedMs = Math.max(endedMs, attempt.endedMs)
  }
  return waves.map(bringUp)
}

/** The bring-up that was under way at this time; undefined: none. `all` has the earliest first. */
export function bringUpAt(all: readonly BringUp[], atMs: number): BringUp | undefined {
  const found = all.findLast(({ startedMs }) => startedMs <= atMs)
  return found !== undefined && atMs <= found.endedMs ? found : undefined
}

// Two waves are half an hour apart, so no two begin in one minute.
function bringUp(wave: readonly TimedAttempt[]): BringUp {
  const startedMs = wave[0]?.startedMs ?? 0
  return {
    bringUpId: `${new Date(startedMs).toISOString().slice(0, 16)}Z`,
    startedMs,
    endedMs: wave.reduce((latest, attempt) => Math.max(latest, attempt.endedMs), startedMs),
    attempts: wave.length,
    instances: new Set(wave.map((attempt) => attempt.instanceId)).size,
  }
}

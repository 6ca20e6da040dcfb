/** A clock of the demo world that starts at `startedMs` and runs `speed` times as fast as `elapsedMs`. */
export function liveDemoClock(options: {
  readonly startedMs: number
  readonly speed: number
  readonly elapsedMs: () => number
}): () => number {
  const { startedMs, speed, elapsedMs } = options
  const beganMs = elapsedMs()
  return () => Math.floor(startedMs + (elapsedMs() - beganMs) * speed)
}

import type { StoredEvent } from './log-block.ts'

/**
 * Where lines stand after late events were put in their places. Both lists begin at the same line and hold the same
 * events, the new one some more: the n-th of equal events is the n-th of equal events. A line that is gone stays.
 */
export function movedLines(
  stored: readonly StoredEvent[],
  tail: readonly StoredEvent[],
  firstLine: number,
): (line: number) => number {
  const before = placesOf(stored, firstLine)
  const after = new Map(placesOf(tail, firstLine).map((place) => [place.key, place.line]))
  return (line) => {
    const place = before.findLast((each) => each.line <= line)
    const moved = place && after.get(place.key)
    return place === undefined || moved === undefined ? line : moved + line - place.line
  }
}

function placesOf(events: readonly StoredEvent[], firstLine: number) {
  const seen = new Map<string, number>()
  let line = firstLine
  return events.map(({ atMs, message }) => {
    const equal = `${atMs}:${message}`
    const times = (seen.get(equal) ?? 0) + 1
    seen.set(equal, times)
    const place = { key: `${times}:${equal}`, line }
    line += message.split('\n').length
    return place
  })
}

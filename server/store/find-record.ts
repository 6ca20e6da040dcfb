import type { FindRecord } from '../../views/log.ts'
import type { LogFind } from './log-find.ts'
import type { LineRange } from './log-store.ts'

/** Hits drawn beside a log; of more, every so manyth. */
const mostDrawn = 200

/** The hits of what is looked for, seen from a line: the one there, or the next. undefined: nothing is looked for. */
export function findRecord(
  find: LogFind,
  at: { readonly text: string; readonly range: LineRange; readonly line: number | undefined },
): FindRecord | undefined {
  const { text, range, line } = at
  if (text === '') return undefined
  const { ordinals, searchedTo } = find.hits(text, range)
  const after = line === undefined ? 0 : firstAtOrAfter(ordinals, line)
  const index = Math.min(after, ordinals.length - 1)
  const every = Math.ceil(ordinals.length / mostDrawn) || 1
  return {
    hits: ordinals.length,
    hit: index + 1,
    line: ordinals[index] ?? null,
    previous: ordinals[index - 1] ?? null,
    next: ordinals[index + 1] ?? null,
    drawn: ordinals.filter((_, place) => place % every === 0),
    searchedTo: searchedTo < range.toLine ? searchedTo : null,
  }
}

/** Place of the first number that is not below `least`, by halving. */
function firstAtOrAfter(ascending: readonly number[], least: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] ?? 0) < least) low = middle + 1
    else high = middle
  }
  return low
}

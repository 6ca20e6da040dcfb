// Two lists of lines side by side: like lines in one row, as many as possible without changing an order (the longest common
// subsequence, by rows of one table after what both begin and end with is taken off).

/** A row: a place in the left list, in the right list, or in both. */
export interface AlignedRow {
  readonly left: number | undefined
  readonly right: number | undefined
}

/** Beyond this many cells the middle is not aligned: the left lines come first, then the right ones. */
const mostCells = 4_000_000

/** Equal keys are like lines. */
export function alignedLines(left: readonly number[], right: readonly number[]): AlignedRow[] {
  let start = 0
  while (start < Math.min(left.length, right.length) && left[start] === right[start]) start += 1
  let tail = 0
  const most = Math.min(left.length, right.length) - start
  while (tail < most && left.at(-1 - tail) === right.at(-1 - tail)) tail += 1
  const middle = alignedMiddle(
    left.slice(start, left.length - tail),
    right.slice(start, right.length - tail),
  )
  const shift = (place: number | undefined): number | undefined =>
    place === undefined ? undefined : place + start
  return [
    ...Array.from({ length: start }, (_, at) => ({ left: at, right: at })),
    ...middle.map((row) => ({ left: shift(row.left), right: shift(row.right) })),
    ...Array.from({ length: tail }, (_, at) => ({
      left: left.length - tail + at,
      right: right.length - tail + at,
    })),
  ]
}

function alignedMiddle(left: readonly number[], right: readonly number[]): AlignedRow[] {
  const width = right.length + 1
  if (left.length * right.length > mostCells) return oneAfterTheOther(left.length, right.length)
  const common = commonLengths(left, right)
  const rows: AlignedRow[] = []
  let a = 0
  let b = 0
  while (a < left.length && b < right.length) {
    const below = common[(a + 1) * width + b] ?? 0
    const beside = common[a * width + b + 1] ?? 0
    if (left[a] === right[b]) rows.push({ left: a++, right: b++ })
    else if (below >= beside) rows.push({ left: a++, right: undefined })
    else rows.push({ left: undefined, right: b++ })
  }
  while (a < left.length) rows.push({ left: a++, right: undefined })
  while (b < right.length) rows.push({ left: undefined, right: b++ })
  return rows
}

/** Of every pair of ends: how many lines they have in common at most. */
function commonLengths(left: readonly number[], right: readonly number[]): Uint16Array {
  const width = right.length + 1
  const common = new Uint16Array((left.length + 1) * width)
  for (let a = left.length - 1; a >= 0; a -= 1) {
    for (let b = right.length - 1; b >= 0; b -= 1) {
      const at = a * width + b
      common[at] =
        left[a] === right[b]
          ? (common[at + width + 1] ?? 0) + 1
          : Math.max(common[at + width] ?? 0, common[at + 1] ?? 0)
    }
  }
  return common
}

function oneAfterTheOther(left: number, right: number): AlignedRow[] {
  return [
    ...Array.from({ length: left }, (_, at) => ({ left: at, right: undefined })),
    ...Array.from({ length: right }, (_, at) => ({ left: undefined, right: at })),
  ]
}

// Words tinted in the text of a line: what is looked for, and up to five highlights.
import type { TextPiece } from './ansi.ts'
import { highlightTerms, type LogLook } from './log-look.ts'

export interface Mark {
  /** In lower case. */
  readonly word: string
  readonly className: string
}

/** The words to tint, what is looked for first: where two lie over each other the first one counts. */
export function marksOf({ find, highlight }: LogLook): readonly Mark[] {
  const found = find === '' ? [] : [{ word: find.toLowerCase(), className: 'hit' }]
  return [
    ...found,
    ...highlightTerms(highlight).map((word, index) => ({ word, className: `tint-${index + 1}` })),
  ]
}

/** A piece of a line with the class of the mark that it stands in; `mark` empty: none. */
export interface MarkedPiece extends TextPiece {
  readonly mark: string
}

interface Range {
  readonly from: number
  readonly to: number
  readonly className: string
}

/** Cuts pieces where marks begin and end. Marks go over pieces of different colours. */
export function markedPieces(
  pieces: readonly TextPiece[],
  marks: readonly Mark[],
): readonly MarkedPiece[] {
  const ranges = rangesIn(pieces.map(({ text }) => text).join(''), marks)
  let at = 0
  let next = 0
  return pieces.flatMap(({ text, classes }) => {
    const start = at
    at += text.length
    const parts = cutAt(start, at, ranges.slice(next, next + text.length + 1))
    while (next < ranges.length && (ranges[next]?.to ?? 0) <= at) next += 1
    return parts.map(({ from, to, className }) => ({
      ...{ text: text.slice(from - start, to - start), classes, mark: className },
    }))
  })
}

/** The stretch from `start` to `end` in parts inside and outside of ranges; the first of these reaches past `start`. */
function cutAt(start: number, end: number, ranges: readonly Range[]): readonly Range[] {
  const parts: Range[] = []
  let at = start
  for (const { from, to, className } of ranges) {
    if (from >= end) break
    if (from > at) parts.push({ from: at, to: from, className: '' })
    const cut = { from: Math.max(at, from), to: Math.min(end, to), className }
    parts.push(cut)
    at = cut.to
  }
  return at < end ? [...parts, { from: at, to: end, className: '' }] : parts
}

/** Where the words stand, in order and apart from each other. */
function rangesIn(text: string, marks: readonly Mark[]): readonly Range[] {
  const lower = text.toLowerCase()
  // A letter that is longer in lower case would shift everything after it.
  if (lower.length !== text.length) return []
  const ranges: Range[] = []
  for (const { word, className } of marks) {
    for (
      let from = lower.indexOf(word);
      from !== -1;
      from = lower.indexOf(word, from + word.length)
    ) {
      ranges.push({ from, to: from + word.length, className })
    }
  }
  const first = new Map(marks.map(({ className }, index) => [className, index]))
  const rank = ({ className }: Range): number => first.get(className) ?? 0
  ranges.sort((a, b) => a.from - b.from || rank(a) - rank(b))
  let end = 0
  return ranges.filter((range) => {
    if (range.from < end) return false
    end = range.to
    return true
  })
}

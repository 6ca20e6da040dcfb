// Log text as pieces that a page can show: colours become classes, every other control character becomes visible
// text, and nothing is interpreted. One pass, so that a hostile line costs no more than a friendly one of its length.

/** A piece of a line. `classes` empty: plain. */
export interface TextPiece {
  readonly text: string
  readonly classes: string
}

interface Style {
  readonly bold: boolean
  /** 0 to 15; undefined: as the page. */
  readonly ink: number | undefined
  readonly ground: number | undefined
}

const plain: Style = { bold: false, ink: undefined, ground: undefined }

// Either a colour code, or one character that must not reach the page as it is: C0 and C1 controls except the tab,
// and the invisible ones that reorder or hide text.
const special =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /\u001b\[([\d;]{0,32})m|[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

/** The line in pieces, left to right; their visible text is the line without its colour codes. */
export function textPieces(line: string): readonly TextPiece[] {
  const pieces: TextPiece[] = []
  let style = plain
  let from = 0
  const addText = (to: number): void => {
    if (to > from) pieces.push({ text: line.slice(from, to), classes: classesOf(style) })
  }
  for (const match of line.matchAll(special)) {
    addText(match.index)
    from = match.index + match[0].length
    if (match[1] === undefined) pieces.push({ text: visible(match[0]), classes: 'control' })
    else style = styleAfter(style, match[1])
  }
  addText(line.length)
  return pieces
}

/** Where a progress line overwrote itself, only its last text is shown; `updates` counts the others. */
export function lastOverwrite(line: string): { readonly text: string; readonly updates: number } {
  const end = line.replace(/\r+$/, '')
  const at = end.lastIndexOf('\r')
  if (at === -1) return { text: end, updates: 0 }
  return { text: end.slice(at + 1), updates: end.split(/\r+/).length - 1 }
}

function visible(character: string): string {
  const code = character.charCodeAt(0)
  if (code === 0x1b) return '\\e'
  return code <= 0xff
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`
}

function styleAfter(style: Style, codes: string): Style {
  return codes.split(';').reduce((now, code) => styleAfterCode(now, Number(code)), style)
}

function styleAfterCode(style: Style, code: number): Style {
  if (code === 0) return plain
  if (code === 1) return { ...style, bold: true }
  if (code === 22) return { ...style, bold: false }
  if (code === 39) return { ...style, ink: undefined }
  if (code === 49) return { ...style, ground: undefined }
  return { ...style, ...colour(code) }
}

function colour(code: number): Partial<Style> {
  if (code >= 30 && code <= 37) return { ink: code - 30 }
  if (code >= 90 && code <= 97) return { ink: code - 82 }
  if (code >= 40 && code <= 47) return { ground: code - 40 }
  if (code >= 100 && code <= 107) return { ground: code - 92 }
  return {}
}

function classesOf({ bold, ink, ground }: Style): string {
  return [
    bold ? 'ansi-bold' : '',
    ink === undefined ? '' : `ansi-${ink}`,
    ground === undefined ? '' : `ansi-ground-${ground}`,
  ]
    .filter((name) => name !== '')
    .join(' ')
}

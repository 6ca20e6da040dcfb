// Log text as pieces that a page can show: colours become classes, every other control character becomes visible
// text, and nothing is interpreted. One pass, so that a hostile line costs no more than a friendly one of its length.

/** A piece of a line. `classes` empty: plain. */
export interface TextPiece {
  readonly text: string
  readonly classes: string
}

interface Style {
  readonly bold: boolean
  readonly faint: boolean
  readonly italic: boolean
  readonly underline: boolean
  readonly struck: boolean
  readonly inverse: boolean
  /** 0 to 15; undefined: as the page. */
  readonly ink: number | undefined
  readonly ground: number | undefined
}

const plain: Style = {
  ...{ bold: false, faint: false, italic: false, underline: false, struck: false, inverse: false },
  ...{ ink: undefined, ground: undefined },
}

// Either a colour code, or one character that must not reach the page as it is: C0 and C1 controls except the tab, what
// reorders, hides or joins text, blanks that look like none, halves of a character, and what stands for broken UTF-8.
const special =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /\u001b\[([\d;:]{0,64})m|[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\udb40[\udc00-\udfff]/g

/** The line in pieces, left to right; their visible text is the line without its colour codes. */
export function textPieces(line: string): readonly TextPiece[] {
  return piecesOf(line, styleAfter)
}

/** The same with nothing interpreted: colour codes are text as well. */
export function rawPieces(line: string): readonly TextPiece[] {
  return piecesOf(line, undefined)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
const colourCode = /\u001b\[[\d;:]{0,64}m/g

/** The line without its colour codes; everything else stays. */
export function withoutColours(line: string): string {
  return line.includes('\u001b') ? line.replace(colourCode, '') : line
}

// Nearly every line: nothing to show otherwise than it is.
const friendly = /^[\t\u0020-\u007e]*$/

type Restyle = (style: Style, codes: string) => Style

function piecesOf(line: string, restyle: Restyle | undefined): readonly TextPiece[] {
  if (friendly.test(line)) return line === '' ? [] : [{ text: line, classes: '' }]
  const pieces: TextPiece[] = []
  let style = plain
  let from = 0
  const addText = (to: number): void => {
    if (to > from) pieces.push({ text: line.slice(from, to), classes: classesOf(style) })
  }
  for (const match of line.matchAll(special)) {
    addText(match.index)
    from = match.index + match[0].length
    const [seen, codes] = match
    if (codes === undefined) pieces.push({ text: visible(seen), classes: 'control' })
    else if (restyle === undefined) pieces.push({ text: `\\e${seen.slice(1)}`, classes: 'control' })
    else style = restyle(style, codes)
  }
  addText(line.length)
  return pieces
}

/** Where a progress line overwrote itself, only its last text is shown; `updates` counts the others. */
export function lastOverwrite(line: string): { readonly text: string; readonly updates: number } {
  if (!line.includes('\r')) return { text: line, updates: 0 }
  const end = withoutLastReturns(line)
  const at = end.lastIndexOf('\r')
  if (at === -1) return { text: end, updates: 0 }
  return { text: end.slice(at + 1), updates: end.split(/\r+/).length - 1 }
}

/** By hand: a pattern for it would begin anew at every return of a long run in the middle. */
function withoutLastReturns(line: string): string {
  let end = line.length
  while (line[end - 1] === '\r') end -= 1
  return line.slice(0, end)
}

function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code === 0x1b) return '\\e'
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`
}

function styleAfter(style: Style, codes: string): Style {
  const numbers = codes.split(/[;:]/).map(Number)
  let now = style
  for (let at = 0; at < numbers.length; at += 1) {
    const code = numbers[at] ?? 0
    const rich = code === 38 || code === 48 ? richColour(numbers, at + 1) : undefined
    if (rich === undefined) now = styleAfterCode(now, code)
    else {
      now = { ...now, [code === 38 ? 'ink' : 'ground']: rich.colour }
      at = rich.last
    }
  }
  return now
}

const switches: Readonly<Record<number, Partial<Style>>> = {
  1: { bold: true },
  2: { faint: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  9: { struck: true },
  22: { bold: false, faint: false },
  23: { italic: false },
  24: { underline: false },
  27: { inverse: false },
  29: { struck: false },
  39: { ink: undefined },
  49: { ground: undefined },
}

function styleAfterCode(style: Style, code: number): Style {
  if (code === 0) return plain
  return { ...style, ...(switches[code] ?? colour(code)) }
}

function colour(code: number): Partial<Style> {
  if (code >= 30 && code <= 37) return { ink: code - 30 }
  if (code >= 90 && code <= 97) return { ink: code - 82 }
  if (code >= 40 && code <= 47) return { ground: code - 40 }
  if (code >= 100 && code <= 107) return { ground: code - 92 }
  return {}
}

/** `5;196` and `2;255;0;0` after 38 or 48, as the nearest of the sixteen colours that both themes can show. */
function richColour(
  codes: readonly number[],
  at: number,
): { readonly colour: number | undefined; readonly last: number } | undefined {
  const [kind, first = 0, second = 0, third = 0] = codes.slice(at, at + 4)
  if (kind === 5) return { colour: ofPalette(first), last: at + 1 }
  return kind === 2 ? { colour: nearest(first, second, third), last: at + 3 } : undefined
}

/** The palette of 256: sixteen names, a cube of six levels a channel, a scale of grey. */
function ofPalette(index: number): number | undefined {
  if (index > 255) return undefined
  if (index < 16) return index
  if (index >= 232) return index < 244 ? 8 : 7
  const level = (place: number): number => (Math.floor((index - 16) / place) % 6) * 51
  return nearest(level(36), level(6), level(1))
}

/** By which channels are strong. */
function nearest(red: number, green: number, blue: number): number {
  const strongest = Math.max(red, green, blue)
  if (strongest < 64) return 0
  const bits = [red, green, blue].map((value, bit) => (value * 2 > strongest ? 1 << bit : 0))
  return bits.reduce((sum, bit) => sum + bit, 0)
}

const attributes = ['bold', 'faint', 'italic', 'underline', 'struck', 'inverse'] as const

function classesOf(style: Style): string {
  const { ink, ground } = style
  return [
    ...attributes.filter((name) => style[name]).map((name) => `ansi-${name}`),
    ...(ink === undefined ? [] : [`ansi-${ink}`]),
    ...(ground === undefined ? [] : [`ansi-ground-${ground}`]),
  ].join(' ')
}

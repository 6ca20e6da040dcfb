import { html, type SafeHtml } from '@remix-run/html-template'
import { lastOverwrite, rawPieces, type TextPiece, textPieces } from './ansi.ts'
import { clock, count, iso } from './format.ts'
import type { LogLineRecord } from './log.ts'
import type { LogOf } from './log-look.ts'
import { type Mark, markedPieces } from './log-marks.ts'
import { urls } from './urls.ts'

/** A line longer than this is clipped. */
const shownCharacters = 4096

export interface LineLook {
  readonly line: LogLineRecord
  readonly classes: string
  /** Whose log it is: where the whole of a clipped line is found. */
  readonly of: LogOf
  /** Where the number of the line leads; undefined: to the line on this page. */
  readonly href?: string
  readonly marks?: readonly Mark[]
  /** True: nothing is overwritten, and colour codes are text. */
  readonly isRaw?: boolean
  /** True: the rest of a clipped line stands folded after it. */
  readonly expands?: boolean
  readonly note?: string | undefined
  /** True: another line of the page may have the same number. */
  readonly noId?: boolean
}

/** One line of log. Whatever it holds, it becomes text and `span class`, nothing else. */
export function logLine(look: LineLook): SafeHtml {
  const { line, classes, note, isRaw = false } = look
  const { text, updates } = isRaw ? { text: line.text, updates: 0 } : lastOverwrite(line.text)
  const shown = drawn(text.slice(0, shownCharacters), look)
  return html`<div class="${classes}"${look.noId === true ? null : html` id="L${line.ordinal}"`}><a class="ln" href="${look.href ?? `#L${line.ordinal}`}">${line.ordinal}</a><time class="t" datetime="${iso(line.atMs)}">${clock(line.atMs)}</time><span><span class="tx">${shown}</span>${updates > 0 ? html`<em>(+${count(updates)} updates)</em>` : null}${note === undefined || note === '' ? null : html`<em>${note}</em>`}${rest(look, text)}</span></div>
`
}

function rest(look: LineLook, text: string): SafeHtml | null {
  const more = text.length - shownCharacters
  if (more <= 0) return null
  const label = `${count(more)} more characters`
  if (look.expands === true) {
    return html`<details class="rest"><summary>${label}</summary><span class="tx">${drawn(text.slice(shownCharacters), look)}</span></details>`
  }
  const { clusterKey, instanceId, attempt } = look.of
  const href = urls.lineFacts(clusterKey, instanceId, { attempt, line: look.line.ordinal })
  return html`<em><a href="${href}">${label}</a></em>`
}

function drawn(text: string, { isRaw = false, marks = [] }: LineLook): (SafeHtml | string)[] {
  const pieces = isRaw ? rawPieces(text) : textPieces(text)
  if (marks.length === 0) return pieces.map(drawPiece)
  return markedPieces(pieces, marks).map((piece) =>
    piece.mark === ''
      ? drawPiece(piece)
      : html`<mark class="${piece.mark}">${drawPiece(piece)}</mark>`,
  )
}

/** Plain text is escaped where it is put in. */
function drawPiece({ text, classes }: TextPiece): SafeHtml | string {
  return classes === '' ? text : html`<span class="${classes}">${text}</span>`
}

/** A text of a log with its colours, and its control characters made visible. */
export function logText(text: string): (SafeHtml | string)[] {
  return textPieces(text).map(drawPiece)
}

// A trace only quotes what runs; it recedes.
const trace = /^\++ /

/** What a line is, as the classes that it looks by. */
export function lineClasses(
  { marker, text, tone }: LogLineRecord & { readonly tone?: string },
  at: {
    readonly isDecisive: boolean
    readonly isEvidence?: boolean
    readonly isAsked?: boolean
    readonly isBookmarked?: boolean
    /** It sounds like an error, and is none. */
    readonly isHarmless?: boolean
  },
): string {
  const classes = ['l']
  if (at.isDecisive) classes.push('decisive')
  if (marker !== null) classes.push('marker')
  if (marker === 'script-failed') classes.push('bad')
  if (at.isEvidence === true && !at.isDecisive) classes.push('evidence')
  if (at.isAsked === true) classes.push('at')
  if (at.isBookmarked === true) classes.push('kept')
  if (tone === 'error' && at.isHarmless !== true) classes.push('err')
  if (trace.test(text) && !at.isDecisive) classes.push('trace')
  return classes.join(' ')
}

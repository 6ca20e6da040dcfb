import { html, type SafeHtml } from '@remix-run/html-template'
import { lastOverwrite, textPieces } from './ansi.ts'
import { clock, count } from './format.ts'
import type { LogLineRecord } from './log.ts'

// A line longer than this is clipped; the raw text has all of it.
const shownCharacters = 4096

/** One line of log. Whatever it holds, it becomes text and `span class`, nothing else. */
export function logLine(at: {
  readonly line: LogLineRecord
  readonly isDecisive: boolean
  /** Where a link to the line leads. */
  readonly href: string
  readonly rawUrl: string
}): SafeHtml {
  const { line, isDecisive, href, rawUrl } = at
  const { text, updates } = lastOverwrite(line.text)
  const kind = isDecisive ? 'l decisive' : lineClass(line)
  const clipped = text.length - shownCharacters
  return html`<div class="${kind}" id="L${line.ordinal}"><a class="ln" href="${href}">${line.ordinal}</a><time class="t">${clock(line.atMs)}</time><span><span class="tx">${logText(text.slice(0, shownCharacters))}</span>${updates > 0 ? html`<em>(+${count(updates)} updates)</em>` : null}${clipped > 0 ? html`<em>${count(clipped)} more characters in the <a href="${rawUrl}">raw text</a></em>` : null}</span></div>
`
}

/** A text of a log with its colours, and its control characters made visible. */
export function logText(text: string): SafeHtml[] {
  return textPieces(text).map((piece) =>
    piece.classes === ''
      ? html`${piece.text}`
      : html`<span class="${piece.classes}">${piece.text}</span>`,
  )
}

// A trace only quotes what runs; it recedes.
const trace = /^\++ /

function lineClass({ marker, text }: LogLineRecord): string {
  if (marker === 'script-failed') return 'l marker bad'
  if (marker !== null) return 'l marker'
  return trace.test(text) ? 'l trace' : 'l'
}

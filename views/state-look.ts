import { html, type SafeHtml } from '@remix-run/html-template'
import type { CoverageState } from '../ingest/lifecycle/coverage.ts'

/** How a coverage state looks. Colour never speaks alone: each state has a shape and a word of its own. */
export interface StateLook {
  readonly label: string
  /** Class that gives the colour. */
  readonly tone: string
  /** SVG path in a box of 9 by 9, filled by the even-odd rule; every move is absolute, the rest relative. */
  readonly shape: string
}

const square = 'M0 0h9v9h-9z'
/** The shape that is all of its box. */
export const plainShape = square
const frame = `${square}M1 1v7h7v-7z`
const cross = 'M2 3l1-1 1.5 1.5 1.5-1.5 1 1-1.5 1.5 1.5 1.5-1 1-1.5-1.5-1.5 1.5-1-1 1.5-1.5z'

export const stateLooks: Readonly<Record<CoverageState, StateLook>> = {
  succeeded: { label: 'succeeded', tone: 'ok', shape: square },
  'succeeded-after-retry': {
    label: 'succeeded after retry',
    tone: 'ok2',
    shape: `${square}M3.5 3.5h2v2h-2z`,
  },
  'succeeded-but-rolled-back': {
    label: 'rolled back',
    tone: 'rolled',
    shape: `${square}M2 4.5l4-2.5v5z`,
  },
  started: { label: 'started', tone: 'moving', shape: `${frame}M1 6.5h7v1.5h-7z` },
  downloading: { label: 'downloading', tone: 'moving', shape: `${frame}M1 4.5h7v3.5h-7z` },
  running: { label: 'running', tone: 'moving', shape: `${frame}M1 2.5h7v5.5h-7z` },
  hung: { label: 'hung', tone: 'hung', shape: `${square}M2.2 2h1.5v5h-1.5zM5.3 2h1.5v5h-1.5z` },
  failed: { label: 'failed', tone: 'bad', shape: `${square}${cross}` },
  'failed-lost-tail': {
    label: 'failed, no error line',
    tone: 'bad2',
    shape: `${square}M2 3.8h5v1.4h-5z`,
  },
  'download-failed': {
    label: 'download failed',
    tone: 'download',
    shape: `${square}M4 1.5h1v3h2l-2.5 3-2.5-3h2z`,
  },
  'no-markers': { label: 'log without markers', tone: 'none', shape: `${frame}M2.5 4h4v1h-4z` },
  empty: { label: 'empty log', tone: 'none', shape: `${frame}M3.5 3.5h2v2h-2z` },
  'no-stream': { label: 'no log', tone: 'none', shape: frame },
}

/** The shape of a state, as it stands in legends, tables and the grid. Its word must stand beside it. */
export function stateGlyph(state: CoverageState): SafeHtml {
  const look = stateLooks[state]
  return html`<svg class="glyph ${look.tone}" viewBox="0 0 9 9" width="10" height="10" aria-hidden="true"><path fill-rule="evenodd" d="${look.shape}"/></svg>`
}

/** Shape and word. */
export function stateMark(state: CoverageState): SafeHtml {
  return html`<span class="state">${stateGlyph(state)} ${stateLooks[state].label}</span>`
}

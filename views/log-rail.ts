import { html, type SafeHtml } from '@remix-run/html-template'
import { count, duration, stepName } from './format.ts'
import { lineHref } from './line-href.ts'
import type { LogRecord } from './log.ts'

/** Something to go to, drawn where its line lies in the attempt. */
interface Place {
  readonly line: number
  /** Class that gives colour and width. */
  readonly kind: 'step' | 'failed' | 'marker' | 'hit' | 'bookmark' | 'decisive'
  readonly label: string
}

const mostSteps = 100

/** Beside the lines: the whole attempt from its first line to its last, with what is worth going to. */
export function logRail(record: LogRecord): SafeHtml {
  const { firstLine, lastLine, fromLine, toLine } = record
  const all = Math.max(1, lastLine - firstLine + 1)
  const y = (line: number): string => `${(((line - firstLine) / all) * 100).toFixed(2)}%`
  const height = `${Math.max(0.5, ((toLine - fromLine + 1) / all) * 100).toFixed(2)}%`
  const isWhole = toLine - fromLine + 1 >= all
  return html`<nav class="rail" aria-label="Places of the log"><svg width="100%" height="100%">${isWhole ? null : html`<rect class="shown" y="${y(fromLine)}" width="100%" height="${height}"/>`}${placesOf(
    record,
  ).map(
    ({ line, kind, label }) =>
      html`<a href="${lineHref(record, line)}" data-line="${line}" data-kind="${kind}" tabindex="-1" aria-label="${label}"><rect class="${kind}" y="${y(line)}"/><title>${label}</title></a>`,
  )}</svg></nav>`
}

function placesOf(record: LogRecord): readonly Place[] {
  const { find, decisiveLine, steps, markers, notes, startedMs, firstLine, lastLine } = record
  return [
    ...steps.slice(0, mostSteps).map(
      (step): Place => ({
        line: step.firstLine,
        kind: step.outcome === 'failed' ? 'failed' : 'step',
        label: `line ${count(step.firstLine)}: ${stepName(step.step)}, ${step.outcome}, T+${duration(step.startedMs - startedMs)}`,
      }),
    ),
    ...markers.map(
      ({ lineOrdinal, kind }): Place => ({
        line: lineOrdinal,
        kind: 'marker',
        label: `line ${count(lineOrdinal)}: marker ${kind}`,
      }),
    ),
    ...(find?.drawn ?? []).map(
      (line): Place => ({ line, kind: 'hit', label: `line ${count(line)}: hit` }),
    ),
    ...notes
      .filter(({ lineOrdinal }) => lineOrdinal >= firstLine && lineOrdinal <= lastLine)
      .map(
        ({ lineOrdinal, kind }): Place => ({
          line: lineOrdinal,
          kind: 'bookmark',
          label: `line ${count(lineOrdinal)}: ${kind}`,
        }),
      ),
    ...(decisiveLine === null
      ? []
      : [
          {
            line: decisiveLine,
            kind: 'decisive',
            label: `line ${count(decisiveLine)}: decisive line`,
          } as const,
        ]),
  ]
}

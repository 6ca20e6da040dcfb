import { html, type SafeHtml } from '@remix-run/html-template'
import { bringUpName } from './bring-up-header.ts'
import { count, counted, time } from './format.ts'
import { reportGroup } from './report-group.ts'
import {
  reportAws,
  reportCoverage,
  reportFacets,
  reportFunnel,
  reportRedaction,
  reportVersions,
} from './report-parts.ts'
import type { ReportFrame, ReportRecord } from './report-record.ts'
import { caveats, method, reportSentences } from './report-sentences.ts'
import { timelinePicture } from './timeline.ts'

/** The stylesheet that goes into the file. */
export interface ReportStyle {
  readonly text: string
  /** Base64 of its SHA-256: the file permits no other style, and no script. */
  readonly sha256: string
}

/** The post-mortem as one file that needs no other. Its text was redacted before. */
export function report(record: ReportRecord, frame: ReportFrame, style: ReportStyle): SafeHtml {
  const name = reportName(record)
  const before = html`<header><h1>${name}</h1>
<p class="dim">As of ${time(record.cluster.asOfMs, 'day')} ${time(record.cluster.asOfMs, 'clock')} UTC · ${counted(record.streams.lines, 'line')} of ${counted(record.streams.streams, 'log stream')}</p></header>
<section id="summary"><h2>Summary</h2><ul class="sentences">${reportSentences(record).map(
    ({
      text,
      anchor,
    }) => html`<li>${text} <a href="#${anchor}" aria-label="what this rests on">↓</a></li>
`,
  )}</ul></section>
${reportCoverage(record)}
${reportFunnel(record)}`
  const after = html`${reportFacets(record.facets)}
${timelineSection(record)}
${reportAws(record)}
${caveatSection(record)}
<section id="method"><h2>Method</h2><ul>${method.map((sentence) => html`<li>${sentence}</li>`)}</ul></section>
${reportRedaction(frame.redaction)}
${reportVersions(record)}`
  const page = (groups: SafeHtml) =>
    document(
      name,
      style,
      html`${before}
${groups}
${after}`,
    )
  return page(groupsSection(record, frame.mostBytes - sizeOf(page(html``))))
}

export function reportName({ cluster }: ReportRecord): string {
  const scope = cluster.bringUp === null ? '' : `, bring-up of ${bringUpName(cluster.bringUp)} UTC`
  return `Why instances of ${cluster.name} failed${scope}`
}

function document(name: string, style: ReportStyle, body: SafeHtml): SafeHtml {
  // A file of ours, whose hash stands in the policy.
  const styleText = html.raw`${style.text}`
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${style.sha256}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${name}</title>
<style>${styleText}</style>
</head>
<body>
<svg class="defs" width="0" height="0" aria-hidden="true"><pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="2" height="4"/></pattern></svg>
<main>
${body}
</main>
</body>
</html>
`
}

/** UTF-8 bytes. */
export function sizeOf(text: SafeHtml | string): number {
  return new TextEncoder().encode(String(text)).length
}

/** The groups that fit, the largest first, and how many do not. */
function groupsSection(record: ReportRecord, room: number): SafeHtml {
  const { groups, groupsInAll, cluster } = record
  const shown: SafeHtml[] = []
  let size = moreRoom
  for (const [index, group] of groups.entries()) {
    const article = reportGroup(index + 1, group, cluster.expected)
    size += sizeOf(article)
    if (size > room) break
    shown.push(article)
  }
  const more = groupsInAll - shown.length
  return html`<section id="groups"><h2>Why: ${counted(groupsInAll, 'failure group')}</h2>
${groupsInAll === 0 ? html`<p class="dim">No failed instance belongs to one.</p>` : null}
${shown}
${more === 0 ? null : html`<p id="more-groups"><b>${counted(more, 'more failure group')}</b> with ${instancesIn(record, shown.length)} did not fit; <code>hyperscope groups ${cluster.key}</code> lists them.</p>`}</section>`
}

/** Of what stands around the groups. */
const moreRoom = 1000

function instancesIn({ groups, groupsInAll }: ReportRecord, shown: number): string {
  const instances = groups.slice(shown).reduce((sum, { group }) => sum + group.instances, 0)
  const atLeast = groupsInAll > groups.length ? 'at least ' : ''
  return `${atLeast}${counted(instances, 'instance')}`
}

function timelineSection({ timeline }: ReportRecord): SafeHtml {
  const { started } = timeline
  return html`<section id="timeline" class="when"><h2>When</h2>
${started.length === 0 ? html`<p class="dim">No attempt has begun yet.</p>` : html`<p class="dim">Above the line attempts that began, below it those that failed.</p>${timelinePicture(timeline)}`}</section>`
}

function caveatSection(record: ReportRecord): SafeHtml {
  const rows = caveats(record)
  return html`<section id="caveats"><h2>What the data cannot say</h2>
${rows.length === 0 ? html`<p class="dim">Every expected instance has a log that was read.</p>` : html`<table class="facts"><tbody>${rows.map(([instances, words]) => html`<tr><td class="num">${count(instances)}</td><td>${instances === 1 ? 'instance' : 'instances'} ${words}</td></tr>`)}</tbody></table>`}</section>`
}

import { html, type SafeHtml } from '@remix-run/html-template'
import { count, counted, day } from './format.ts'
import { lineHref } from './line-href.ts'
import type { FindRecord, LogRecord } from './log.ts'
import { type LogLook, type LogShow, logHref, logShows, windowHref } from './log-look.ts'
import { urls } from './urls.ts'

/** What can be done with a log: what of it is shown, found, tinted, copied. */
export function logTools(record: LogRecord): SafeHtml {
  return html`<div class="log-head"><h2>Log <span class="dim">${shown(record)}</span></h2>
<p class="tools">${shows(record)} ${toggles(record)} ${ways(record)} ${copies}</p>
<div class="tools">${findForm(record)} ${goTo(record)} ${jumps(record)}</div>
${notes(record)}</div>`
}

function shown({ firstLine, lastLine, fromLine, toLine, lines }: LogRecord): SafeHtml {
  const all = lastLine - firstLine + 1
  const part =
    toLine - fromLine + 1 >= all
      ? counted(all, 'line')
      : `lines ${count(fromLine)} to ${count(toLine)} of ${counted(all, 'line')}`
  return html`${part}${lines[0] === undefined ? null : html` · ${day(lines[0].atMs)}`}`
}

const showNames: Readonly<Record<LogShow, string>> = {
  folded: 'folded',
  all: 'all lines',
  unusual: 'unusual only',
}

/** Each keeps the place: the script puts the line in view into its address. */
function shows(record: LogRecord): SafeHtml {
  const { look } = record
  return html`<span class="choice" role="group" aria-label="Lines shown">${logShows.map((show) => {
    const href = placeHref(record, { ...look, show })
    if (show === look.show)
      return html`<a href="${href}" aria-current="true">${showNames[show]}</a>`
    return html`<a href="${href}" data-keeps-place>${showNames[show]}</a>`
  })}</span>${unusualKey(record)}`
}

function unusualKey(record: LogRecord): SafeHtml {
  const show = record.look.show === 'unusual' ? 'folded' : 'unusual'
  const href = placeHref(record, { ...record.look, show })
  return html`<a class="key-only" href="${href}" data-keeps-place data-key="u" data-key-label="${show === 'unusual' ? 'unusual lines only' : 'all lines, folded'}" tabindex="-1" aria-hidden="true"></a>`
}

function placeHref(record: LogRecord, look: LogLook): string {
  const { askedLine, decisiveLine } = record
  const line = askedLine ?? decisiveLine
  return logHref(record, look, line === null ? {} : { line })
}

function toggles(record: LogRecord): SafeHtml {
  const { look } = record
  const raw = placeHref(record, { ...look, raw: !look.raw })
  const events = placeHref(record, { ...look, events: !look.events })
  return html`<span class="choice"><button type="button" data-wrap data-key="w" data-key-label="wrap long lines" hidden aria-pressed="true">wrap</button><a href="${raw}" data-keeps-place data-key="x" data-key-label="raw bytes"${look.raw ? html` aria-current="true"` : null}>raw bytes</a>${record.eventsInAll === 0 ? null : html`<a href="${events}" data-keeps-place data-key="a" data-key-label="what AWS said, between the lines"${look.events ? html` aria-current="true"` : null}>AWS ${counted(record.eventsInAll, 'event')}</a>`}</span>`
}

function ways(record: LogRecord): SafeHtml {
  const { clusterKey, instanceId, attempt, decisiveLine } = record
  const twin = urls.twin(clusterKey, instanceId, { attempt })
  return html`${follow(record)}${decisiveLine === null ? null : html`<a href="${lineHref(record, decisiveLine)}" data-key="d">decisive line</a> `}${record.fleet.healthy === 0 ? null : html`<a href="${twin}" data-key="t">healthy twin</a> `}<a href="${urls.raw(clusterKey, instanceId, attempt)}" data-key="r">raw text</a>`
}

/** Only where lines may still come, and only from the end of the log on. */
function follow(record: LogRecord): SafeHtml | null {
  if (record.outcome !== 'unfinished' || record.toLine < record.lastLine) return null
  const href = windowHref(record, record.look, {})
  return html`<button type="button" data-follow="${href}" aria-pressed="false" hidden>follow</button> `
}

const copies = html`<button type="button" data-copy-log="text" data-key="y" data-key-label="copy the selected lines, or all shown" hidden>copy text</button> <button type="button" data-copy-log="facts" hidden>copy with time and instance</button> <button type="button" class="key-only" data-copy-log="link" data-key="Y" data-key-label="copy a link to the line" hidden>copy link</button>`

/** A plain form: it keeps what else is in force, and lands at the log. */
function findForm(record: LogRecord): SafeHtml {
  const { clusterKey, instanceId, attempt, look, find } = record
  const action = urls.logOfInstance(clusterKey, instanceId, {})
  return html`<form class="find-in-log" action="${action}#log" role="search" aria-label="Find in this log">
<input type="hidden" name="attempt" value="${attempt}">${look.show === 'folded' ? null : html`<input type="hidden" name="show" value="${look.show}">`}${look.raw ? html`<input type="hidden" name="raw" value="yes">` : null}${look.events ? null : html`<input type="hidden" name="events" value="no">`}
<label>find <input name="find" type="search" value="${look.find}" maxlength="200" data-key="/" data-key-label="find in this log"></label>
${find === undefined ? null : hits(record, find)}
<label>tint <input name="highlight" type="search" value="${look.highlight}" maxlength="200" placeholder="words, &quot;a phrase&quot;" title="Up to five words or quoted phrases, each in a tint of its own"></label>
<button type="submit">Find</button></form>`
}

function hits(record: LogRecord, find: FindRecord): SafeHtml {
  const { look } = record
  if (find.hits === 0) return html`<span class="finds" role="status">no hit</span>`
  const link = (line: number | null, at: { label: SafeHtml; key: string; title: string }) =>
    line === null
      ? html`<span class="dim">${at.label}</span>`
      : html`<a href="${logHref(record, look, { line })}" data-key="${at.key}" data-key-label="${at.title}" aria-label="${at.title}">${at.label}</a>`
  const here = find.line ?? 0
  return html`<span class="finds" role="status"><a href="${logHref(record, look, { line: here })}">hit ${count(find.hit)} of ${count(find.hits)}</a> ${link(find.previous, { label: html`↑`, key: 'N', title: 'previous hit' })} ${link(find.next, { label: html`↓`, key: 'n', title: 'next hit' })}</span>`
}

function goTo({ clusterKey, instanceId, attempt, firstLine, lastLine, look }: LogRecord): SafeHtml {
  const action = urls.logOfInstance(clusterKey, instanceId, {})
  return html`<form class="go-to" action="${action}#log" aria-label="Go to a line"><input type="hidden" name="attempt" value="${attempt}">${look.show === 'folded' ? null : html`<input type="hidden" name="show" value="${look.show}">`}
<label>line <input name="line" type="number" min="${firstLine}" max="${lastLine}" data-go-to></label></form>`
}

const jumpKinds = [
  ['err', 'error', 'e', 'E'],
  ['place', 'marker or step', 'm', 'M'],
  ['gap', 'silence', 's', 'S'],
] as const

/** Needs the script: what is next depends on what is in view. */
function jumps(record: LogRecord): SafeHtml {
  const button = (jump: string, at: { key: string; label: string; text: string }): SafeHtml =>
    html`<button type="button" data-jump="${jump}" data-key="${at.key}" data-key-label="${at.label}" title="${at.label}" aria-label="${at.label}" hidden>${at.text}</button>`
  return html`<span class="choice jumps">${jumpKinds.map(([jump, name, next, previous]) => html`${button(`${jump} -1`, { key: previous, label: `previous ${name}`, text: `↑ ${name}` })}${button(`${jump} 1`, { key: next, label: `next ${name}`, text: '↓' })}`)}${edge(record, { line: record.firstLine, key: 'g', label: 'top' })}${edge(record, { line: record.lastLine, key: 'G', label: 'end' })}</span>`
}

function edge(record: LogRecord, at: { line: number; key: string; label: string }): SafeHtml {
  return html`<a href="${lineHref(record, at.line)}" data-key="${at.key}" data-key-label="${at.label} of the log">${at.label}</a>`
}

function notes({ find, look, fleet }: LogRecord): SafeHtml | null {
  const said = [
    ...(find?.searchedTo == null
      ? []
      : [`Searched up to line ${count(find.searchedTo)}: there may be more hits after it.`]),
    ...(look.show === 'all' || fleet.healthy > 0
      ? []
      : ['No healthy instance to compare with yet: nothing counts as usual.']),
  ]
  return said.length === 0 ? null : html`<p class="dim small">${said.join(' ')}</p>`
}

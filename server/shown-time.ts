// Pages are written in UTC, by views that know of no other time. Where a URL asks for another one, the answer is
// rewritten here, once: T+ by the server, so that it needs no script; local time by the browser, which alone knows its
// zone (views/assets/time.js). Either way every link and form of the page keeps the choice. Log text cannot be
// mistaken for markup: it is escaped, and holds neither a `<` nor a `"`.
import { duration } from '../views/format.ts'
import { type TimeShown, timesShown } from '../views/urls.ts'
import { oneOf } from './filters.ts'

/** Throws OperatorError `invalid-request`. */
export function readTimeShown(query: Readonly<Record<string, string>>): TimeShown {
  return oneOf('time', query.time || 'utc', timesShown)
}

/** `zeroMs`: what T+ counts from, unless a `data-zero` before a time says otherwise; undefined: times stay UTC. */
export function inShownTime(
  page: string,
  shown: { readonly time: TimeShown; readonly zeroMs: number | undefined },
): string {
  if (shown.time === 'utc') return page
  const linked = keepChoice(page, shown.time)
  return shown.time === 't' && shown.zeroMs !== undefined
    ? sinceStart(linked, shown.zeroMs)
    : linked
}

const links = / (href|hx-get)="(\/[^"#]*)(#[^"]*)?"/g
const otherForms = /^\/assets\/|\.(?:json|csv)(?:\?|$)|\/raw(?:\?|$)|[?;]time=/
const getForms = /<form\b(?![^>]*method="post")[^>]*>/g

function keepChoice(page: string, time: TimeShown): string {
  return page
    .replace(links, (link, name: string, path: string, anchor = '') => {
      if (otherForms.test(path)) return link
      return ` ${name}="${path}${path.includes('?') ? '&amp;' : '?'}time=${time}${anchor}"`
    })
    .replace(getForms, (form) => `${form}<input type="hidden" name="time" value="${time}">`)
}

const times =
  / data-zero="(\d+)"|<time( class="[^"]*")? datetime="([^"]*)"[^>]*>[^<]*:[^<]*<\/time>(?: <span class="zone">UTC<\/span>)?|<span class="zone">UTC<\/span>/g

function sinceStart(page: string, startMs: number): string {
  let zeroMs = startMs
  return page.replace(times, (found, zero?: string, look = '', at?: string) => {
    if (zero !== undefined) zeroMs = Number(zero)
    if (zero !== undefined) return found
    if (at === undefined) return '<span class="zone">T+</span>'
    return `<time${look} datetime="${at}" title="${at}">${since(Date.parse(at) - zeroMs)}</time>`
  })
}

const longMs = 172_800_000

/** 754_000 → `T+12:34`, 3_754_000 → `T+1:02:34`; beyond two days in days and hours. */
export function since(ms: number): string {
  const sign = ms < 0 ? '−' : '+'
  const length = Math.abs(ms)
  if (length >= longMs) return `T${sign}${duration(length)}`
  const seconds = Math.floor(length / 1000)
  const two = (value: number): string => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  return `T${sign}${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`
}

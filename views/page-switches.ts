import { html, type SafeHtml } from '@remix-run/html-template'
import { type TimeShown, timesShown, withTime } from './urls.ts'

const labels: Readonly<Record<TimeShown, string>> = { utc: 'UTC', local: 'local', t: 'T+' }
const meanings: Readonly<Record<TimeShown, string>> = {
  utc: 'Coordinated Universal Time',
  local: 'The time zone of this browser',
  t: 'Since the bring-up began; in a log since the attempt began',
}

/** Of a page that knows no bring-up there is no T+; local time is the browser's, so its link waits for the script. */
export function timeSwitch(at: {
  readonly url: string
  readonly time: TimeShown
  readonly hasStart: boolean
}): SafeHtml {
  const offered = timesShown.filter((each) => each !== 't' || at.hasStart)
  const next = offered[(offered.indexOf(at.time) + 1) % offered.length]
  return html`<nav class="switch" aria-label="Times">${offered.map((each) => {
    const current = each === at.time ? html` aria-current="true"` : null
    const waits = each === 'local' && at.time !== 'local' ? html` hidden data-scripted` : null
    const key = each === next ? html` data-key="z" data-key-label="other times"` : null
    return html`<a href="${withTime(at.url, each)}" title="${meanings[each]}"${current}${waits}${key}>${labels[each]}</a>`
  })}</nav>`
}

const looks = [
  ['theme', 'Theme', ['auto', 'light', 'dark']],
  ['density', 'Density', ['comfortable', 'compact']],
] as const

/** Theme and density. They need a script, and are kept by the browser. */
export function lookSwitch(): SafeHtml {
  return html`<details class="look" hidden data-scripted><summary title="Theme and density">Look</summary><div>${looks.map(
    ([name, label, values]) =>
      html`<fieldset><legend>${label}</legend>${values.map((value) => html`<button type="button" data-look="${name}" value="${value}" aria-pressed="false">${value}</button>`)}</fieldset>`,
  )}</div></details>`
}

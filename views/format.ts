// How numbers, times and names read to people. Pages are written in UTC; `time` is the one way to a time on a page, so
// that the server (server/shown-time.ts) and the browser (views/assets/time.js) can show another one instead.
import { html, type SafeHtml } from '@remix-run/html-template'

const narrowSpace = '\u202f'
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** 1214882 → `1,214,882`. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** (2, `instance`) → `2 instances`. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`
}

/** 0.0463 → `4.6`. Percent, one digit; the caller adds the sign. */
export function percent(share: number): string {
  return (share * 100).toFixed(1)
}

/** 754_000 → `12m 34s`. Two units at most: a provisioning stage never needs a third. */
export function duration(ms: number): string {
  if (ms < 0) return `−${duration(-ms)}`
  if (ms > 0 && ms < 1000) return `${ms}${narrowSpace}ms`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${seconds % 60}s`
  if (seconds < 172_800) {
    return `${Math.floor(seconds / 3600)}h ${Math.floor((seconds % 3600) / 60)}m`
  }
  return `${Math.floor(seconds / 86_400)}d ${Math.floor((seconds % 86_400) / 3600)}h`
}

/** `02:14:13`, UTC. */
export function clock(ms: number): string {
  return toTheSecond(Math.floor(ms / 1000)).slice(-8)
}

/** `02:14`, UTC. */
export function clockMinute(ms: number): string {
  return new Date(ms).toISOString().slice(11, 16)
}

/** `23 Nov 2026`, UTC. */
export function day(ms: number): string {
  const date = new Date(ms)
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`
}

/** `23 Nov 02:14:13`, UTC. */
export function moment(ms: number): string {
  const date = new Date(ms)
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${clock(ms)}`
}

const timeForms = { moment, clock, minute: clockMinute, day } as const

/** A time on a page: `<time datetime="2026-11-23T02:14:13.000Z">23 Nov 02:14:13</time>`. */
export function time(ms: number, form: keyof typeof timeForms = 'moment'): SafeHtml {
  return html`<time datetime="${iso(ms)}">${timeForms[form](ms)}</time>`
}

/** The zone in which the times of the page are shown. */
export const timeZone = html`<span class="zone">UTC</span>`

/** For attributes and tooltips: `2026-11-23T02:14:13.000Z`. */
export function iso(ms: number): string {
  const second = Math.floor(ms / 1000)
  return `${toTheSecond(second)}.${String(Math.floor(ms - second * 1000)).padStart(3, '0')}Z`
}

// A log asks twice a line, and most often for the second of the line before.
let latest = { second: Number.NaN, text: '' }

/** `2026-11-23T02:14:13`. */
function toTheSecond(second: number): string {
  if (latest.second !== second) {
    latest = { second, text: new Date(second * 1000).toISOString().slice(0, -5) }
  }
  return latest.text
}

/** 2_515_000 → `2.5 MB`. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = value < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(value) / 3))
  const scaled = value / 1000 ** power
  return `${power === 0 || scaled >= 100 ? Math.round(scaled) : scaled.toFixed(1)}${narrowSpace}${units[power]}`
}

/** `./utils/install_docker.sh` → `install_docker.sh`: the folder says nothing that the name does not. */
export function stepName(step: string): string {
  return step.replace(/^.*\/(?=[^/]+$)/, '')
}

/** Where an attempt stands, in as few words as possible. */
export function place(stage: string | null, step: string | null): string {
  if (step !== null) return stepName(step)
  return stage ?? ''
}

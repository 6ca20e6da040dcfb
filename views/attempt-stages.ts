import { html, type SafeHtml } from '@remix-run/html-template'
import type { AttemptOutcome } from '../ingest/lifecycle/attempt.ts'
import { counted, duration, place, stepName, time, timeZone } from './format.ts'
import type { InstanceRecord } from './instance.ts'
import { lineHref } from './line-href.ts'
import { urls } from './urls.ts'

/** One run of the lifecycle scripts. */
export interface AttemptRecord {
  readonly attempt: number
  readonly startedMs: number
  /** Time of its last line. */
  readonly endedMs: number
  readonly outcome: AttemptOutcome
  readonly stage: string
  readonly step: string | null
  readonly failedStage: string | null
  readonly failedStep: string | null
  readonly exitCode: number | null
  /** Line ordinals within its log stream. */
  readonly firstLine: number
  readonly lastLine: number
}

/** A stage, or a step of the execution, beside the fleet's own pace. */
export interface StagePart {
  readonly stage: string
  /** null: the whole stage. */
  readonly step: string | null
  readonly durationMs: number
  readonly outcome: 'succeeded' | 'failed' | 'unfinished'
  /** Where its lines begin; null: a stage, whose lines are not counted. */
  readonly firstLine: number | null
  /** Over succeeded runs of the fleet; undefined: there are none. */
  readonly pace:
    | { readonly runs: number; readonly medianMs: number; readonly p95Ms: number }
    | undefined
}

const outcomeMarks = { succeeded: '✓', failed: '✕', unfinished: '…' } as const

/** All attempts as tabs, the shown one as a bar of its stages. */
export function attemptCard(record: InstanceRecord): SafeHtml {
  const { attempt, attempts, stageParts } = record
  if (attempt === undefined) return html``
  const took = duration(attempt.endedMs - attempt.startedMs)
  return html`<section class="card attempt"><h2>Attempt ${attempt.attempt} of ${attempts.length}
<span class="dim">${attempt.outcome} after ${took}, began ${time(attempt.startedMs)} ${timeZone}</span> ${attempts.length < 2 ? null : tabs(record)}</h2>
${stageParts.length === 0 ? null : stageBar(record)}
${paceNote(stageParts)}</section>`
}

function tabs({ cluster, instance, attempt, attempts }: InstanceRecord): SafeHtml {
  return html`<nav class="attempts" aria-label="Attempts">${newestFailingFirst(attempts).map(
    (each) => {
      const href = urls.instance(cluster.key, instance.instanceId, each.attempt)
      const label = html`${each.attempt}: ${each.outcome}${each.outcome === 'failed' ? html` at ${place(each.failedStage, each.failedStep)}` : null}`
      return each.attempt === attempt?.attempt
        ? html`<a href="${href}" aria-current="page">${label}</a>`
        : html`<a href="${href}">${label}</a>`
    },
  )}</nav>`
}

function newestFailingFirst(attempts: readonly AttemptRecord[]): readonly AttemptRecord[] {
  const newest = attempts.toReversed()
  const failing = newest.find(({ outcome }) => outcome === 'failed')
  if (failing === undefined) return newest
  return [failing, ...newest.filter((each) => each !== failing)]
}

const leastWidth = 4

/** Widths follow the durations, but each part keeps room for being seen. */
function stageBar({ stageParts: parts, log }: InstanceRecord): SafeHtml {
  const total = parts.reduce((sum, { durationMs }) => sum + durationMs, 0) || 1
  const shares = parts.map(({ durationMs }) => Math.max(leastWidth, (durationMs / total) * 100))
  const scale = 100 / shares.reduce((sum, share) => sum + share, 0)
  let start = 0
  return html`<svg class="stages" width="100%" height="40" role="group" aria-label="Stages and steps of the attempt">${parts.map(
    (part, index) => {
      const width = (shares[index] ?? 0) * scale
      const x = start
      start += width
      const href =
        part.firstLine === null || log === undefined ? undefined : lineHref(log, part.firstLine)
      return stagePart(part, { x, width, href })
    },
  )}</svg>`
}

function stagePart(
  part: StagePart,
  at: { x: number; width: number; href: string | undefined },
): SafeHtml {
  const name = part.step === null ? part.stage : stepName(part.step)
  const took = `${outcomeMarks[part.outcome]} ${duration(part.durationMs)}`
  const box = html`<svg x="${at.x.toFixed(2)}%" width="${(at.width - 0.15).toFixed(2)}%" height="40"><title>${name}: ${part.outcome}, ${duration(part.durationMs)}${pace(part)}</title><rect class="${part.outcome}" width="100%" height="40" rx="3"/><text x="6" y="17" class="name">${shortName(name, at.width)}</text><text x="6" y="32">${took}</text></svg>`
  return at.href === undefined ? box : html`<a href="${at.href}">${box}</a>`
}

// A page of the usual width has 13 pixels a percent; a letter of a name takes 6.7.
const pixels = { percent: 13, letter: 6.7, margin: 10 }

/** As much of the name as its part has room for; the tooltip has all of it. */
function shortName(name: string, width: number): string {
  const bare = name.replace(/\.(sh|py)$/, '')
  const room = Math.floor((width * pixels.percent - pixels.margin) / pixels.letter)
  return bare.length <= room ? bare : `${bare.slice(0, Math.max(1, room - 1))}…`
}

function pace(part: StagePart): string {
  if (part.pace === undefined) return ''
  return `; fleet median ${duration(part.pace.medianMs)}`
}

/** The last part is the one that matters: how long it took where it succeeded. */
function paceNote(parts: readonly StagePart[]): SafeHtml | null {
  const part = parts.findLast(({ outcome }) => outcome !== 'succeeded')
  if (part === undefined) return null
  const name = part.step === null ? part.stage : stepName(part.step)
  if (part.pace === undefined) {
    return html`<p class="pace dim">No instance of this cluster has completed ${name} yet.</p>`
  }
  const { runs, medianMs, p95Ms } = part.pace
  return html`<p class="pace dim">${name} took ${duration(part.durationMs)} here; ${counted(runs, 'run')} that succeeded: median ${duration(medianMs)}, 95 % under ${duration(p95Ms)}</p>`
}

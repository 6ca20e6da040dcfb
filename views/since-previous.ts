import { html, type SafeHtml } from '@remix-run/html-template'
import { type BringUpHeader, bringUpName } from './bring-up-header.ts'
import { cohortExpression } from './cohort.ts'
import type { FailureFilter } from './failure-filters.ts'
import { count, duration, percent, place } from './format.ts'
import { urls } from './urls.ts'

const causeChanges = ['new', 'recurring', 'gone'] as const

/** What is different since the bring-up before: the last line at the head of the overview. */
export interface SincePreviousRecord {
  readonly bringUp: BringUpHeader
  readonly previous: BringUpHeader
  /** Stages and steps that became slower or faster, the largest difference first. */
  readonly paces: readonly PaceChange[]
  /** What instances failed of at the end of either, most instances first. */
  readonly causes: readonly CauseChange[]
}

/** Medians over the succeeded runs of each bring-up. */
export interface PaceChange {
  readonly stage: string
  /** null: the stage as a whole. */
  readonly step: string | null
  readonly medianMs: number
  readonly previousMs: number
}

export interface CauseChange {
  readonly failureGroupId: string
  readonly title: string
  readonly name: string | null
  readonly knownCauseTitle: string | null
  /** `new`: no attempt of the file failed so before; `gone`: of the previous bring-up alone. */
  readonly change: (typeof causeChanges)[number]
  /** Instances that had failed so at the end of the bring-up, and of the previous one. */
  readonly instances: number
  readonly previousInstances: number
}

/** Differences of pace that the line names; the comparison has the rest. */
const pacesNamed = 2

/** `cluster` is the key of any scope; null: there is no earlier bring-up. */
export function sincePrevious(cluster: string, record: SincePreviousRecord | null): SafeHtml {
  if (record === null) {
    return html`<p class="since dim">The first bring-up of this cluster in this file: there is nothing to compare it with.</p>`
  }
  const { bringUp, previous } = record
  const compare = urls.compare(cluster, {
    a: cohortExpression({ 'bring-up': bringUp.bringUpId }),
    b: cohortExpression({ 'bring-up': previous.bringUpId }),
  })
  return html`<p class="since">Since the bring-up of <a href="${urls.cluster(urls.inScope(cluster, previous.bringUpId))}">${bringUpName(previous)}</a>: failed ${failedLink(cluster, bringUp)}, then ${failedLink(cluster, previous)}. ${paceParts(record.paces)}${causeParts(cluster, record)}<a href="${compare}">compare</a></p>`
}

/** The same as text. */
export function sincePreviousText(record: SincePreviousRecord | null): string {
  if (record === null) return 'The first bring-up of this cluster in this file'
  const { bringUp, previous, paces } = record
  const causes = causeCounts(record).map(({ text }) => text)
  const said = [
    `failed ${failedText(bringUp)}, then ${failedText(previous)}`,
    ...changesOfPace(paces).map(([word, named]) => `${word.toLowerCase()}: ${named}`),
    ...(causes.length === 0 ? [] : [`causes: ${causes.join(', ')}`]),
  ]
  return `Since the bring-up of ${bringUpName(previous)}: ${said.join('; ')}`
}

function failedLink(cluster: string, bringUp: BringUpHeader): SafeHtml {
  const href = urls.instances(urls.inScope(cluster, bringUp.bringUpId), { state: 'any-failed' })
  const { share, of } = failedShare(bringUp)
  return html`<b>${share}</b> (<a href="${href}">${count(bringUp.failed)}</a> ${of})`
}

function failedText(bringUp: BringUpHeader): string {
  const { share, of } = failedShare(bringUp)
  return `${share} (${count(bringUp.failed)} ${of})`
}

function failedShare({ failed, instances }: BringUpHeader): { share: string; of: string } {
  const share = `${percent(instances === 0 ? 0 : failed / instances)} %`
  return { share, of: `of ${count(instances)}` }
}

/** `Slower`, then `Faster`, each with what it names; a direction in which nothing moved is left out. */
function changesOfPace(paces: readonly PaceChange[]): readonly (readonly [string, string])[] {
  const named = paces.slice(0, pacesNamed)
  const slower = named.filter(({ medianMs, previousMs }) => medianMs > previousMs)
  const faster = named.filter(({ medianMs, previousMs }) => medianMs < previousMs)
  return [
    ['Slower', slower.map(paceText).join(', ')] as const,
    ['Faster', faster.map(paceText).join(', ')] as const,
  ].filter(([, text]) => text !== '')
}

function paceText({ stage, step, medianMs, previousMs }: PaceChange): string {
  return `${place(stage, step)} ${duration(medianMs)} (then ${duration(previousMs)})`
}

function paceParts(paces: readonly PaceChange[]): SafeHtml[] {
  if (paces.length === 0) return [html`No step became slower or faster. `]
  return changesOfPace(paces).map(
    ([word, named]) => html`<span title="medians of succeeded runs">${word}: ${named}.</span> `,
  )
}

/** `9 new`, `2 recurring`, `1 gone`. */
function causeCounts({ causes }: SincePreviousRecord) {
  return causeChanges.flatMap((change) => {
    const { length } = causes.filter((cause) => cause.change === change)
    return length === 0 ? [] : [{ change, text: `${count(length)} ${change}` }]
  })
}

function causeParts(cluster: string, record: SincePreviousRecord): SafeHtml[] {
  const counts = causeCounts(record)
  // The groups of a bring-up stand in the list of failures as it was at its end.
  const listOf = ({ bringUpId }: BringUpHeader, filter: FailureFilter): string =>
    urls.failures(urls.inScope(cluster, bringUpId), filter)
  return counts.map(({ change, text }, at) => {
    const href =
      change === 'gone'
        ? listOf(record.previous, { next: 'gone' })
        : listOf(record.bringUp, { novelty: change })
    return html`${at === 0 ? 'Causes: ' : ', '}<a href="${href}">${text}</a>${at === counts.length - 1 ? '. ' : ''}`
  })
}

import { html, type SafeHtml } from '@remix-run/html-template'
import { count } from './format.ts'
import type { InstanceRecord } from './instance.ts'
import { urls } from './urls.ts'

/** A healthy instance to compare with. */
export interface Twin {
  readonly instanceId: string
  /** Its last attempt. */
  readonly attempt: number
  readonly sameGroup: 0 | 1
  readonly sameType: 0 | 1
  readonly sameZone: 0 | 1
}

export interface SiblingsRecord {
  /** What the instances beside it share with it. */
  readonly kind: 'failed alike' | 'instance group'
  /** Which of them it is, from 1. */
  readonly place: number
  readonly places: number
  readonly previous: string | null
  readonly next: string | null
  /** The most alike first. */
  readonly twins: readonly Twin[]
}

/** One step to the instances beside it, in the head of the page. */
export function siblingSteps({ cluster, siblings }: InstanceRecord): SafeHtml | null {
  const { kind, place, places, previous, next } = siblings
  if (places < 2) return null
  const among = kind === 'failed alike' ? 'that failed alike' : 'of its instance group'
  const step = (to: string | null, at: { key: string; label: SafeHtml; title: string }) =>
    to === null
      ? html`<span class="dim">${at.label}</span>`
      : html`<a href="${urls.instance(cluster.key, to)}" data-key="${at.key}" data-key-label="${at.title}" title="${at.title}">${at.label}</a>`
  return html`<nav class="steps" aria-label="Instances beside it">${step(previous, { key: '[', label: html`← previous`, title: `previous instance ${among}` })} <span class="dim">${count(place)} of ${count(places)} ${among}</span> ${step(next, { key: ']', label: html`next →`, title: `next instance ${among}` })}</nav>`
}

/** What a twin shares: `same group, type and zone`. */
export function likeness({ sameGroup, sameType, sameZone }: Twin): string {
  const same = [
    ...(sameGroup === 1 ? ['group'] : []),
    ...(sameType === 1 ? ['type'] : []),
    ...(sameZone === 1 ? ['zone'] : []),
  ]
  if (same.length === 0) return 'another group, type and zone'
  return `same ${same.join(', ').replace(/, (?=[^,]*$)/, ' and ')}`
}

export function twinList({
  cluster,
  instance,
  attempt,
  siblings,
}: InstanceRecord): SafeHtml | null {
  if (attempt === undefined || siblings.twins.length === 0) return null
  return html`<h3>Healthy, and most like it</h3><ul class="statements">${siblings.twins
    .slice(0, 3)
    .map((twin) => {
      const beside = urls.twin(cluster.key, instance.instanceId, {
        attempt: attempt.attempt,
        twin: twin.instanceId,
      })
      return html`<li><a class="mono" href="${urls.instance(cluster.key, twin.instanceId)}">${twin.instanceId}</a> <span class="dim">${likeness(twin)}</span> <a href="${beside}">side by side</a></li>`
    })}</ul>`
}

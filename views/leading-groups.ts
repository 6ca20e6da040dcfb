import { html, type SafeHtml } from '@remix-run/html-template'
import { count, counted } from './format.ts'
import type { GroupCount } from './top-groups.ts'
import { urls } from './urls.ts'

const numbers = ['', 'One', 'Two', 'Three']
// The sentence stands above the fold: two lines of it, whatever the log says.
const titleCharacters = 56
const sharedCharacters = 32

/** `Two causes explain 31 of them: …`. A cause explains when the catalogue, a facet or another failure does. */
export function leadingGroups(
  cluster: string,
  groups: readonly GroupCount[],
): SafeHtml | undefined {
  if (groups.length === 0) return undefined
  const href = urls.failures(cluster, { leading: 'yes' })
  const parts = groups.map(
    (group, index) =>
      html`${separator(index, groups.length)}<a href="${urls.failureGroup(cluster, group.failureGroupId)}">${shortTitle(group)}</a> (${shortRemarks(group).join(', ')})`,
  )
  return html`<a href="${href}">${opening(groups)} ${count(instancesIn(groups))}</a> of them: <span hx-ignore>${parts}</span>.`
}

/** The same as text. */
export function leadingGroupsText(groups: readonly GroupCount[]): string {
  const parts = groups.map((group) => `${shortTitle(group)} (${remarks(group).join('; ')})`)
  return `${opening(groups)} ${count(instancesIn(groups))} of them: ${parts.join(', ')}`
}

function instancesIn(groups: readonly GroupCount[]): number {
  return groups.reduce((sum, { instances }) => sum + instances, 0)
}

function opening(groups: readonly GroupCount[]): string {
  const number = numbers[groups.length] ?? count(groups.length)
  if (groups.every(isExplained)) {
    return groups.length === 1 ? `${number} cause explains` : `${number} causes explain`
  }
  return groups.length === 1
    ? `${number} failure group holds`
    : `The ${number.toLowerCase()} largest failure groups hold`
}

function isExplained({ knownCause, lift, upstream }: GroupCount): boolean {
  return knownCause !== null || lift !== null || upstream !== null
}

/** In as plain words as there are: the user's, the catalogue's, else the log's. */
function shortTitle({ name, knownCauseTitle, title }: GroupCount): string {
  const words = name ?? knownCauseTitle ?? title
  if (words === '') return 'no line says why'
  return words.length > titleCharacters ? `${words.slice(0, titleCharacters)}…` : words
}

/** How many, and what they share where that is short. All of it stands in the list below the sentence. */
function shortRemarks(group: GroupCount): readonly string[] {
  const [instances = '', ...others] = remarks(group)
  const shared = others.at(-1)
  const isShort = group.lift !== null && shared !== undefined && shared.length <= sharedCharacters
  return isShort ? [instances, shared] : [instances]
}

/** How many, whether it passes, what they share. */
function remarks(group: GroupCount): readonly string[] {
  const { verdict, healthyHits, facetSentence, lift } = group
  const shared = lift === null ? undefined : facetSentence?.split(' · ')[0]
  return [
    count(group.instances),
    ...(verdict === null || verdict === 'unclear' ? [] : [verdict]),
    ...(healthyHits === null || healthyHits === 0
      ? []
      : [`${counted(healthyHits, 'healthy instance')} met the same and passed`]),
    ...(shared === undefined ? [] : [shared]),
  ]
}

function separator(index: number, length: number): string {
  if (index === 0) return ''
  return index === length - 1 ? ' and ' : ', '
}

import { html, type SafeHtml } from '@remix-run/html-template'
import type { Cohort, ComparedPart, ComparedRows, CompareRecord } from './compare-record.ts'
import { shareText } from './compare-words.ts'
import { count } from './format.ts'
import { type InstanceFilter, urls } from './urls.ts'

/** Rows of a part among all parts; a part alone shows all of its rows. */
const firstRows = 8

export function rowsShown<Row>(
  { show }: CompareRecord,
  part: ComparedPart,
  rows: readonly Row[],
): readonly Row[] {
  return show === part ? rows : rows.slice(0, firstRows)
}

/** Says plainly that nothing differs, and how much was asked. */
export function noDifference(nouns: string, same: number): SafeHtml {
  return html`<p class="dim">No difference${same === 0 ? html`: neither side has ${nouns}.` : html`: ${count(same)} ${nouns} on both sides alike.`}</p>`
}

/** What stays the same, and the way to the rows that are not shown. */
export function moreRows<Row>(
  record: CompareRecord,
  part: ComparedPart,
  { changed, same }: ComparedRows<Row>,
): SafeHtml | null {
  const hidden = changed.length - rowsShown(record, part, changed).length
  if (hidden + same === 0) return null
  const { a, b, cluster } = record
  const href = urls.compare(cluster.key, { a: a.expression, b: b.expression, show: part })
  return html`<p class="dim small">${hidden === 0 ? null : html`<a href="${href}">${count(hidden)} more</a> `}${same === 0 ? null : html`${count(same)} alike`}</p>`
}

/** The key of the cluster in the bring-up that a cohort is of; the rest is of the same as A. */
export function keyOf({ cluster, a }: CompareRecord, { terms = a.terms }: Cohort): string {
  return urls.inScope(cluster.key, terms?.['bring-up'] ?? null)
}

/** The list of the instances of a cohort that also match `filter`; undefined: no list can be narrowed so. */
export function membersUrl(
  record: CompareRecord,
  cohort: Cohort,
  filter: InstanceFilter,
): string | undefined {
  if (cohort.terms === undefined) return undefined
  const { instance, 'bring-up': _, ...rest } = cohort.terms
  const key = keyOf(record, cohort)
  if (instance !== undefined) return urls.instance(key, instance)
  return urls.instances(key, { ...rest, ...filter })
}

/** A number of instances of a cohort, as a link to exactly these where there is a list of them. */
function memberCount(
  record: CompareRecord,
  side: 'a' | 'b',
  at: { readonly instances: number; readonly filter: InstanceFilter },
): SafeHtml {
  const href = at.instances === 0 ? undefined : membersUrl(record, record[side], at.filter)
  const number = count(at.instances)
  return href === undefined ? html`${number}` : html`<a href="${href}">${number}</a>`
}

/** Number and share of a row on both sides. */
export function bothSides(
  record: CompareRecord,
  row: { readonly a: number; readonly b: number },
  filter: InstanceFilter,
): SafeHtml {
  return html`<td class="num">${memberCount(record, 'a', { instances: row.a, filter })} <span class="dim">${shareText(row.a, record.a.instances)}</span></td><td class="num">${memberCount(record, 'b', { instances: row.b, filter })} <span class="dim">${shareText(row.b, record.b.instances)}</span></td>`
}

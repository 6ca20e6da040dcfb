// How a comparison reads, on a page and in a terminal.
import type { CohortCount } from '../ingest/lifecycle/cohort-change.ts'
import type { CompareRecord, DurationChange, LineChange } from './compare-record.ts'
import { counted, duration, percent } from './format.ts'

type AnyChange = LineChange['change'] | DurationChange['change']

const inTime: Readonly<Record<AnyChange, string>> = {
  'only-a': 'new',
  'only-b': 'gone',
  'more-a': 'grown',
  'more-b': 'shrunk',
  'slower-a': 'slower',
  'faster-a': 'faster',
  same: 'same',
}

const sideBySide: Readonly<Record<AnyChange, string>> = {
  ...inTime,
  'only-a': 'only A',
  'only-b': 'only B',
  'more-a': 'more in A',
  'more-b': 'more in B',
  'slower-a': 'slower in A',
  'faster-a': 'faster in A',
}

/** `new` between bring-ups, `only A` between other cohorts. */
export function changeWord(record: Pick<CompareRecord, 'inTime'>, change: AnyChange): string {
  return (record.inTime ? inTime : sideBySide)[change]
}

/** What a failure group is called where nobody named it and no line says why. */
export function groupTitleText({ title, name }: { title: string; name?: string | null }): string {
  return (name ?? title) || '(no line says why)'
}

/** `23 of 800, 2.9 %`. */
export function shareText(count: number, of: number): string {
  return of === 0 ? '–' : `${percent(count / of)} %`
}

/** How many rows of each kind of change: `2 new, 1 gone`. Empty: none. */
export function changesText(
  record: Pick<CompareRecord, 'inTime'>,
  rows: readonly { readonly change: AnyChange }[],
): string {
  const kinds = Map.groupBy(rows, ({ change }) => change)
  return [...kinds].map(([change, of]) => `${of.length} ${changeWord(record, change)}`).join(', ')
}

/** `9 only or mostly in A, 12 in B`. Empty: none. */
export function linesText({ telling }: { readonly telling: CohortCount }): string {
  const { a, b } = telling
  if (a + b === 0) return ''
  if (b === 0) return `${counted(a, 'line')} more in A`
  if (a === 0) return `${counted(b, 'line')} more in B`
  return `${counted(a, 'line')} more in A, ${b} in B`
}

/** `+1m 4s`. */
export function differenceText({ a, b }: DurationChange['medianMs']): string {
  if (a === null || b === null) return '–'
  return `${a < b ? '−' : '+'}${duration(Math.abs(a - b))}`
}

/** The whole comparison in a sentence. */
export function comparisonSentence(record: CompareRecord): string {
  const { a, b, causes, states, lines, durations, configuration } = record
  if (a.instances === 0 || b.instances === 0) {
    const empty = a.instances === 0 ? 'A' : 'B'
    return `${empty} holds no instance: there is nothing to compare.`
  }
  const parts = [
    ['causes', changesText(record, causes.changed)],
    ['states', changesText(record, states.changed)],
    ['lines', linesText(lines)],
    ['durations', changesText(record, durations.changed)],
    ['configuration', changesText(record, configuration.changed)],
  ] as const
  const said = parts.filter(([, text]) => text !== '')
  if (said.length === 0)
    return 'No difference: causes, states, lines, durations and configuration agree.'
  const sentence = said
    .map(([name, text]) => (name === 'lines' ? text : `${name}: ${text}`))
    .join('; ')
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`
}

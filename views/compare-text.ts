import type { CompareRecord, DurationChange, LineChange } from './compare-record.ts'
import {
  changeWord,
  comparisonSentence,
  differenceText,
  groupTitleText,
  shareText,
} from './compare-words.ts'
import { count, counted, duration, place } from './format.ts'

/** Lines of each side that a terminal has room for. */
const shownLines = 8

/** A comparison for a terminal: plain text. */
export function compareText(record: CompareRecord): string {
  const { cluster, a, b, causes, states, durations, configuration } = record
  return [
    `${cluster.name}: A ${a.label}, ${counted(a.instances, 'instance')} · B ${b.label}, ${counted(b.instances, 'instance')}`,
    comparisonSentence(record),
    ...part('Causes', [
      ...causes.changed.map((row) => {
        return `${shares(record, row)}  ${place(row.stage, row.step).padEnd(24)} ${groupTitleText(row)}`
      }),
      ...states.changed.map((row) => `${shares(record, row)}  ${row.state}`),
    ]),
    ...part('Lines', linesOf(record)),
    ...part(
      'Durations (medians)',
      durations.changed.map((row) => durationLine(record, row)),
    ),
    ...part(
      'Configuration',
      configuration.changed.map((row) => `${shares(record, row)}  ${row.name} ${row.value}`),
    ),
    '',
  ].join('\n')
}

function part(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)]
}

/** `new        9  24.3 %     0   0.0 %`. */
function shares(
  record: CompareRecord,
  row: { readonly change: LineChange['change'] | 'same'; readonly a: number; readonly b: number },
): string {
  const side = (instances: number, of: number): string =>
    `${count(instances).padStart(6)} ${shareText(instances, of).padStart(8)}`
  const word = changeWord(record, row.change).padEnd(10)
  return `${word}${side(row.a, record.a.instances)}${side(row.b, record.b.instances)}`
}

function linesOf(record: CompareRecord): readonly string[] {
  const { changed, telling } = record.lines
  return (['a', 'b'] as const).flatMap((side) => {
    const rows = changed.filter(({ change }) => change.endsWith(`-${side}`)).slice(0, shownLines)
    const more = telling[side] - rows.length
    return [
      ...rows.map((row) => `${shares(record, row)}  ${row.template}`),
      ...(more > 0 ? [`${count(more)} more in ${side.toUpperCase()}`] : []),
    ]
  })
}

function durationLine(record: CompareRecord, row: DurationChange): string {
  const { medianMs, runs } = row
  const time = (ms: number | null): string => (ms === null ? '–' : duration(ms)).padStart(8)
  const word = changeWord(record, row.change).padEnd(12)
  return `${word}${time(medianMs.a)}${time(medianMs.b)} ${differenceText(medianMs).padStart(9)}  ${place(row.stage, row.step)} (${count(runs.a)} and ${counted(runs.b, 'run')})`
}

import { count, counted, day, moment, percent, place } from './format.ts'
import type { FunnelRow } from './funnel.ts'
import { leadingGroupsText } from './leading-groups.ts'
import type { OverviewRecord } from './overview.ts'
import { sincePreviousText } from './since-previous.ts'
import type { GroupCount } from './top-groups.ts'
import type { VerdictRecord } from './verdict.ts'

/** Width of the bars of the funnel, in characters. */
const barWidth = 24

/** The overview for a terminal: plain text, no colour needed to read it. */
export function overviewText(record: OverviewRecord): string {
  const { cluster, verdict } = record
  return [
    `${cluster.name} (${cluster.region}), as of ${day(cluster.asOfMs)} ${moment(cluster.asOfMs).slice(-8)} UTC`,
    '',
    headline(verdict),
    ...sentences(verdict),
    ...(record.timeline.bringUpId === undefined ? [] : [sincePreviousText(record.sincePrevious)]),
    '',
    ...record.coverage
      .filter(({ instances }) => instances > 0)
      .map(({ state, instances }) => `  ${count(instances).padStart(6)}  ${state}`),
    '',
    'Where it stopped',
    ...funnelLines(record.funnel),
    ...groupLines(record),
    ...(record.aws.disagreement === undefined ? [] : ['', `AWS: ${record.aws.disagreement}`]),
    '',
  ].join('\n')
}

function headline({ expected, failed, failedShare }: VerdictRecord): string {
  if (failedShare === undefined) return 'No instance is known yet.'
  const { share, low, high } = failedShare
  const interval = `${percent(share)} %, between ${percent(low)} and ${percent(high)}`
  return `${count(failed)} of ${counted(expected, 'instance')} failed (${interval})`
}

function sentences({
  hung,
  noLog,
  underWay,
  worstPlace,
  leading,
}: VerdictRecord): readonly string[] {
  const others = [
    ...(hung > 0 ? [`${count(hung)} hung`] : []),
    ...(underWay > 0 ? [`${count(underWay)} under way`] : []),
    ...(noLog > 0 ? [`${count(noLog)} without log`] : []),
  ]
  return [
    ...(leading.length === 0 ? [] : [leadingGroupsText(leading)]),
    ...(worstPlace === undefined
      ? []
      : [`Most often at ${place(worstPlace.stage, worstPlace.step)}: ${count(worstPlace.failed)}`]),
    ...(others.length === 0 ? [] : [`${others.join(', ')}`]),
  ]
}

function funnelLines(rows: readonly FunnelRow[]): readonly string[] {
  const losses = rows.filter((row) => lost(row) > 0)
  const most = Math.max(1, ...losses.map(lost))
  return losses.map((row) => {
    const bar = '█'.repeat(Math.max(1, Math.round((lost(row) / most) * barWidth)))
    const name = row.kind === 'expected' ? 'before any log' : place(row.stage, row.step)
    return `  ${name.padEnd(28)} ${count(row.entered).padStart(6)}  ${bar.padEnd(barWidth)}  ${lossText(row)}`
  })
}

function lost(row: FunnelRow): number {
  return row.failed + row.hung + row.silent + row.underWay
}

function lossText({ failed, hung, silent, underWay }: FunnelRow): string {
  const parts = [
    [failed, 'failed'],
    [hung, 'hung'],
    [silent, 'no log'],
    [underWay, 'under way'],
  ] as const
  return parts
    .filter(([instances]) => instances > 0)
    .map(([instances, word]) => `${count(instances)} ${word}`)
    .join(', ')
}

function groupLines({ groups }: OverviewRecord): readonly string[] {
  if (groups.groups.length === 0) return []
  const more = groups.groupsInAll - groups.groups.length
  return [
    '',
    'Why',
    ...groups.groups.map(groupLine),
    ...(more > 0 ? [`  ${counted(more, 'more group')}`] : []),
  ]
}

function groupLine(group: GroupCount): string {
  const title = group.name ?? (group.title === '' ? '(no line says why)' : group.title)
  const said = [
    ...(group.knownCauseTitle === null ? [] : [group.knownCauseTitle]),
    ...(group.verdict === null || group.verdict === 'unclear' ? [] : [group.verdict]),
    ...(group.upstream === null ? [] : [`follows ${group.upstream}`]),
    ...(group.lift === null || group.facetSentence === null ? [] : [group.facetSentence]),
  ]
  const head = `  ${count(group.instances).padStart(6)}  ${place(group.stage, group.step).padEnd(28)} ${title}`
  return said.length === 0 ? head : `${head}\n${' '.repeat(38)}${said.join(' · ')}`
}

// What the report says in words. Each sentence is made from rows, and names the part of the report that shows them; the
// HTML and the Markdown form say the same.
import { clock, count, counted, day, percent, place } from './format.ts'
import { leadingGroupsText } from './leading-groups.ts'
import type { ReportGroup, ReportRecord } from './report-record.ts'

export interface Sentence {
  readonly text: string
  /** The id of what it rests on. */
  readonly anchor: string
}

/** How bad, why, where, since when: the summary. */
export function reportSentences(record: ReportRecord): readonly Sentence[] {
  return [
    ...coverageSentences(record),
    ...causeSentences(record),
    ...placeSentences(record),
    ...record.facets.slice(0, 3).map(({ sentence }) => ({ text: sentence, anchor: 'facets' })),
    ...timeSentences(record),
    ...awsSentences(record),
  ]
}

function coverageSentences({ verdict }: ReportRecord): readonly Sentence[] {
  const { expected, failed, failedShare, succeeded, hung, noLog, underWay } = verdict
  const anchor = 'coverage'
  if (failedShare === undefined) return [{ text: 'No instance is known yet.', anchor }]
  const { share, low, high } = failedShare
  const parts = [
    [succeeded, 'succeeded'],
    [hung, hung === 1 ? 'hangs' : 'hang'],
    [noLog, noLog === 1 ? 'has no log' : 'have no log'],
    [underWay, underWay === 1 ? 'is under way' : 'are under way'],
  ] as const
  const others = parts.filter(([n]) => n > 0).map(([n, words]) => `${count(n)} ${words}`)
  return [
    {
      text: `${count(failed)} of ${counted(expected, 'instance')} failed: ${percent(share)} %, between ${percent(low)} and ${percent(high)}.`,
      anchor,
    },
    ...(others.length === 0 ? [] : [{ text: `${others.join(', ')}.`, anchor }]),
  ]
}

function causeSentences({ verdict, groups }: ReportRecord): readonly Sentence[] {
  const { leading } = verdict
  if (leading.length === 0) return []
  const shown = new Map(groups.map((each) => [each.group.failureGroupId, each]))
  const found = leading.flatMap(({ failureGroupId }) => shown.get(failureGroupId) ?? [])
  return [
    { text: `${leadingGroupsText(leading)}.`, anchor: 'groups' },
    ...found.map((each) => ({ text: groupSentence(each), anchor: evidenceAnchor(each) })),
  ]
}

/** The id of a group's excerpt; without one that of the group. */
export function evidenceAnchor({ group, evidence }: ReportGroup): string {
  return `${evidence === undefined ? 'group' : 'evidence'}-${group.failureGroupId}`
}

function groupSentence({ group, catalogue }: ReportGroup): string {
  const where = `${counted(group.instances, 'instance')} failed at ${place(group.stage, group.step)}`
  const why = catalogue === undefined ? titleOf(group) : `${catalogue.title}: ${titleOf(group)}`
  return `${where}: ${why}`
}

/** What the user calls a group, else its masked line. */
export function titleOf({ name, title }: ReportGroup['group']): string {
  return name ?? (title === '' ? 'no line of the log says why' : title)
}

function placeSentences({ verdict: { worstPlace } }: ReportRecord): readonly Sentence[] {
  if (worstPlace === undefined) return []
  const { stage, step, failed } = worstPlace
  return [{ text: `Most failed at ${place(stage, step)}: ${count(failed)}.`, anchor: 'funnel' }]
}

function timeSentences({ timeline }: ReportRecord): readonly Sentence[] {
  const { started, failed, fromMs, firstFailureMs, lastFailureMs } = timeline
  if (started.length === 0) return []
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  const at = (ms: number) => `${clock(ms)} UTC`
  const failures =
    firstFailureMs === undefined || lastFailureMs === undefined
      ? 'none failed'
      : `${count(sum(failed))} failed, the first at ${at(firstFailureMs)}, the last at ${at(lastFailureMs)}`
  const text = `${counted(sum(started), 'attempt')} began from ${day(fromMs)} ${at(fromMs)} on; ${failures}.`
  return [{ text, anchor: 'timeline' }]
}

function awsSentences({ aws, verdict: { awsDisagrees } }: ReportRecord): readonly Sentence[] {
  const { named, disagreement } = aws
  const anchor = 'aws'
  return [
    ...(named === undefined
      ? []
      : [{ text: `AWS's own message names one instance, ${named.instanceId}.`, anchor }]),
    ...(disagreement === undefined ? [] : [{ text: disagreement, anchor }]),
    ...(awsDisagrees === 0
      ? []
      : [{ text: `AWS says otherwise of ${counted(awsDisagrees, 'instance')}.`, anchor }]),
  ]
}

/** What is known of one group beyond its numbers. */
export function groupSentences({ group }: ReportGroup): readonly string[] {
  const { verdictSentence, facetSentence, cascadeSentence, healthy, healthyHits } = group
  return [
    ...(verdictSentence === null ? [] : [verdictSentence]),
    ...(facetSentence === null ? [] : [facetSentence]),
    ...(cascadeSentence === null ? [] : [cascadeSentence]),
    ...(healthy === null || healthyHits === null
      ? []
      : [
          `The decisive line stands on ${count(healthyHits)} of ${counted(healthy, 'healthy instance')} that reached the stage.`,
        ]),
  ]
}

/** What the numbers cannot know: as pairs of how many and what. */
export function caveats({
  holes,
  ungrouped,
}: ReportRecord): readonly (readonly [number, string])[] {
  const all = [
    [holes.withoutStream, 'without a log stream: the scripts never began, or the log expired'],
    [holes.withoutLines, 'with a stream without lines'],
    [holes.gone, 'whose stream CloudWatch no longer has; what was copied stays'],
    [holes.withoutDialect, 'with lines in no known dialect'],
    [holes.unmatchedMarkers, 'with lines like markers that match none'],
    [holes.notListed, 'that AWS no longer lists'],
    [holes.oddClocks, 'with times that cannot be, or stand apart'],
    [ungrouped, 'that failed and belong to no failure group'],
  ] as const
  return all.filter(([instances]) => instances > 0)
}

/** How the numbers came about. */
export const method: readonly string[] = [
  'Every expected instance stands in exactly one state: expected are those of the inventory, of cluster events and of log streams.',
  'Intervals are 95 % Wilson intervals. What failed instances have in common is tested exactly (Fisher) and corrected for the number of questions asked (Benjamini and Hochberg).',
  'A failure group is stage, step and masked decisive line; its id stays the same in every sync.',
  'Known causes come from a catalogue of patterns; an entry that also hits more than 10 % of the healthy instances is demoted.',
  'All times are UTC. No language model was asked; the same file gives the same report.',
]

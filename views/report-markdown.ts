// The report as Markdown, for a ticket. What a log holds stands in fences and code spans that it cannot end, and is
// escaped elsewhere: a ticket may render HTML, load pictures and notify people.
import { clock, count, counted, percent, place } from './format.ts'
import { reportName, sizeOf } from './report.ts'
import { lineText } from './report-group.ts'
import { funnelName, redactionSentence } from './report-parts.ts'
import type { ReportFrame, ReportGroup, ReportRecord } from './report-record.ts'
import { caveats, groupSentences, method, reportSentences, titleOf } from './report-sentences.ts'
import { stateLooks } from './state-look.ts'

const shownPseudonyms = 6

export function reportMarkdown(record: ReportRecord, frame: ReportFrame): string {
  const before = [
    `# ${escaped(reportName(record))}`,
    '## Summary',
    list(reportSentences(record).map(({ text }) => escaped(text))),
    '## Where every expected instance stands',
    list(
      record.coverage
        .filter(({ instances }) => instances > 0)
        .map(({ state, instances }) => `${count(instances)} ${stateLooks[state].label}`),
    ),
    '## Where it stopped',
    funnelTable(record),
    `## Why: ${counted(record.groupsInAll, 'failure group')}`,
  ]
  const after = [...facets(record), ...rest(record, frame)]
  const room = frame.mostBytes - sizeOf([...before, ...after].join('\n\n')) - moreRoom
  return `${[...before, ...groupsThatFit(record, room), ...after].join('\n\n')}\n`
}

/** Of the sentence that says what did not fit. */
const moreRoom = 300

function groupsThatFit(record: ReportRecord, room: number): readonly string[] {
  const shown: string[] = []
  let size = 0
  for (const [index, group] of record.groups.entries()) {
    const text = groupText(index + 1, group)
    size += sizeOf(text) + 2
    if (size > room) break
    shown.push(text)
  }
  const more = record.groupsInAll - shown.length
  if (more === 0) return shown
  return [...shown, `**${counted(more, 'more failure group')}** did not fit.`]
}

function groupText(rank: number, record: ReportGroup): string {
  const { group, catalogue, evidence, members } = record
  const parts = [
    `### ${rank}. ${codeSpan(lineText(titleOf(group)))}`,
    `**${counted(group.instances, 'instance')}** failed so in ${escaped(place(group.stage, group.step))}.`,
    list(groupSentences(record).map(escaped)),
    ...(evidence === undefined
      ? []
      : [
          `Evidence, \`${evidence.instanceId}\`, attempt ${evidence.attempt}:`,
          fenced(
            evidence.lines.map((line) => {
              const mark = line.ordinal === evidence.decisiveLineOrdinal ? '>' : ' '
              return `${mark}${String(line.ordinal).padStart(6)} ${clock(line.atMs)} ${lineText(line.text)}`
            }),
          ),
        ]),
    ...(catalogue === undefined
      ? ['Known cause: none of the catalogue matches.']
      : [
          `Known cause: **${escaped(catalogue.title)}**. ${escaped(catalogue.explanation)}`,
          list(catalogue.fix.map((step) => `Fix: ${escaped(step)}`)),
          ...(catalogue.risk === '' ? [] : [`Risk: ${escaped(catalogue.risk)}`]),
          ...(catalogue.verify === '' ? [] : [`Check: ${codeSpan(catalogue.verify)}`]),
        ]),
    `Members: ${members.map(codeSpan).join(' ')}${members.length < group.instances ? ` and ${count(group.instances - members.length)} more` : ''}`,
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function funnelTable({ funnel }: ReportRecord): string {
  const rows = funnel.map((row) =>
    tableRow([
      escaped(funnelName(row)),
      ...[row.entered, row.failed, row.hung, row.silent].map(count),
    ]),
  )
  return [
    tableRow(['stage, step', 'entered', 'failed', 'hung', 'silent']),
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n')
}

function facets(record: ReportRecord): readonly string[] {
  const heading = '## What all failed have in common'
  if (record.facets.length === 0) return [heading, 'Nothing that chance would not explain.']
  return [
    heading,
    list(
      record.facets.map(
        (row) =>
          `${escaped(row.sentence)} (between ${percent(row.rateLow)} and ${percent(row.rateHigh)} %, lift ${row.lift.toFixed(1)})`,
      ),
    ),
  ]
}

function rest(record: ReportRecord, { redaction }: ReportFrame): readonly string[] {
  const { aws, versions } = record
  const holes = caveats(record)
  return [
    ...(aws.failureMessage === null
      ? []
      : ['## What AWS says', fenced([lineText(aws.failureMessage)])]),
    '## What the data cannot say',
    holes.length === 0
      ? 'Every expected instance has a log that was read.'
      : list(holes.map(([n, words]) => `${counted(n, 'instance')} ${words}`)),
    '## Method',
    list(method.map(escaped)),
    '## Redaction',
    redaction.level === 'none'
      ? '**Off**: texts of the log stand here as they were printed, secrets included.'
      : redactionSentence(redaction),
    list(
      redaction.rules.map(({ meaning, replaced, pseudonyms }) => {
        const names = pseudonyms.slice(0, shownPseudonyms).map(({ name }) => codeSpan(name))
        const more = pseudonyms.length - names.length
        return `${escaped(meaning)} ${counted(replaced, 'place')}: ${names.join(' ')}${more > 0 ? ` and ${count(more)} more` : ''}`
      }),
    ),
    `hyperscope ${escaped(versions.program)}, schema ${versions.schema}, analysis ${escaped(versions.analysis)}, masks ${escaped(versions.mask)}`,
  ].filter((part) => part !== '')
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n')
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

/** Text that means nothing to Markdown or HTML, on one line. A zero-width space keeps an @ from calling anybody. */
export function escaped(text: string): string {
  return lineText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '@\u200b')
    .replaceAll('://', ':\u200b//')
    .replaceAll(/[\\`*_[\]{}#|!~$]/g, '\\$&')
}

/** A code span whose marks are longer than any run in the text. */
export function codeSpan(text: string): string {
  const line = lineText(text).replaceAll('|', '\u2502')
  const marks = '`'.repeat(longestRun(line) + 1)
  return marks.length === 1 ? `${marks}${line}${marks}` : `${marks} ${line} ${marks}`
}

/** Lines in a fence that none of them can end. */
export function fenced(lines: readonly string[]): string {
  const marks = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1))
  return [`${marks}text`, ...lines, marks].join('\n')
}

function longestRun(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length))
}

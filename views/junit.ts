// JUnit's XML as build servers read it: a case a condition, and a case a failure group, which has failed by being there.
import { count, counted, iso, place } from './format.ts'
import type { GateRecord, GateResult } from './gate.ts'
import type { GroupCount } from './top-groups.ts'

/** The same record gives the same bytes. */
export function junitXml({ cluster, results, groups }: GateRecord): string {
  const at = { cluster: cluster.key, timestamp: iso(cluster.asOfMs).slice(0, 19) }
  const suites = [
    suite({ ...at, name: 'gate', cases: results.map((each) => conditionCase(each, at.cluster)) }),
    suite({
      ...{ ...at, name: 'failure groups' },
      cases: groups.map((group) => groupCase(group, { ...at, failed: cluster.failed })),
    }),
  ]
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="hyperscope">\n${suites.join('')}</testsuites>\n`
}

interface Suite {
  readonly name: string
  readonly cluster: string
  /** Of the sync, without a zone, as JUnit has it. */
  readonly timestamp: string
  readonly cases: readonly Case[]
}

interface Case {
  readonly outcome: 'passed' | 'failed' | 'skipped'
  readonly xml: string
}

function suite({ name, cluster, timestamp, cases }: Suite): string {
  const having = (outcome: Case['outcome']) =>
    cases.filter((each) => each.outcome === outcome).length
  const attributes =
    `name=${quoted(`${cluster}: ${name}`)} timestamp=${quoted(timestamp)} tests="${cases.length}" ` +
    `failures="${having('failed')}" errors="0" skipped="${having('skipped')}" time="0"`
  return `<testsuite ${attributes}>\n${cases.map(({ xml }) => xml).join('')}</testsuite>\n`
}

function conditionCase({ condition, isMet, found }: GateResult, cluster: string): Case {
  const head = `classname=${quoted(`${cluster}.gate`)} name=${quoted(`not ${condition}`)}`
  if (!isMet) return testCase('passed', head, '')
  return testCase(
    'failed',
    head,
    `<failure message=${quoted(`${condition}: ${found}`)} type="gate"/>`,
  )
}

function groupCase(
  group: GroupCount,
  { cluster, failed }: { readonly cluster: string; readonly failed: number },
): Case {
  const title = group.name ?? (group.title === '' ? '(no line says why)' : group.title)
  const head = `classname=${quoted(`${cluster}.failure-group`)} name=${quoted(`${group.failureGroupId} ${title}`)}`
  if (group.muted === 1) return testCase('skipped', head, '<skipped message="muted"/>')
  const message = `${count(group.instances)} of ${counted(failed, 'failed instance')}: ${title}`
  const said = [
    place(group.stage, group.step),
    group.knownCauseTitle,
    group.verdictSentence,
    group.facetSentence,
    group.cascadeSentence,
  ].filter((each) => each !== null)
  const failure = `<failure message=${quoted(message)} type=${quoted(group.knownCause ?? 'unknown cause')}>${escaped(said.join('\n'))}</failure>`
  return testCase('failed', head, failure)
}

function testCase(outcome: Case['outcome'], head: string, body: string): Case {
  const xml = `<testcase ${head} time="0"${body === '' ? '/>' : `>${body}</testcase>`}\n`
  return { outcome, xml }
}

function quoted(text: string): string {
  return `"${escaped(text).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

// XML 1.0 has no form at all for most control characters, lone surrogates and two noncharacters: they are written as `\u001b`.
const impossible =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]/gu

function escaped(text: string): string {
  return text
    .replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign)
    .replaceAll(impossible, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

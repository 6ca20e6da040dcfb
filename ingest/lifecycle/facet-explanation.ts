// What the failed have in common that the others have not: each question of facet-question.ts is put to one set of
// failed instances, with an exact test, corrected for all the questions that were asked.
import { fisherOneSided } from './exact-test.ts'
import { type FacetName, type FacetValue, facetNames, facetPhrase } from './facet.ts'
import { type FacetQuestion, type FacetQuestions, minimumSupport } from './facet-question.ts'
import {
  benjaminiHochberg,
  type FourfoldTable,
  type Interval,
  lift,
  wilsonInterval,
} from './statistics.ts'

/** One thing that the failed share, counted in instances. */
export interface FacetStatement extends FourfoldTable {
  /** One value, or two of different facets. */
  readonly values: readonly FacetValue[]
  /** Other values, or pairs, that select the same instances. */
  readonly sameAs: readonly (readonly FacetValue[])[]
  /** Failed instances whose facet is not known; they are in none of the four counts. */
  readonly failedUnknown: number
  /** 95 % interval of the failure rate inside. */
  readonly interval: Interval
  readonly lift: number
  /** One-sided exact test. */
  readonly pValue: number
  /** The p-value corrected for the number of questions asked. */
  readonly qValue: number
  /** `all 8 in us-west-2c · 8 of 267 there, 0 of 533 elsewhere`. */
  readonly sentence: string
}

export interface FacetExplanation {
  /** Only what holds after correction; strongest first. */
  readonly statements: readonly FacetStatement[]
  /** How many questions the correction is for. */
  readonly questions: number
  /** The strongest statement, or why there is none. */
  readonly sentence: string
}

/** A statement holds when its q-value is not above this: at most one in twenty such statements is chance. */
export const significance = 0.05

interface Answer {
  readonly question: FacetQuestion
  readonly table: FourfoldTable
  readonly pValue: number
}

/** Failed instances by the facets that are known of them, and by the questions that select them. */
interface Tally {
  readonly failed: number
  readonly byQuestion: ReadonlyMap<number, number>
  readonly byKnown: ReadonlyMap<number, number>
}

function add(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

function tallyOf(asked: FacetQuestions, failedIds: ReadonlySet<string>): Tally {
  const byQuestion = new Map<number, number>()
  const byKnown = new Map<number, number>()
  let failed = 0
  for (const instanceId of failedIds) {
    const known = asked.knownFacets.get(instanceId)
    if (known === undefined) continue
    failed += 1
    add(byKnown, known)
    for (const index of asked.selecting.get(instanceId) ?? []) add(byQuestion, index)
  }
  return { failed, byQuestion, byKnown }
}

function needsOf(values: readonly FacetValue[]): number {
  const bit = (facet: FacetName) => 1 << facetNames.indexOf(facet)
  return values.reduce((bits, { facet }) => bits | bit(facet), 0)
}

function failedKnown({ byKnown }: Tally, values: readonly FacetValue[]): number {
  const needs = needsOf(values)
  let count = 0
  for (const [known, instances] of byKnown) if ((known & needs) === needs) count += instances
  return count
}

function answersOf(asked: FacetQuestions, tally: Tally): readonly Answer[] {
  return asked.questions.flatMap((question, index) => {
    const failedInside = tally.byQuestion.get(index) ?? 0
    if (failedInside < minimumSupport) return []
    const failed = failedKnown(tally, question.values)
    const table = { failedInside, inside: question.inside, failed, total: question.known }
    return [{ question, table, pValue: fisherOneSided(table) }]
  })
}

function singleKey({ facet, value }: FacetValue): string {
  return `${facet}\t${value}`
}

/**
 * A pair must say more than each of its two values alone: rarer by chance than the value, and among the instances that
 * have the value the pair's must fail more than the rest.
 */
function beatsParents(answer: Answer, singles: ReadonlyMap<string, Answer>): boolean {
  if (answer.question.values.length === 1) return true
  const { failedInside, inside, failed, total } = answer.table
  return answer.question.values.every((value) => {
    const parent = singles.get(singleKey(value))
    // A value that every known instance has was no question of its own.
    const around = parent?.table ?? { failedInside: failed, inside: total }
    const within = { failedInside, inside, failed: around.failedInside, total: around.inside }
    return answer.pValue < (parent?.pValue ?? 1) && fisherOneSided(within) <= significance
  })
}

function singlesOf(answers: readonly Answer[]): ReadonlyMap<string, Answer> {
  return new Map(
    answers.flatMap((answer) =>
      [answer.question.values, ...answer.question.sameAs]
        .filter((values) => values.length === 1)
        .flatMap((values) => values.map((value) => [singleKey(value), answer] as const)),
    ),
  )
}

function sentenceOf({ question, table }: Answer, tally: Tally): string {
  const { failedInside, inside, failed, total } = table
  const unknown = tally.failed - failed
  const share =
    failedInside === tally.failed ? `all ${failedInside}` : `${failedInside} of ${tally.failed}`
  const there = `${failedInside} of ${inside} there`
  const elsewhere = `${failed - failedInside} of ${total - inside} elsewhere`
  const rest = unknown === 0 ? '' : `; not known of ${unknown}`
  return `${share} ${facetPhrase(question.values)} · ${there}, ${elsewhere}${rest}`
}

function statementOf(answer: Answer, qValue: number, tally: Tally): FacetStatement {
  const { question, table, pValue } = answer
  return {
    ...table,
    values: question.values,
    sameAs: question.sameAs,
    failedUnknown: tally.failed - table.failed,
    interval: wilsonInterval(table.failedInside, table.inside),
    lift: lift(table) ?? 0,
    pValue,
    qValue,
    sentence: sentenceOf(answer, tally),
  }
}

/** Smallest p-value first, then higher lift, then the simpler; the order of questions breaks ties. */
function byStrength(a: FacetStatement, b: FacetStatement): number {
  return a.pValue - b.pValue || b.lift - a.lift || a.values.length - b.values.length
}

function silence(asked: FacetQuestions, failed: number): string {
  if (asked.questions.length === 0) {
    return 'No facet explains this group: nothing is known that tells its instances from others.'
  }
  if (failed < minimumSupport) {
    return `No facet explains this group: ${failed} failed, and fewer than ${minimumSupport} show no pattern.`
  }
  const asking = `${asked.questions.length} asked`
  return `No facet explains this group: ${asking}, none that chance would not explain as well.`
}

/**
 * What the failed instances share, put to all questions of the inventory. Give one failure group's instances, or all that
 * failed. Instances that failed otherwise count among the others; ids that the inventory lacks are left out.
 */
export function explainByFacets(
  asked: FacetQuestions,
  failedIds: ReadonlySet<string>,
): FacetExplanation {
  const tally = tallyOf(asked, failedIds)
  const answers = answersOf(asked, tally)
  const qValues = benjaminiHochberg(
    answers.map(({ pValue }) => pValue),
    asked.questions.length,
  )
  const singles = singlesOf(answers)
  const statements = answers
    .flatMap((answer, at) => {
      const qValue = qValues[at] ?? 1
      if (qValue > significance || !beatsParents(answer, singles)) return []
      return [statementOf(answer, qValue, tally)]
    })
    .sort(byStrength)
  const sentence = statements[0]?.sentence ?? silence(asked, tally.failed)
  return { statements, questions: asked.questions.length, sentence }
}

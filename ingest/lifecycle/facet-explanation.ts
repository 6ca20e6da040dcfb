// What the failed have in common that the others have not: each question of facet-question.ts is put to every set of
// failed instances of a cluster, with an exact test, corrected for all the questions that were asked of all the sets.
//
// The correction has two levels. Within a set every question is corrected for (facet-answer.ts). Then the sets themselves
// are questions: ten failure groups are ten chances to find something. Benjamini and Hochberg's procedure over the best
// answer of each set says which sets speak, and what they say is held to as much as the share of sets that speak
// (Benjamini and Bogomolov 2014). Where nothing is planted, one cluster in twenty says anything at all.
import { type FacetValue, facetPhrase } from './facet.ts'
import { type FacetAnswer, type FacetAnswers, facetAnswers } from './facet-answer.ts'
import { chosenAnswers, significance } from './facet-choice.ts'
import { type FacetQuestions, minimumSupport } from './facet-question.ts'
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
  /** The p-value corrected for the number of questions asked, of this set and of the others. */
  readonly qValue: number
  /** `all 8 in us-west-2c · 8 of 267 there, 0 of 533 elsewhere`. */
  readonly sentence: string
}

export interface FacetExplanation {
  /** Only what holds after correction, and says more than what stands before it; strongest first. */
  readonly statements: readonly FacetStatement[]
  /** How many questions were put to each set. */
  readonly questions: number
  /** The strongest statement, or why there is none. */
  readonly sentence: string
}

/** What one set is corrected by: the share of sets that speak. */
interface Hearing {
  readonly speaks: boolean
  readonly factor: number
  /** The least q-value that anything said of the set can have. */
  readonly least: number
}

/**
 * What each set of failed instances shares, put to all questions of the inventory. Give every failure group of a cluster,
 * and all that failed, at once: what is asked of one is corrected for in the others. Instances that failed otherwise
 * count among the others; ids that the inventory lacks are left out.
 */
export function explainSetsByFacets<Name>(
  asked: FacetQuestions,
  failedSets: ReadonlyMap<Name, ReadonlySet<string>>,
): ReadonlyMap<Name, FacetExplanation> {
  const heard = [...failedSets].map(([name, failedIds]) => {
    const found = facetAnswers(asked, failedIds)
    return { name, found, chosen: chosenAnswers(asked, failedIds, found.answers) }
  })
  const hearings = hearingsOf(heard.map(({ found }) => found))
  return new Map(
    heard.map(({ name, found, chosen }, at) => {
      const statements = statementsOf(chosen, found, hearings[at])
      const sentence = statements[0]?.sentence ?? silence(asked, found.failed)
      return [name, { statements, questions: asked.questions.length, sentence }] as const
    }),
  )
}

/** What one set of failed instances shares, where it is the only one that is asked about. */
export function explainByFacets(
  asked: FacetQuestions,
  failedIds: ReadonlySet<string>,
): FacetExplanation {
  const explained = explainSetsByFacets(asked, new Map([['all', failedIds]]))
  return explained.get('all') ?? { statements: [], questions: 0, sentence: silence(asked, 0) }
}

/** A set too small to show a pattern was never asked. */
function hearingsOf(sets: readonly FacetAnswers[]): readonly Hearing[] {
  const best = sets.map(({ answers }) => Math.min(1, ...answers.map(({ corrected }) => corrected)))
  const asked = sets.filter(({ failed }) => failed >= minimumSupport).length
  const least = benjaminiHochberg(best, Math.max(1, asked))
  const speaking = least.filter((q) => q <= significance).length
  return least.map((q) => ({
    ...{ speaks: q <= significance, factor: asked / Math.max(1, speaking), least: q },
  }))
}

function statementsOf(
  chosen: readonly FacetAnswer[],
  { failed }: FacetAnswers,
  hearing: Hearing | undefined,
): readonly FacetStatement[] {
  if (hearing === undefined || !hearing.speaks) return []
  return chosen.flatMap((answer) => {
    const qValue = Math.min(1, Math.max(hearing.least, answer.corrected * hearing.factor))
    return qValue > significance ? [] : [statementOf(answer, qValue, failed)]
  })
}

function statementOf(answer: FacetAnswer, qValue: number, failed: number): FacetStatement {
  const { question, table, pValue } = answer
  return {
    ...table,
    values: question.values,
    sameAs: question.sameAs,
    failedUnknown: failed - table.failed,
    interval: wilsonInterval(table.failedInside, table.inside),
    lift: lift(table) ?? 0,
    pValue,
    qValue,
    sentence: sentenceOf(answer, failed),
  }
}

function sentenceOf({ question, table }: FacetAnswer, allFailed: number): string {
  const { failedInside, inside, failed, total } = table
  const unknown = allFailed - failed
  const share =
    failedInside === allFailed ? `all ${failedInside}` : `${failedInside} of ${allFailed}`
  const there = `${failedInside} of ${inside} there`
  const elsewhere = `${failed - failedInside} of ${total - inside} elsewhere`
  const rest = unknown === 0 ? '' : `; not known of ${unknown}`
  return `${share} ${facetPhrase(question.values)} · ${there}, ${elsewhere}${rest}`
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

// One set of failed instances put to every question: four counts and an exact test each. The tests are weighed by what is
// plausible before anyone looks: a lifecycle script knows its instance group, type, zone, image and scripts, so these share
// most of the permitted error; address prefixes and launch waves, which only stand for something else, and pairs, of which
// there are many, share the rest. Weights that are fixed beforehand and share one error cost no honesty (Genovese, Roeder
// and Wasserman 2006), and what is found first is then what an operator would have asked first.
import { fisherOneSided } from './exact-test.ts'
import { type FacetName, type FacetValue, facetNames } from './facet.ts'
import { type FacetQuestion, type FacetQuestions, minimumSupport } from './facet-question.ts'
import type { FourfoldTable } from './statistics.ts'

/** What a question says of one set of failed instances. */
export interface FacetAnswer {
  readonly question: FacetQuestion
  readonly table: FourfoldTable
  /** One-sided exact test. */
  readonly pValue: number
  /** `pValue` corrected for every question put to this set, by the weights above; at most 1. */
  readonly corrected: number
}

/** The answers about one set, and how many of the set the inventory knows. */
export interface FacetAnswers {
  /** Without those whose support is too small to show a pattern; in the order of the questions. */
  readonly answers: readonly FacetAnswer[]
  readonly failed: number
}

const shares = { configuration: 0.6, place: 0.2, pair: 0.2 } as const

type QuestionKind = keyof typeof shares

const placeFacets: ReadonlySet<FacetName> = new Set(['ip-prefix', 'launch-wave'])

/** Puts every question to one set of failed instances. Ids that the inventory lacks are left out. */
export function facetAnswers(asked: FacetQuestions, failedIds: ReadonlySet<string>): FacetAnswers {
  const tally = tallyOf(asked, failedIds)
  const factors = correctionFactors(asked.questions)
  const answers = asked.questions.flatMap((question, index) => {
    const failedInside = tally.byQuestion.get(index) ?? 0
    if (failedInside < minimumSupport) return []
    const failed = failedKnown(tally, question.values)
    const table = { failedInside, inside: question.inside, failed, total: question.known }
    const pValue = fisherOneSided(table)
    const corrected = Math.min(1, pValue * factors[kindOf(question)])
    return [{ question, table, pValue, corrected }]
  })
  return { answers, failed: tally.failed }
}

/** The facets that must be known of an instance for it to count, one bit each in the order of `facetNames`. */
export function neededFacets(values: readonly FacetValue[]): number {
  return values.reduce((bits, { facet }) => bits | (1 << facetNames.indexOf(facet)), 0)
}

function kindOf({ values }: FacetQuestion): QuestionKind {
  const [first, second] = values
  if (second !== undefined) return 'pair'
  return first !== undefined && placeFacets.has(first.facet) ? 'place' : 'configuration'
}

/** What a p-value is multiplied by: the questions of its kind, over the share of the error that the kind has. */
function correctionFactors(
  questions: readonly FacetQuestion[],
): Readonly<Record<QuestionKind, number>> {
  const counts = { configuration: 0, place: 0, pair: 0 }
  for (const question of questions) counts[kindOf(question)] += 1
  const kinds = Object.keys(shares) as QuestionKind[]
  // A kind without questions leaves its share to the others.
  const used = kinds.reduce((sum, kind) => sum + (counts[kind] > 0 ? shares[kind] : 0), 0)
  const factor = (kind: QuestionKind): number => (counts[kind] * used) / shares[kind]
  return { configuration: factor('configuration'), place: factor('place'), pair: factor('pair') }
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

function failedKnown({ byKnown }: Tally, values: readonly FacetValue[]): number {
  const needs = neededFacets(values)
  let count = 0
  for (const [known, instances] of byKnown) if ((known & needs) === needs) count += instances
  return count
}

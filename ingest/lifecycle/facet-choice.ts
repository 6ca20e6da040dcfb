// Which answers are said. Facets overlap: where a zone fails, so do its address prefixes and its pairs with every instance
// group. Each answer that chance does not explain must therefore also say more than those chosen before it.
import { fisherOneSided } from './exact-test.ts'
import type { FacetValue } from './facet.ts'
import { type FacetAnswer, neededFacets } from './facet-answer.ts'
import type { FacetQuestion, FacetQuestions } from './facet-question.ts'

/** A statement holds when its q-value is not above this: at most one in twenty such statements is chance. */
export const significance = 0.05

/** Whether an answer holds once an earlier one is accepted. */
type AddsTo = (before: FacetAnswer, answer: FacetAnswer) => boolean

/**
 * The answers that each say more than those before them. Of explanations that do as well, the one that covers more of the
 * failed comes first: a zone before the address prefix in it that most of them happen to be in.
 */
export function chosenAnswers(
  asked: FacetQuestions,
  failedIds: ReadonlySet<string>,
  answers: readonly FacetAnswer[],
): readonly FacetAnswer[] {
  const parents = parentsOf(asked, answers)
  const adds: AddsTo = (before, answer) => addsTo(before, answer, { asked, failedIds })
  let candidates = answers
    .filter((answer) => answer.corrected <= significance && beatsParents(answer, parents))
    .toSorted(byStrength)
  const chosen: FacetAnswer[] = []
  for (;;) {
    const next = broadest(candidates, adds)
    if (next === undefined) return chosen
    chosen.push(next)
    candidates = candidates.filter((answer) => answer !== next && adds(next, answer))
  }
}

/** The strongest answer, or a later one that covers more and leaves nothing for it to say. */
function broadest(candidates: readonly FacetAnswer[], adds: AddsTo): FacetAnswer | undefined {
  const [first, ...others] = candidates
  if (first === undefined) return undefined
  return others.reduce(
    (best, other) =>
      other.table.failedInside > best.table.failedInside && !adds(other, best) ? other : best,
    first,
  )
}

/** The smallest corrected p-value first, then the one that covers more; the order of questions breaks ties. */
function byStrength(a: FacetAnswer, b: FacetAnswer): number {
  return a.corrected - b.corrected || b.table.failedInside - a.table.failedInside
}

function singleKey({ facet, value }: FacetValue): string {
  return `${facet}\t${value}`
}

/** What stands behind a pair: the answers about its values, and in how many pairs each value stands. */
interface Parents {
  readonly answers: ReadonlyMap<string, FacetAnswer>
  readonly pairs: ReadonlyMap<string, number>
}

function parentsOf(asked: FacetQuestions, answers: readonly FacetAnswer[]): Parents {
  const singles = answers.flatMap((answer) =>
    [answer.question.values, ...answer.question.sameAs]
      .filter((values) => values.length === 1)
      .flatMap((values) => values.map((value) => [singleKey(value), answer] as const)),
  )
  const pairs = new Map<string, number>()
  for (const { values } of asked.questions) {
    if (values.length === 1) continue
    for (const value of values) {
      const key = singleKey(value)
      pairs.set(key, (pairs.get(key) ?? 0) + 1)
    }
  }
  return { answers: new Map(singles), pairs }
}

/**
 * A pair must say more than each of its two values alone: rarer by chance than the value, and among the instances that
 * have the value the pair's must fail more than the rest, corrected for all pairs that the value stands in.
 */
function beatsParents(answer: FacetAnswer, parents: Parents): boolean {
  if (answer.question.values.length === 1) return true
  const { failedInside, inside, failed, total } = answer.table
  return answer.question.values.every((value) => {
    const key = singleKey(value)
    const parent = parents.answers.get(key)
    // A value that every known instance has was no question of its own.
    const around = parent?.table ?? { failedInside: failed, inside: total }
    const within = { failedInside, inside, failed: around.failedInside, total: around.inside }
    const corrected = fisherOneSided(within) * (parents.pairs.get(key) ?? 1)
    return answer.pValue < (parent?.pValue ?? 1) && corrected <= significance
  })
}

/**
 * Whether an answer holds once an earlier one is accepted: among the instances that the earlier one selects, or among the
 * others, it must still be rarer than chance, corrected for its own number of questions and for having looked twice.
 */
function addsTo(
  before: FacetAnswer,
  answer: FacetAnswer,
  of: { readonly asked: FacetQuestions; readonly failedIds: ReadonlySet<string> },
): boolean {
  const factor = answer.corrected / answer.pValue
  const [inside, outside] = tablesWithin(before.question, answer.question, of)
  const pValue = Math.min(fisherOneSided(inside), fisherOneSided(outside))
  // A p-value below what a number can hold leaves no factor behind.
  return 2 * pValue * (Number.isFinite(factor) ? factor : 1) <= significance
}

type MutableTable = { failedInside: number; inside: number; failed: number; total: number }

/** The table of `question` among the instances that `before` selects, and among those that it does not. */
function tablesWithin(
  before: FacetQuestion,
  question: FacetQuestion,
  of: { readonly asked: FacetQuestions; readonly failedIds: ReadonlySet<string> },
): readonly [MutableTable, MutableTable] {
  const { asked, failedIds } = of
  const needs = neededFacets([...before.values, ...question.values])
  const places = { before: asked.questions.indexOf(before), own: asked.questions.indexOf(question) }
  const empty = (): MutableTable => ({ failedInside: 0, inside: 0, failed: 0, total: 0 })
  const tables = [empty(), empty()] as const
  for (const [instanceId, known] of asked.knownFacets) {
    if ((known & needs) !== needs) continue
    const selecting = asked.selecting.get(instanceId) ?? []
    const table = tables[selecting.includes(places.before) ? 0 : 1]
    const failed = Number(failedIds.has(instanceId))
    const inside = Number(selecting.includes(places.own))
    table.total += 1
    table.failed += failed
    table.inside += inside
    table.failedInside += failed & inside
  }
  return tables
}

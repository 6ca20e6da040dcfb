// Which sets of instances to ask about. A question is one value of a facet, or a pair of values of two facets, that
// selects some of the instances. It is drawn up from the inventory alone, before anyone looks at who failed: only so is
// the number of questions asked an honest correction. Values that select the very same instances are one question.
import {
  type FacetInstance,
  type FacetValue,
  facetNames,
  facetValues,
  launchWaves,
} from './facet.ts'

/** Fewer instances than this cannot show a pattern. */
export const minimumSupport = 3

export interface FacetQuestion {
  /** One value, or two of different facets. */
  readonly values: readonly FacetValue[]
  /** Other values, or pairs, that select the same instances. */
  readonly sameAs: readonly (readonly FacetValue[])[]
  /** Instances it selects. */
  readonly inside: number
  /** Instances whose facets are known, selected or not. */
  readonly known: number
}

/** Everything that can be asked of an inventory, ready for any set of failed instances. */
export interface FacetQuestions {
  readonly questions: readonly FacetQuestion[]
  /** Per instance id: the indexes of the questions that select it. */
  readonly selecting: ReadonlyMap<string, readonly number[]>
  /** Per instance id: which facets are known of it, one bit each in the order of `facetNames`. */
  readonly knownFacets: ReadonlyMap<string, number>
}

interface Draft {
  readonly values: readonly FacetValue[]
  readonly members: number[]
  /** Bits of the facets it needs to be known. */
  readonly needs: number
}

type Row = readonly (FacetValue | undefined)[]

function rowOf(instance: FacetInstance, waves: ReadonlyMap<number, string>): Row {
  return facetValues(instance, waves).map((value, at) => {
    const facet = facetNames[at]
    return value === undefined || facet === undefined ? undefined : { facet, value }
  })
}

function bitsOf(row: Row): number {
  return row.reduce((bits, value, at) => (value === undefined ? bits : bits | (1 << at)), 0)
}

function draftKey(values: readonly FacetValue[]): string {
  return values.map(({ facet, value }) => `${facet}\t${value}`).join('\n')
}

function addMember(drafts: Map<string, Draft>, values: readonly FacetValue[], member: number) {
  const key = draftKey(values)
  const draft = drafts.get(key)
  if (draft !== undefined) {
    draft.members.push(member)
    return
  }
  const needs = values.reduce((bits, { facet }) => bits | (1 << facetNames.indexOf(facet)), 0)
  drafts.set(key, { values, members: [member], needs })
}

function addRow(drafts: Map<string, Draft>, row: Row, member: number): void {
  const known = row.filter((value) => value !== undefined)
  for (const [at, first] of known.entries()) {
    addMember(drafts, [first], member)
    for (const second of known.slice(at + 1)) addMember(drafts, [first, second], member)
  }
}

/** Singles before pairs, then in the order of facets, then by value. */
function byPlace(a: Draft, b: Draft): number {
  if (a.values.length !== b.values.length) return a.values.length - b.values.length
  for (const [at, value] of a.values.entries()) {
    const other = b.values[at]
    if (other === undefined) return 1
    const facets = facetNames.indexOf(value.facet) - facetNames.indexOf(other.facet)
    if (facets !== 0) return facets
    if (value.value !== other.value) return value.value < other.value ? -1 : 1
  }
  return 0
}

function knownCount(bits: readonly number[], needs: number): number {
  return bits.filter((known) => (known & needs) === needs).length
}

/** Draws up every question about these instances (each id once); their order does not matter. */
export function facetQuestions(instances: readonly FacetInstance[]): FacetQuestions {
  const sorted = instances.toSorted((a, b) => (a.instanceId < b.instanceId ? -1 : 1))
  const waves = launchWaves(
    sorted.map((instance) => instance.launchedMs).filter((time) => time !== undefined),
  )
  const rows = sorted.map((instance) => rowOf(instance, waves))
  const drafts = new Map<string, Draft>()
  for (const [member, row] of rows.entries()) addRow(drafts, row, member)
  const bits = rows.map(bitsOf)
  const selecting = new Map<string, number[]>(sorted.map(({ instanceId }) => [instanceId, []]))
  const questions = joinSame([...drafts.values()], bits).map(({ question, members }, index) => {
    for (const member of members) selecting.get(sorted[member]?.instanceId ?? '')?.push(index)
    return question
  })
  const knownFacets = new Map(sorted.map(({ instanceId }, at) => [instanceId, bits[at] ?? 0]))
  return { questions, selecting, knownFacets }
}

interface Joined {
  readonly question: FacetQuestion
  readonly members: readonly number[]
}

/** One question for each set of instances; the first value by place names it. */
function joinSame(drafts: readonly Draft[], bits: readonly number[]): readonly Joined[] {
  const knownByNeeds = new Map<number, number>()
  const bySet = new Map<string, { drafts: Draft[]; known: number }>()
  for (const draft of drafts.toSorted(byPlace)) {
    const known = knownByNeeds.get(draft.needs) ?? knownCount(bits, draft.needs)
    knownByNeeds.set(draft.needs, known)
    // What selects every instance that is known distinguishes nothing.
    if (draft.members.length < minimumSupport || draft.members.length === known) continue
    const key = `${known}:${draft.members.join()}`
    const same = bySet.get(key)
    if (same === undefined) bySet.set(key, { drafts: [draft], known })
    else same.drafts.push(draft)
  }
  return [...bySet.values()].flatMap(({ drafts: [first, ...rest], known }) => {
    if (first === undefined) return []
    const singles = rest.filter(({ values }) => values.length === 1)
    // Beside a single value, pairs that select the same add nothing.
    const others = first.values.length === 1 ? singles : rest
    const sameAs = others.map(({ values }) => values)
    const question = { values: first.values, sameAs, inside: first.members.length, known }
    return [{ question, members: first.members }]
  })
}

// The user's rules about failure groups, replayed over the groups that the lines give. A merge sends all of a group into
// another one; a split cuts a group into parts. Rules name groups by their ids, parts included, so that a part can be
// renamed, merged and split again. What comes out depends on the rules and on each attempt, not on any order of either.
import { mostParts, otherValues } from './group-split.ts'

/** Which group a failed attempt is in, before rules and after. */
export interface Regrouped<Failure> {
  readonly failure: Failure
  readonly failureGroupId: string
}

/** A part of a split group. */
export interface GroupPart {
  readonly partId: string
  /** The group that it is a part of. */
  readonly failureGroupId: string
  readonly value: string
}

/** One split, ready to be applied. */
export interface Split<Failure> {
  readonly value: (failure: Failure) => string
  /** The id of the part with this value. */
  readonly partId: (value: string) => string
}

export interface GroupRules<Failure> {
  /** The group that each merged group becomes a part of. */
  readonly merges: ReadonlyMap<string, string>
  readonly splits: ReadonlyMap<string, Split<Failure>>
}

/** A group cut into parts cut into parts: deeper than this, nobody means it. */
const deepest = 10

/** Applies merges and splits until no rule says more. The result is in the order of `failures`. */
export function regroup<Failure>(
  failures: readonly Regrouped<Failure>[],
  rules: GroupRules<Failure>,
): { readonly regrouped: readonly Regrouped<Failure>[]; readonly parts: readonly GroupPart[] } {
  const parts = new Map<string, GroupPart>()
  let groupIds = failures.map(({ failureGroupId }) => merged(failureGroupId, rules.merges))
  const applied = failures.map(() => new Set<string>())
  for (let depth = 0; depth < deepest; depth += 1) {
    const cut = splitOnce(failures, { groupIds, applied, rules, parts })
    if (cut.every((groupId, at) => groupId === groupIds[at])) break
    groupIds = cut.map((groupId) => merged(groupId, rules.merges))
  }
  const regrouped = failures.map(({ failure }, at) => ({
    failure,
    failureGroupId: groupIds[at] ?? '',
  }))
  return { regrouped, parts: [...parts.values()] }
}

/** Follows merges to their end. A circle, which nobody can mean, is left where it is entered again. */
export function merged(failureGroupId: string, merges: ReadonlyMap<string, string>): string {
  const seen = new Set<string>()
  let id = failureGroupId
  for (let next = merges.get(id); next !== undefined && !seen.has(next); next = merges.get(id)) {
    seen.add(next)
    id = next
  }
  return id
}

interface Round<Failure> {
  readonly groupIds: readonly string[]
  /** Of each attempt the groups that it was split out of: a part that is merged back stays there. */
  readonly applied: readonly Set<string>[]
  readonly rules: GroupRules<Failure>
  readonly parts: Map<string, GroupPart>
}

function splitOnce<Failure>(
  failures: readonly Regrouped<Failure>[],
  { groupIds, applied, rules, parts }: Round<Failure>,
): readonly string[] {
  const places = Map.groupBy(failures.keys(), (at) => groupIds[at] ?? '')
  const cut = [...groupIds]
  for (const [failureGroupId, all] of places) {
    const split = rules.splits.get(failureGroupId)
    const members = all.filter((at) => !applied[at]?.has(failureGroupId))
    if (split === undefined || members.length === 0) continue
    const values = members.map((at) => valueIn(failures[at], split))
    const kept = mostFrequent(values)
    for (const [index, at] of members.entries()) {
      const own = values[index] ?? ''
      const value = kept.has(own) ? own : otherValues
      const partId = split.partId(value)
      parts.set(partId, { partId, failureGroupId, value })
      applied[at]?.add(failureGroupId)
      cut[at] = partId
    }
  }
  return cut
}

function valueIn<Failure>(
  regrouped: Regrouped<Failure> | undefined,
  split: Split<Failure>,
): string {
  return regrouped === undefined ? '' : split.value(regrouped.failure)
}

/** All values, or the most frequent ones where there are too many; of equally frequent ones the first by name. */
function mostFrequent(values: readonly string[]): ReadonlySet<string> {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  const ranked = [...counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  return new Set(ranked.slice(0, mostParts).map(([value]) => value))
}

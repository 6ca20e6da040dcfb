/** A failure group as far as its likeness to others goes. */
export interface GroupSignature {
  readonly failureGroupId: string
  readonly template: string
  readonly stage: string
  readonly step: string | null
}

export interface SimilarGroup {
  readonly failureGroupId: string
  readonly similarTo: string
  readonly sentence: string
}

/** Share of words in common from which two groups of one step may be one failure. */
const likeness = 0.6
const fewestWords = 3

/** Pairs of groups whose decisive lines share most of their words. Suggestions: nothing is merged by them. */
export function similarGroups(groups: readonly GroupSignature[]): readonly SimilarGroup[] {
  const sorted = [...groups].sort((a, b) => (a.failureGroupId < b.failureGroupId ? -1 : 1))
  return sorted.flatMap((group, index) =>
    sorted.slice(index + 1).flatMap((other) => {
      const shared = sharedWords(group, other)
      if (shared === undefined || shared < likeness) return []
      const { failureGroupId } = group
      const sentence = `${Math.round(shared * 100)} % of the words of their decisive lines are the same.`
      return [{ failureGroupId, similarTo: other.failureGroupId, sentence }]
    }),
  )
}

/** 0 to 1; undefined: they failed in different places, or too little is said to compare. */
function sharedWords(a: GroupSignature, b: GroupSignature): number | undefined {
  if (a.stage !== b.stage || a.step !== b.step) return undefined
  const words = [wordsOf(a.template), wordsOf(b.template)] as const
  if (words.some((set) => set.size < fewestWords)) return undefined
  const common = [...words[0]].filter((word) => words[1].has(word)).length
  return common / new Set([...words[0], ...words[1]]).size
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}_.-]{2,}/gu) ?? [])
}

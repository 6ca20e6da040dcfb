/** How well predicted groups equal true ones. `merged` is the share of lines in groups that hold two true ones or more. */
export interface GroupingScore {
  /** Group accuracy (Zhu et al., arXiv:1811.03509). */
  readonly groupAccuracy: number
  /** F1 of group accuracy (Jiang et al., arXiv:2308.10828). */
  readonly f1: number
  readonly merged: number
}

function groupsOf(labels: readonly string[]): Map<string, number[]> {
  const groups = new Map<string, number[]>()
  for (const [at, label] of labels.entries()) {
    const group = groups.get(label) ?? []
    group.push(at)
    groups.set(label, group)
  }
  return groups
}

/** Scores predicted labels against true ones, place by place. */
export function groupingScore(
  truth: readonly string[],
  predicted: readonly string[],
): GroupingScore {
  const trueGroups = groupsOf(truth)
  const predictedGroups = groupsOf(predicted)
  const lines = { right: 0, merged: 0 }
  let right = 0
  for (const members of predictedGroups.values()) {
    const kinds = new Set(members.map((at) => truth[at] as string))
    const [kind = ''] = kinds
    if (kinds.size > 1) lines.merged += members.length
    else if (trueGroups.get(kind)?.length === members.length) {
      lines.right += members.length
      right += 1
    }
  }
  return {
    groupAccuracy: lines.right / truth.length,
    f1: harmonicMean(right / predictedGroups.size, right / trueGroups.size),
    merged: lines.merged / truth.length,
  }
}

export function harmonicMean(a: number, b: number): number {
  return a + b === 0 ? 0 : (2 * a * b) / (a + b)
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}

import type { LineWeights } from './decisive-line-ranking.ts'
import type { ExplainRules } from './explain-log.ts'
import { evidenceNames } from './line-evidence.ts'
import { type SignKind, SignReader } from './line-signs.ts'

/** data/line-classes.json. */
export interface LineClassFile {
  readonly classes: readonly {
    readonly kind: SignKind
    readonly weight: number
    readonly at?: 'start'
    readonly phrases: readonly string[]
  }[]
}

/** data/line-weights.json. */
export interface LineWeightFile {
  readonly weights: readonly {
    readonly name: string
    readonly weight: number
    readonly reason: string
  }[]
}

/** The rules that both files hold; throws RangeError when a kind of evidence has no weight. */
export function explainRules(classFile: LineClassFile, weightFile: LineWeightFile): ExplainRules {
  const classes = classFile.classes.map(({ kind, weight, at, phrases }) => ({
    kind,
    weight,
    atStart: at === 'start',
    phrases,
  }))
  const weights: LineWeights = evidenceNames.map((name) => {
    const entry = weightFile.weights.find((weight) => weight.name === name)
    if (entry === undefined) throw new RangeError(`Expected a weight for the evidence ${name}.`)
    return { name, weight: entry.weight, reason: entry.reason }
  })
  return { reader: new SignReader(classes), weights }
}

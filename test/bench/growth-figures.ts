import type { Figure } from './sync-figures.ts'

/** A figure of one size of cluster. */
export interface SizedFigure {
  readonly name: string
  readonly instances: number
  readonly measured: number
}

/**
 * How each figure grows with the cluster, between the smallest and the largest size: the exponent e of instances^e. 1: as the
 * cluster does; 0: not at all. Nothing with one size alone.
 */
export function* growthFigures(sized: readonly SizedFigure[]): Generator<Figure> {
  for (const [name, figures] of Map.groupBy(sized, (each) => each.name)) {
    const [small, ...others] = figures.toSorted((a, b) => a.instances - b.instances)
    const large = others.at(-1)
    if (small === undefined || large === undefined) continue
    const measured =
      Math.log(large.measured / small.measured) / Math.log(large.instances / small.instances)
    yield { figure: `growth of ${name}, exponent`, measured, aim: '<= 1' }
  }
}

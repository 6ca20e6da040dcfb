/** The same whole numbers in every run: each call gives one from 0 to below the bound. */
export function seededNumbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** One of them. */
export function oneOf<Value>(number: (below: number) => number, values: readonly Value[]): Value {
  return values[number(values.length)] as Value
}

/** A source of numbers that gives the same sequence for the same seed on every computer. */
export interface SeededRandom {
  /** 0 ≤ fraction < 1. */
  fraction(): number
  /** Both ends included. */
  integer(from: number, to: number): number
  chance(probability: number): boolean
  pick<const T extends readonly [unknown, ...unknown[]]>(items: T): T[number]
  hex(digits: number): string
  /** A copy in another order. */
  shuffled<T>(items: readonly T[]): T[]
}

// FNV-1a, so that seeds that differ in one part give unrelated sequences.
function seedState(parts: readonly (string | number)[]): number {
  let state = 0x811c9dc5
  for (const character of parts.join('|')) {
    state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193)
  }
  return state
}

/** Equal parts give an equal sequence: one sequence for each instance and purpose keeps them independent. */
export function seededRandom(...parts: readonly (string | number)[]): SeededRandom {
  let state = seedState(parts)
  // mulberry32: 32 bits of state are plenty for one log stream.
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
  const integer = (from: number, to: number): number =>
    from + Math.floor(fraction() * (to - from + 1))
  return {
    fraction,
    integer,
    chance: (probability) => fraction() < probability,
    pick: (items) => items[integer(0, items.length - 1)] ?? items[0],
    hex: (digits) => Array.from({ length: digits }, () => integer(0, 15).toString(16)).join(''),
    shuffled: (items) =>
      items
        .map((item) => ({ item, key: fraction() }))
        .sort((a, b) => a.key - b.key)
        .map(({ item }) => item),
  }
}

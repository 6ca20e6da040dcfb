// A set of row ids as a few bytes each: ascending, each as the difference to the one before, seven bits a byte.

/** `numbers` must be ascending and not negative. */
export function numberListBytes(numbers: readonly number[]): Buffer {
  return varintBytes(numbers.map((number, place) => number - (numbers[place - 1] ?? 0)))
}

/** The numbers that `numberListBytes` has written. */
export function numberListOf(bytes: Uint8Array): number[] {
  let number = 0
  return varintsOf(bytes).map((difference) => {
    number += difference
    return number
  })
}

/** Whole numbers that are not negative, each in as many bytes as it needs: seven bits a byte, the lowest first. */
export function varintBytes(values: readonly number[]): Buffer {
  const bytes: number[] = []
  for (const value of values) {
    let rest = value
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
    bytes.push(rest)
  }
  return Buffer.from(bytes)
}

/** The numbers that `varintBytes` has written. */
export function varintsOf(bytes: Uint8Array): number[] {
  const values: number[] = []
  let value = 0
  let place = 1
  for (const byte of bytes) {
    value += (byte % 128) * place
    place *= 128
    if (byte >= 128) continue
    values.push(value)
    value = 0
    place = 1
  }
  return values
}

/** Adds one to `counts` at each number of a list; quicker than the list itself where a whole fleet is counted. */
export function countNumbers(bytes: Uint8Array, counts: Uint32Array): void {
  let number = 0
  let value = 0
  let place = 1
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0
    value += (byte & 127) * place
    place *= 128
    if (byte >= 128) continue
    number += value
    counts[number] = (counts[number] ?? 0) + 1
    value = 0
    place = 1
  }
}

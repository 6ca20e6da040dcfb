/** Changes with every change to masking, so that an id never means two things. */
export const maskVersion = 1

/** A 64-bit hash in two halves. */
export interface Hash {
  high: number
  low: number
}

/** Hashes bytes into `into`: two multiplicative lanes, mixed at the end. Not a secret, only a name. */
export function hashBytes(
  bytes: Uint8Array,
  range: { readonly from: number; readonly end: number },
  into: Hash,
): void {
  const { from, end } = range
  let high = 0x9e3779b9 ^ maskVersion
  let low = 0x85ebca6b ^ maskVersion
  for (let at = from; at < end; at += 1) {
    const code = bytes[at] as number
    high = Math.imul(high ^ code, 0x01000193)
    low = Math.imul(low, 0x5f356495) + code
  }
  into.high = mixed(high ^ Math.imul(low, 0x27d4eb2f), end - from)
  into.low = mixed(low ^ Math.imul(high, 0x165667b1), end - from)
}

function mixed(value: number, length: number): number {
  let mix = value ^ length
  mix = Math.imul(mix ^ (mix >>> 16), 0x7feb352d)
  mix = Math.imul(mix ^ (mix >>> 15), 0x846ca68b)
  return (mix ^ (mix >>> 16)) >>> 0
}

/** 16 hexadecimal digits. */
export function hashText(hash: Hash): string {
  return hash.high.toString(16).padStart(8, '0') + hash.low.toString(16).padStart(8, '0')
}

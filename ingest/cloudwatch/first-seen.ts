/**
 * A filter that lets each key through once. A list that changes while it is paged, or whose page comes twice,
 * names the same entry again.
 */
export function firstSeen<Value>(keyOf: (value: Value) => string): (value: Value) => boolean {
  const seen = new Set<string>()
  return (value) => {
    const key = keyOf(value)
    if (seen.has(key)) return false
    seen.add(key)
    return true
  }
}

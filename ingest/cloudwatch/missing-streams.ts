/**
 * Which of the streams are gone, when it is known that at least one is: CloudWatch refuses a request for the
 * sake of one missing stream and does not say which. Asks by halves, so that one of a hundred costs some 14 calls.
 *
 * @param allExist asks CloudWatch whether all of these streams exist.
 */
export async function missingStreams(
  names: readonly string[],
  allExist: (names: readonly string[]) => Promise<boolean>,
): Promise<string[]> {
  if (names.length === 1) return [...names]
  const middle = Math.ceil(names.length / 2)
  const missing: string[] = []
  for (const half of [names.slice(0, middle), names.slice(middle)]) {
    if (!(await allExist(half))) missing.push(...(await missingStreams(half, allExist)))
  }
  return missing
}

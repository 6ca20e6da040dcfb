import { ImportSkip } from './import-skip.ts'

/**
 * The record that `read` makes of a document. Throws ImportSkip where the document names the fields of AWS's answer, but gives them
 * other kinds of values: read as they stand, they would reach the database.
 */
export function checkedRecord<Result>(read: () => Result): Result {
  let record: Result
  try {
    record = read()
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error
    throw new ImportSkip(`its fields are not what AWS answers (${error.message})`, error)
  }
  checkValue('', record)
  return record
}

function checkValue(name: string, value: unknown): void {
  if (value === undefined) return
  if (typeof value === 'object' && value !== null) {
    for (const [field, each] of Object.entries(value))
      checkValue(Array.isArray(value) ? name : field, each)
    return
  }
  const isWanted = /(?:Ms|Count)$/.test(name)
    ? Number.isSafeInteger(value)
    : typeof value === 'string'
  if (!isWanted) throw new ImportSkip(`its ${name} cannot be ${JSON.stringify(value)}`)
}

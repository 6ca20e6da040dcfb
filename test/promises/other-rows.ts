import { rowsOf } from '../ingest/sync/synced-demo.ts'

/** Tables of a file whose rows are not the expected ones, as a sentence; none: no sentence. */
export function otherRows(
  path: string,
  expected: Readonly<Record<string, string>>,
): readonly string[] {
  const rows = rowsOf(path)
  const tables = Object.keys(expected).filter((name) => rows[name] !== expected[name])
  return tables.length === 0 ? [] : [`other rows in the end: ${tables.join(', ')}`]
}

import { csvLines } from './csv.ts'
import type { ExportCell, ExportTable } from './store/export-table.ts'

export const exportFormats = ['csv', 'json', 'ndjson'] as const

export type ExportFormat = (typeof exportFormats)[number]

/** Rows written at once. */
const batch = 500

/** The table as text, piece by piece: CSV with a heading, a JSON array of objects, or a JSON object a line. */
export function* exportText(table: ExportTable, format: ExportFormat): Generator<string> {
  if (format === 'csv') yield csvLines([table.columns])
  if (format === 'json') yield '['
  let separator = ''
  for (const rows of batches(table.rows())) {
    if (format === 'csv') yield csvLines(rows)
    else yield jsonRows(table.columns, rows, format === 'json' ? separator : undefined)
    separator = ','
  }
  if (format === 'json') yield '\n]\n'
}

/** `separator`: what stands before the first of an array's; undefined: an object a line. */
function jsonRows(
  columns: readonly string[],
  rows: readonly (readonly ExportCell[])[],
  separator: string | undefined,
): string {
  const objects = rows.map((row) =>
    JSON.stringify(Object.fromEntries(columns.map((name, index) => [name, row[index]]))),
  )
  return separator === undefined
    ? `${objects.join('\n')}\n`
    : `${separator}\n${objects.join(',\n')}`
}

function* batches<Item>(items: Iterable<Item>): Generator<readonly Item[]> {
  let taken: Item[] = []
  for (const item of items) {
    taken.push(item)
    if (taken.length < batch) continue
    yield taken
    taken = []
  }
  if (taken.length > 0) yield taken
}

import { stringify } from 'csv-stringify/sync'

type Cell = string | number | null

/** A table as it is written to CSV: null becomes an empty field. */
export interface CsvTable {
  readonly columns: readonly string[]
  readonly rows: Iterable<readonly Cell[]>
}

/**
 * The table as RFC 4180 text. Text that a spreadsheet would take for a formula gets an apostrophe before it; numbers
 * stay as they are. JSON is the form that loses nothing.
 */
export function csv(table: CsvTable): string {
  return csvLines([table.columns]) + csvLines(table.rows)
}

/** The same of some rows, without a heading. */
export function csvLines(rows: Iterable<readonly Cell[]>): string {
  const safe = Array.from(rows, (row) =>
    row.map((value) => (typeof value === 'string' ? withoutFormula(value) : value)),
  )
  return stringify(safe, { record_delimiter: 'windows', quoted_match: /[\r\n]/ })
}

// Spreadsheets skip leading blanks, and take full-width signs for the plain ones.
const formula = /^\s*[=+\-@|＝＋－＠]|^[\t\r\n]/

function withoutFormula(text: string): string {
  return formula.test(text) ? `'${text}` : text
}

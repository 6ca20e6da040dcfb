import { stringify } from 'csv-stringify/sync'

/** A table as it is written to CSV: null becomes an empty field. */
export interface CsvTable {
  readonly columns: readonly string[]
  readonly rows: Iterable<readonly (string | number | null)[]>
}

/**
 * The table as RFC 4180 text. Text that a spreadsheet would take for a formula gets an apostrophe before it; numbers
 * stay as they are. JSON is the form that loses nothing.
 */
export function csv(table: CsvTable): string {
  const rows = Array.from(table.rows, (row) =>
    row.map((value) => (typeof value === 'string' ? withoutFormula(value) : value)),
  )
  return stringify([table.columns, ...rows], {
    record_delimiter: 'windows',
    quoted_match: /[\r\n]/,
  })
}

// Spreadsheets skip leading blanks, and take full-width signs for the plain ones.
const formula = /^\s*[=+\-@|＝＋－＠]|^[\t\r\n]/

function withoutFormula(text: string): string {
  return formula.test(text) ? `'${text}` : text
}

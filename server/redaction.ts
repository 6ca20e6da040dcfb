// Text that leaves in an export goes through here: secrets become names that say what stood there.
import type { Redactor } from '../ingest/lifecycle/redactor.ts'
import type { ExportTable } from './store/export-table.ts'

// What rows are joined by holds no text of a log.
const key = /_id$|^(?:log_stream|log_group)$/

/** The table with the secrets of its text replaced. A key of several lines is followed through the lines of a stream. */
export function redactedTable(table: ExportTable, redactor: Redactor): ExportTable {
  const isText = table.columns.map((name) => !key.test(name))
  const streamAt = table.columns.indexOf('log_stream')
  function* rows() {
    for (const row of table.rows()) {
      const stream = streamAt < 0 ? undefined : String(row[streamAt])
      yield row.map((cell, index) =>
        isText[index] && typeof cell === 'string' ? redactedCell(cell, redactor, stream) : cell,
      )
    }
  }
  return { ...table, rows }
}

/** A line of a log, or text that is about none: of the latter JSON stays JSON. */
export function redactedCell(text: string, redactor: Redactor, stream?: string): string {
  if (stream !== undefined) return redactor.line(text, stream)
  const json = /^[[{]/.test(text) ? parsed(text) : undefined
  if (json === undefined) return redactor.line(text)
  const before = JSON.stringify(json)
  const after = JSON.stringify(redactedValue(json, redactor))
  return after === before ? text : after
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A record with all its text redacted; names of properties stay. */
export function redactedValue<Value>(value: Value, redactor: Redactor): Value {
  if (typeof value === 'string') return redactor.line(value) as Value
  if (Array.isArray(value)) return value.map((each) => redactedValue(each, redactor)) as Value
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, each]) => [name, redactedValue(each, redactor)])
  return Object.fromEntries(entries) as Value
}

/** What was replaced, in a line for people; empty: nothing was. */
export function redactionText(redactor: Redactor): string {
  const parts = redactor.summary().map(({ id, replaced, pseudonyms }) => {
    return `${replaced} of ${pseudonyms.length} ${id}`
  })
  return parts.length === 0 ? '' : `Replaced: ${parts.join(', ')}. --no-redact leaves them. `
}

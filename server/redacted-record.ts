import type { Redactor } from '../ingest/lifecycle/redactor.ts'

/**
 * The record with every text in it redacted, in the order in which its fields stand. Texts of one list are followed as
 * lines of one stream: the lines of an excerpt.
 */
export function redactedRecord<Value>(record: Value, redactor: Redactor): Value {
  return redactedValue(record, redactor, '') as Value
}

function redactedValue(value: unknown, redactor: Redactor, place: string): unknown {
  if (typeof value === 'string') return redactor.line(value, place)
  if (Array.isArray(value)) return value.map((item) => redactedValue(item, redactor, place))
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value)
  return Object.fromEntries(
    fields.map(([name, field]) => [name, redactedValue(field, redactor, `${place}.${name}`)]),
  )
}

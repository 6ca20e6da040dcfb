import { OperatorError } from '../ingest/operator-error.ts'
import { chipLabel, type FilterChip } from '../views/instance-filters.ts'
import { type ColumnName, columnNames, usualColumns } from '../views/instance-list-columns.ts'
import type { SortKey } from '../views/instances.ts'
import type { Chosen } from '../views/select.ts'
import { selectedStates } from '../views/state-selection.ts'
import { filterNames, type InstanceFilter } from '../views/urls.ts'

export interface InstanceListRequest {
  readonly filter: InstanceFilter
  readonly sort: SortKey
  readonly order: 'asc' | 'desc'
  readonly columns: readonly ColumnName[]
  /** The part after or before this instance; neither: the first. */
  readonly after?: string
  readonly before?: string
}

export const sortKeys = [
  'instance',
  'state',
  'group',
  'type',
  'zone',
  'ip',
  'attempts',
  'stage',
  'step',
  'started',
  'ended',
  'duration',
  'cause',
] as const satisfies readonly SortKey[]

const flags = [
  ...['aws-disagrees', 'not-listed', 'listed'],
  ...['no-lines', 'stream-gone', 'unmatched-marker', 'odd-clock'],
]

/** The filter, order and page that a query asks for. Throws OperatorError `invalid-request`. */
export function readInstanceListRequest(
  query: Readonly<Record<string, string>>,
): InstanceListRequest {
  const filter = readFilter(query)
  const sort = oneOf('sort', query.sort || 'state', sortKeys)
  const order = oneOf('order', query.order || 'asc', ['asc', 'desc'] as const)
  const { after, before } = query
  return {
    ...{ filter, sort, order, columns: readColumns(query.columns) },
    ...(after !== undefined && { after }),
    ...(before !== undefined && { before }),
  }
}

function readColumns(value: string | undefined): readonly ColumnName[] {
  if (value === undefined || value === '') return usualColumns
  if (value === 'none') return []
  const asked = new Set(value.split(',').map((name) => oneOf('columns', name, columnNames)))
  return columnNames.filter((name) => asked.has(name))
}

function readFilter(query: Readonly<Record<string, string>>): InstanceFilter {
  const given = filterNames.filter((name) => query[name] !== undefined && query[name] !== '')
  const filter: InstanceFilter = Object.fromEntries(given.map((name) => [name, query[name]]))
  readState(filter.state)
  if (filter.flag !== undefined) oneOf('flag', filter.flag, flags)
  return filter
}

/** What is in force, as it reads. */
export function chipsOf(filter: InstanceFilter): readonly FilterChip[] {
  return filterNames.flatMap((name) => {
    const value = filter[name]
    return value === undefined ? [] : [{ name, label: chipLabel(name, value) }]
  })
}

/** A whole number from 1; undefined: not given. Throws OperatorError `invalid-request`. */
export function readNumber(name: string, value: string | undefined): number | undefined {
  if (value === undefined || value === '') return undefined
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value)
  throw invalid(name, value, 'Use a whole number from 1.')
}

/** Of filters with a closed set of values those that a query gives. Throws OperatorError `invalid-request`. */
export function chosenOf<Choices extends Readonly<Record<string, readonly string[]>>>(
  query: Readonly<Record<string, string>>,
  choices: Choices,
): Chosen<Choices> {
  const chosen = Object.entries(choices).flatMap(([name, values]) => {
    const value = query[name]
    return value ? [[name, oneOf(name, value, values)]] : []
  })
  return Object.fromEntries(chosen)
}

/** A coverage state or a selection of them; undefined: not given. Throws OperatorError `invalid-request`. */
export function readState(value: string | undefined): string | undefined {
  if (value === undefined || value === '') return undefined
  if (selectedStates(value) !== undefined) return value
  throw invalid('state', value, 'Take a state from the legend of the overview.')
}

/** Throws OperatorError `invalid-request` that names what is allowed. */
export function oneOf<Value extends string>(
  name: string,
  value: string,
  allowed: readonly Value[],
): Value {
  const found = allowed.find((each) => each === value)
  if (found !== undefined) return found
  throw invalid(name, value, `Use one of ${allowed.join(', ')}.`)
}

function invalid(name: string, value: string, nextStep: string): OperatorError {
  return new OperatorError('invalid-request', `The page does not know ${name}=${value}.`, nextStep)
}

import {
  type FailureFilter,
  failureChoices,
  type GroupSort,
  groupSorts,
} from '../views/failure-filters.ts'
import { oneOf } from './filters.ts'

export interface FailureListRequest {
  readonly filter: FailureFilter
  readonly sort: GroupSort
}

/** The filter and order that a query asks for. Throws OperatorError `invalid-request`. */
export function readFailureListRequest(
  query: Readonly<Record<string, string>>,
): FailureListRequest {
  const chosen = Object.entries(failureChoices).flatMap(([name, values]) => {
    const value = query[name]
    return value ? [[name, oneOf(name, value, values)]] : []
  })
  const filter: FailureFilter = {
    ...Object.fromEntries(chosen),
    ...(query.stage && { stage: query.stage }),
    ...(query.facet && { facet: query.facet }),
  }
  return { filter, sort: oneOf('sort', query.sort || 'instances', groupSorts) }
}

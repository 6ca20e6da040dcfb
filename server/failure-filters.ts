import {
  type FailureFilter,
  failureChoices,
  type GroupSort,
  groupSorts,
} from '../views/failure-filters.ts'
import { chosenOf, oneOf } from './filters.ts'

export interface FailureListRequest {
  readonly filter: FailureFilter
  readonly sort: GroupSort
}

/** The filter and order that a query asks for. Throws OperatorError `invalid-request`. */
export function readFailureListRequest(
  query: Readonly<Record<string, string>>,
): FailureListRequest {
  const filter: FailureFilter = {
    ...chosenOf(query, failureChoices),
    ...(query.stage && { stage: query.stage }),
    ...(query.facet && { facet: query.facet }),
  }
  return { filter, sort: oneOf('sort', query.sort || 'instances', groupSorts) }
}

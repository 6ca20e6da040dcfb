import { type FailureFilter, type GroupSort, groupSorts } from '../views/failure-filters.ts'
import { oneOf } from './filters.ts'

export interface FailureListRequest {
  readonly filter: FailureFilter
  readonly sort: GroupSort
}

/** The filter and order that a query asks for. Throws OperatorError `invalid-request`. */
export function readFailureListRequest(
  query: Readonly<Record<string, string>>,
): FailureListRequest {
  const filter: FailureFilter = {
    ...(query.stage && { stage: query.stage }),
    ...(query.known && { known: oneOf('known', query.known, ['known', 'unknown'] as const) }),
    ...(query.verdict && {
      verdict: oneOf('verdict', query.verdict, [
        ...(['transient', 'deterministic', 'unclear'] as const),
      ]),
    }),
  }
  return { filter, sort: oneOf('sort', query.sort || 'instances', groupSorts) }
}

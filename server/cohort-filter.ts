import { OperatorError } from '../ingest/operator-error.ts'
import { type CohortName, cohortNames, cohortTerms } from '../views/cohort.ts'
import { selectedStates } from '../views/state-selection.ts'
import type { CohortTerms } from '../views/urls.ts'

/** The terms that a query names one by one: `group=worker&zone=us-west-2c`. Throws OperatorError `invalid-request`. */
export function readCohortFilter(query: Readonly<Record<string, string>>): CohortTerms {
  const given = cohortNames.filter((name) => query[name] !== undefined && query[name] !== '')
  return checked(Object.fromEntries(given.map((name) => [name, query[name]])))
}

/** The terms of an expression: `failed,zone=us-west-2c`. Throws OperatorError `invalid-request`. */
export function readCohort(expression: string): CohortTerms {
  const terms = cohortTerms(expression)
  if ('unreadable' in terms) {
    throw new OperatorError(
      'invalid-request',
      `“${terms.unreadable}” picks no instances, or twice the same.`,
      `Write all, failed, healthy, an instance id, a bring-up, a failure group, or NAME=VALUE joined by commas; names are ${cohortNames.join(', ')}.`,
    )
  }
  return checked(terms)
}

const flags = ['aws-disagrees', 'not-listed', 'listed']

function checked(terms: CohortTerms): CohortTerms {
  const { state, flag } = terms
  if (state !== undefined && selectedStates(state) === undefined) throw unknown('state', state)
  if (flag !== undefined && !flags.includes(flag)) throw unknown('flag', flag)
  return terms
}

function unknown(name: CohortName, value: string): OperatorError {
  return new OperatorError(
    'invalid-request',
    `There is no ${name} ${value}.`,
    name === 'flag'
      ? `Use one of ${flags.join(', ')}.`
      : 'Take one from the filter of the instance list.',
  )
}

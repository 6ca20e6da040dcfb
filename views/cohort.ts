// A cohort is a set of instances written in a line: `failed,zone=us-west-2c`. Terms are joined by commas, and an
// instance must meet all of them; a comma or a percent sign within a value is written %2C, %25.
import { coverageStates } from '../ingest/lifecycle/coverage.ts'
import { chipLabel } from './instance-filters.ts'
import { stateSelections } from './state-selection.ts'
import { type CohortTerms, filterNames } from './urls.ts'

export type CohortName = keyof CohortTerms

export const cohortNames: readonly CohortName[] = ['bring-up', 'instance', ...filterNames]

const instanceId = /^i-[0-9a-z]+$/
const bringUpId = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z$/
const groupId = /^[0-9a-f]{16}$/

const shortStates: Readonly<Record<string, string>> = {
  failed: 'any-failed',
  healthy: 'any-succeeded',
}

/** The terms of an expression; the offending part of one that cannot be read. Values are not checked. */
export function cohortTerms(expression: string): CohortTerms | { readonly unreadable: string } {
  const terms: Partial<Record<CohortName, string>> = {}
  for (const part of expression.split(',').map((each) => each.trim())) {
    if (part === '' || part === 'all') continue
    const term = readTerm(part)
    if (term === undefined || terms[term[0]] !== undefined) return { unreadable: part }
    terms[term[0]] = term[1]
  }
  return terms
}

function readTerm(part: string): readonly [CohortName, string] | undefined {
  const at = part.indexOf('=')
  if (at < 0) return readWord(part)
  const name = cohortNames.find((each) => each === part.slice(0, at))
  const value = decoded(part.slice(at + 1))
  return name === undefined || value === undefined || value === '' ? undefined : [name, value]
}

/** What may stand without a name: a state, an instance, a bring-up, a failure group. */
function readWord(word: string): readonly [CohortName, string] | undefined {
  if (Object.hasOwn(shortStates, word)) return ['state', shortStates[word] ?? '']
  const isState = coverageStates.some((state) => state === word)
  if (isState || Object.hasOwn(stateSelections, word)) return ['state', word]
  if (instanceId.test(word)) return ['instance', word]
  if (bringUpId.test(word)) return ['bring-up', word]
  return groupId.test(word) ? ['failure', word] : undefined
}

function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value)
  } catch {
    return undefined
  }
}

/** The shortest expression for these terms; terms in one order, whatever the order they came in. */
export function cohortExpression(terms: CohortTerms): string {
  const parts = cohortNames.flatMap((name) => {
    const value = terms[name]
    return value === undefined ? [] : [writeTerm(name, value)]
  })
  return parts.length === 0 ? 'all' : parts.join(',')
}

function writeTerm(name: CohortName, value: string): string {
  if (name === 'state') {
    const short = Object.entries(shortStates).find(([, selection]) => selection === value)?.[0]
    return short ?? value
  }
  if (name === 'instance' && instanceId.test(value)) return value
  if (name === 'bring-up' && bringUpId.test(value)) return value
  if (name === 'failure' && groupId.test(value)) return value
  return `${name}=${value.replace(/[%,]/g, encodeURIComponent).trim()}`
}

const stateWords: Readonly<Record<string, string>> = {
  'any-failed': 'failed',
  'any-succeeded': 'healthy',
}

/** How a cohort reads: `failed · zone us-west-2c`. */
export function cohortLabel(terms: CohortTerms): string {
  const parts = cohortNames.flatMap((name) => {
    const value = terms[name]
    return value === undefined ? [] : [termLabel(name, value)]
  })
  return parts.length === 0 ? 'all instances' : parts.join(' · ')
}

/** `zone us-west-2c`. */
export function termLabel(name: CohortName, value: string): string {
  if (name === 'bring-up') return `bring-up ${value}`
  if (name === 'instance') return value
  if (name === 'state') return stateWords[value] ?? chipLabel('state', value)
  return chipLabel(name, value)
}

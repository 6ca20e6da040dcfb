import { type CoverageState, coverageStates, failedStates } from '../ingest/lifecycle/coverage.ts'

/** Names for several coverage states at once, as a filter takes them. */
export const stateSelections: Readonly<Record<string, readonly CoverageState[]>> = {
  'any-failed': coverageStates.filter((state) => failedStates.has(state)),
  'any-succeeded': ['succeeded', 'succeeded-after-retry', 'succeeded-but-rolled-back'],
  // Whom failures are held against: up, and not rolled back.
  passed: ['succeeded', 'succeeded-after-retry'],
  'under-way': ['started', 'downloading', 'running'],
  'no-log': ['empty', 'no-stream'],
  // What the funnel can place nowhere: no log, or one that says nothing of the lifecycle.
  silent: ['no-markers', 'empty', 'no-stream'],
  'with-log': coverageStates.filter((state) => state !== 'empty' && state !== 'no-stream'),
}

/** The states that a filter value stands for; undefined: it names no state. */
export function selectedStates(value: string): readonly CoverageState[] | undefined {
  if (Object.hasOwn(stateSelections, value)) return stateSelections[value]
  const state = coverageStates.find((each) => each === value)
  return state === undefined ? undefined : [state]
}

import { type CoverageState, failedStates } from '../../ingest/lifecycle/coverage.ts'
import { type Stage, stages } from '../../ingest/lifecycle/stage.ts'
import { entrypointStep } from '../../ingest/lifecycle/step.ts'
import type { FunnelRow } from '../../views/funnel.ts'
import { stateSelections } from '../../views/state-selection.ts'
import type { EnteredStep, PlaceCount } from './overview-store.ts'

interface RowPlace {
  readonly kind: FunnelRow['kind']
  readonly stage: string | null
  readonly step: string | null
  readonly entered: number
}

/**
 * The way up as rows: expected, each stage, each step of the execution in the order of the fleet, succeeded. Every
 * instance that did not succeed is counted at exactly one row, so that the rows' failed add up to all failed.
 */
export function funnelRows(
  places: readonly PlaceCount[],
  steps: readonly EnteredStep[],
): readonly FunnelRow[] {
  const open = places.filter(({ state }) => !isOneOf(state, 'any-succeeded'))
  return rowPlaces(places, steps).map((row) => {
    const here = row.kind === 'succeeded' ? [] : open.filter((place) => isAt(place, row))
    return {
      ...row,
      failed: sumOf(here.filter(({ state }) => failedStates.has(state))),
      hung: sumOf(here.filter(({ state }) => state === 'hung')),
      silent: sumOf(here.filter(({ state }) => isOneOf(state, 'silent'))),
      underWay: sumOf(here.filter(({ state }) => isOneOf(state, 'under-way'))),
    }
  })
}

function rowPlaces(places: readonly PlaceCount[], steps: readonly EnteredStep[]): RowPlace[] {
  const stageRow = (stage: Stage): RowPlace => {
    return { kind: 'stage', stage, step: null, entered: enteredStage(places, stage) }
  }
  const succeeded = places.filter(({ state }) => isOneOf(state, 'any-succeeded'))
  // An attempt whose log has ended, and that AWS or the sync judges otherwise: it is lost after the last step.
  const lostAtTheEnd = places.some(
    ({ state, stage }) => stage === 'done' && !isOneOf(state, 'any-succeeded'),
  )
  // Whoever enters the execution runs the entrypoint; a run of it is named only where it ended there.
  const runs = enteredStage(places, 'execution')
  return [
    { kind: 'expected', stage: null, step: null, entered: sumOf(places) },
    ...(['start', 'download', 'execution'] as const).map(stageRow),
    ...[...steps, ...unseenSteps(places, steps)].map(
      ({ step, entered }): RowPlace => ({
        ...{ kind: 'step', stage: 'execution', step },
        entered: step === entrypointStep ? runs : entered,
      }),
    ),
    ...(lostAtTheEnd ? [stageRow('done')] : []),
    { kind: 'succeeded', stage: null, step: null, entered: sumOf(succeeded) },
  ]
}

/** Steps that an instance stopped at although no step run of its last attempt has that name. */
function unseenSteps(
  places: readonly PlaceCount[],
  steps: readonly EnteredStep[],
): { step: string; entered: number }[] {
  const known = new Set(steps.map(({ step }) => step))
  const stopped = new Map<string, number>()
  for (const { stage, step, instances } of places) {
    if (stage !== 'execution' || step === null || known.has(step)) continue
    stopped.set(step, (stopped.get(step) ?? 0) + instances)
  }
  return [...stopped].sort().map(([step, entered]) => ({ step, entered }))
}

/** Instances whose last attempt came at least as far as the stage. */
function enteredStage(places: readonly PlaceCount[], stage: Stage): number {
  const later: readonly string[] = stages.slice(stages.indexOf(stage))
  return sumOf(places.filter((place) => place.stage !== null && later.includes(place.stage)))
}

function isAt(place: PlaceCount, row: RowPlace): boolean {
  if (place.stage !== row.stage) return false
  return place.stage !== 'execution' || place.step === row.step
}

function isOneOf(state: CoverageState, selection: string): boolean {
  return stateSelections[selection]?.includes(state) ?? false
}

function sumOf(places: readonly PlaceCount[]): number {
  return places.reduce((sum, { instances }) => sum + instances, 0)
}

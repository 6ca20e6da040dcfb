// Failures that follow from a controller that is not up.
import type {
  Cascade,
  CascadeController,
  CascadeFailure,
  CascadeInput,
  Dependent,
} from './cascade.ts'
import { clock } from './clock.ts'
import { durationText } from './duration-text.ts'

/** The controller had failed, or not come up yet, when this instance failed. */
function wasDown(controller: CascadeController, failedMs: number): boolean {
  const { outcome, endedMs } = controller
  if (outcome === 'unfinished' || endedMs === undefined) return true
  return outcome === 'failed' ? endedMs <= failedMs : endedMs > failedMs
}

function naming(controller: CascadeController, line: string | undefined): string | undefined {
  const names = [controller.instanceId, ...controller.names].filter((name) => name !== '')
  const words = new Set(
    line?.split(/[^\w.:-]+/).flatMap((word) => [word, word.split(':')[0] ?? '']),
  )
  return names.find((name) => words.has(name))
}

function controllerState(controller: CascadeController, failure: CascadeFailure): string {
  const { instanceId, outcome, endedMs, step } = controller
  if (outcome !== 'failed' || endedMs === undefined) {
    return `Controller ${instanceId} had not come up when this instance failed at ${clock(failure.failedMs)}.`
  }
  const where = step === undefined ? '' : ` in ${step}`
  const earlier = durationText(failure.failedMs - endedMs)
  return `Controller ${instanceId} failed${where} at ${clock(endedMs)}, ${earlier} before this instance at ${clock(failure.failedMs)}.`
}

function controllerEvidence(
  failure: CascadeFailure,
  controller: CascadeController,
): readonly string[] | undefined {
  const name = naming(controller, failure.decisiveLine)
  const state = controllerState(controller, failure)
  if (name !== undefined) return [`Its decisive line names the controller, ${name}.`, state]
  if (failure.upstream !== 'controller') return undefined
  return ['Its known cause is a controller that does not answer.', state]
}

function dependentOf(failure: CascadeFailure, controller: CascadeController): readonly Dependent[] {
  const { instanceId, failureGroupId } = failure
  const evidence = controllerEvidence(failure, controller)
  return evidence === undefined ? [] : [{ instanceId, failureGroupId, evidence }]
}

/**
 * The failures that follow from a controller, each under the first of them that it can follow from. A failure while some
 * controller was up follows from none.
 */
export function controllerCascades({ failures, controllers }: CascadeInput): readonly Cascade[] {
  const ids = new Set(controllers.map(({ instanceId }) => instanceId))
  let open = failures.filter(
    ({ instanceId, failedMs }) =>
      !ids.has(instanceId) && controllers.every((controller) => wasDown(controller, failedMs)),
  )
  return controllers.toSorted(byEnd).flatMap((controller) => {
    const dependents = open.flatMap((failure) => dependentOf(failure, controller))
    if (dependents.length === 0) return []
    const taken = new Set(dependents.map(({ instanceId }) => instanceId))
    open = open.filter(({ instanceId }) => !taken.has(instanceId))
    const many =
      dependents.length === 1 ? '1 failure follows' : `${dependents.length} failures follow`
    const sentence = `${many} from controller ${controller.instanceId}: look at it first.`
    const upstream = { kind: 'controller', instanceId: controller.instanceId } as const
    return [{ upstream, dependents, sentence }]
  })
}

function byEnd(a: CascadeController, b: CascadeController): number {
  const order = (a.endedMs ?? Infinity) - (b.endedMs ?? Infinity)
  return (Number.isNaN(order) ? 0 : order) || (a.instanceId < b.instanceId ? -1 : 1)
}

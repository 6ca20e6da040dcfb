// Which failures follow from another. Two kinds are known: compute and login instances that need a controller which is not
// up, and instances that name the same shared service (a file system, a host, a bucket) in their decisive lines. A failure
// that is labelled a dependent stays in its failure group and in every count; the label only says where to look first.
import { controllerCascades } from './cascade-controller.ts'
import { serviceCascades } from './cascade-service.ts'

/** The last failed attempt of one instance. */
export interface CascadeFailure {
  readonly instanceId: string
  readonly instanceGroup: string | undefined
  readonly failureGroupId: string
  readonly step: string | undefined
  /** Epoch ms. */
  readonly failedMs: number
  /** undefined: lost tail. */
  readonly decisiveLine: string | undefined
  /** What the known cause of the failure follows from, if it has one that says so. */
  readonly upstream: 'controller' | 'shared-service' | undefined
}

/** An instance of a controller group, whatever became of it. */
export interface CascadeController {
  readonly instanceId: string
  /** How others may name it: private IP, host name. */
  readonly names: readonly string[]
  /** `unfinished`: it hangs, is still under way, or has no log. */
  readonly outcome: 'succeeded' | 'failed' | 'unfinished'
  /** Epoch ms when it failed or succeeded; undefined while unfinished. */
  readonly endedMs: number | undefined
  readonly step: string | undefined
}

export interface CascadeInput {
  readonly failures: readonly CascadeFailure[]
  /** Empty: no controller is known, as on EKS. */
  readonly controllers: readonly CascadeController[]
  /** Per endpoint, on how many healthy instances a line of the same template names it; absent: not counted. */
  readonly healthyNaming?: ReadonlyMap<string, number>
}

export interface Dependent {
  readonly instanceId: string
  readonly failureGroupId: string
  /** Sentences, with times and instance ids. */
  readonly evidence: readonly string[]
}

/** What to look at first, and the failures that follow from it. */
export interface Cascade {
  readonly upstream:
    | { readonly kind: 'controller'; readonly instanceId: string }
    | { readonly kind: 'shared-service'; readonly name: string }
  readonly dependents: readonly Dependent[]
  readonly sentence: string
}

function holdsController(cascade: Cascade, input: CascadeInput): boolean {
  const ids = new Set(input.controllers.map(({ instanceId }) => instanceId))
  return cascade.dependents.some(({ instanceId }) => ids.has(instanceId))
}

/**
 * What to look at first: a shared service that a controller failed on, then controllers, then other shared services, the
 * one with most dependents first. An instance depends on one of them at most. Its order does not depend on the input's.
 */
export function cascades(input: CascadeInput): readonly Cascade[] {
  const failures = input.failures.toSorted((a, b) => (a.instanceId < b.instanceId ? -1 : 1))
  const sorted = { ...input, failures }
  const controllers = controllerCascades(sorted)
  const labelled = new Set(
    controllers.flatMap(({ dependents }) => dependents.map(({ instanceId }) => instanceId)),
  )
  const services = serviceCascades(sorted, labelled)
  return [
    ...services.filter((cascade) => holdsController(cascade, sorted)),
    ...controllers,
    ...services.filter((cascade) => !holdsController(cascade, sorted)),
  ]
}

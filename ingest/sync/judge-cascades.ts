import { type Cascade, cascades } from '../lifecycle/cascade.ts'
import type { FailedAttempt, FleetInstance } from '../store/failed-attempt-store.ts'
import type { GroupFacts } from './group-facts.ts'
import { attemptKey, type CauseOf } from './judge-causes.ts'

/** Names that instance groups of controllers go by; Slurm's roles are no part of the inventory. */
export const controllerGroup = /controller|head-?node/i

/** Which failures follow from a controller or a shared service that failed first. */
export function cascadesOf(
  facts: GroupFacts,
  causes: CauseOf,
  present: readonly FailedAttempt[],
): readonly Cascade[] {
  const controllers = facts.instances.filter((instance) =>
    controllerGroup.test(instance.instanceGroup ?? ''),
  )
  return cascades({
    failures: present.map((failure) => ({
      instanceId: failure.instanceId,
      instanceGroup: failure.instanceGroup ?? undefined,
      failureGroupId: failure.failureGroupId,
      step: failure.step ?? undefined,
      failedMs: failure.endedMs,
      decisiveLine: failure.decisiveLine ?? undefined,
      upstream: causes.get(attemptKey(failure))?.upstream,
    })),
    controllers: controllers.map((instance) => ({
      instanceId: instance.instanceId,
      names: namesOf(instance),
      outcome: facts.healthy.has(instance.instanceId)
        ? 'succeeded'
        : facts.failed.has(instance.instanceId)
          ? 'failed'
          : 'unfinished',
      endedMs: instance.endedMs ?? undefined,
      step: instance.step ?? undefined,
    })),
  })
}

function namesOf({ privateIp }: FleetInstance): readonly string[] {
  return privateIp === null ? [] : [privateIp, `ip-${privateIp.replaceAll('.', '-')}`]
}

/** Instance id or service to look at first; null: it follows from nothing. */
export function upstreamOf(cascade: Cascade | undefined): string | null {
  if (cascade === undefined) return null
  const { upstream } = cascade
  return upstream.kind === 'controller' ? upstream.instanceId : upstream.name
}

// Failures that name the same shared service in their decisive lines.
import type { Cascade, CascadeFailure, CascadeInput } from './cascade.ts'
import { clock } from './clock.ts'
import { endpointsOf } from './endpoint.ts'

/** An endpoint must be named on this many instances to be called shared. */
export const minimumSharing = 3

function byEndpoint(failures: readonly CascadeFailure[]): ReadonlyMap<string, CascadeFailure[]> {
  const found = new Map<string, CascadeFailure[]>()
  for (const failure of failures) {
    for (const name of endpointsOf(failure.decisiveLine ?? '')) {
      const same = found.get(name)
      if (same === undefined) found.set(name, [failure])
      else same.push(failure)
    }
  }
  return found
}

/** Failures that name the same shared service; those `labelled` already follow from something else. */
export function serviceCascades(
  input: CascadeInput,
  labelled: ReadonlySet<string>,
): readonly Cascade[] {
  const own = new Set(input.controllers.flatMap(({ names }) => names))
  const open = input.failures.filter(({ instanceId }) => !labelled.has(instanceId))
  const taken = new Set<string>()
  const shared = [...byEndpoint(open)]
    .filter(([name, failures]) => failures.length >= minimumSharing && !own.has(name))
    .toSorted(([a, first], [b, second]) => second.length - first.length || (a < b ? -1 : 1))
  return shared.flatMap(([name, failures]) => {
    const members = failures.filter(({ instanceId }) => !taken.has(instanceId))
    if (members.length < minimumSharing) return []
    for (const { instanceId } of members) taken.add(instanceId)
    return [serviceCascade(name, members, input.healthyNaming?.get(name))]
  })
}

function serviceCascade(
  name: string,
  failures: readonly CascadeFailure[],
  healthy: number | undefined,
): Cascade {
  const times = failures.map(({ failedMs }) => failedMs)
  const between = `between ${clock(Math.min(...times))} and ${clock(Math.max(...times))}`
  const also = healthy === undefined ? '' : `; ${healthy} healthy instances say so too`
  const together = `${failures.length} instances name ${name} in their decisive lines, ${between}${also}.`
  const dependents = failures.map(({ instanceId, failureGroupId, failedMs }) => ({
    instanceId,
    failureGroupId,
    evidence: [`Its decisive line at ${clock(failedMs)} names ${name}.`, together],
  }))
  return {
    upstream: { kind: 'shared-service', name },
    dependents,
    sentence: `${together} Look at it first.`,
  }
}

import { awsDisagreement } from '../lifecycle/aws-disagreement.ts'
import { bringUps } from '../lifecycle/bring-up.ts'
import { coverageOf } from '../lifecycle/coverage.ts'
import type { FleetFacts } from '../lifecycle/instance-facts.ts'
import { fleetPace } from '../lifecycle/pace.ts'
import { stragglers } from '../lifecycle/straggler.ts'
import type { AttemptRow, InstanceRow, InstanceVerdict } from '../store/fleet-store.ts'
import type { SyncDatabase } from '../store/sync-database.ts'
import { attemptFacts, instanceFacts } from './fleet-rows.ts'
import { judgeBringUps } from './judge-bring-ups.ts'

/**
 * Judges each instance against the whole fleet: bring-ups, pace, coverage states, failures by stage, stragglers. Pure function of
 * the stored rows, in one transaction: readers see the old judgement or the new one.
 */
export function judgeFleet(database: SyncDatabase, clusterId: string): void {
  const { fleet } = database
  database.atOnce(() => {
    const attempts = fleet.attempts(clusterId)
    const instances = fleet.instances(clusterId)
    const facts = {
      asOfMs: fleet.asOfMs(clusterId),
      pace: fleetPace(fleet.succeededRuns(clusterId)),
    }
    const input = {
      ...{ bringUps: bringUps(attempts), attempts, instances, fleet: facts },
      verdicts: verdicts(instances, attempts, facts),
    }
    fleet.saveBringUps(clusterId, input.bringUps)
    fleet.savePace(clusterId, facts.pace)
    fleet.saveVerdicts(clusterId, input.verdicts)
    fleet.refreshStageFailures(clusterId)
    judgeBringUps(database, clusterId, input)
    database.bringUps.refreshEnteredSteps(clusterId)
    database.counts.countStandings(clusterId)
    database.stragglers.save(clusterId, stragglers(database.stragglers.slowRuns(clusterId)))
  })
}

function verdicts(
  instances: readonly InstanceRow[],
  attempts: readonly AttemptRow[],
  fleet: FleetFacts,
): readonly InstanceVerdict[] {
  const attemptsOf = Map.groupBy(attempts, ({ instanceId }) => instanceId)
  return instances.map((instance) => {
    const own = (attemptsOf.get(instance.instanceId) ?? []).map(attemptFacts)
    const { state, reason } = coverageOf({ ...instanceFacts(instance), attempts: own }, fleet)
    const awsStatus = instance.awsStatus ?? undefined
    const awsMessage = instance.awsMessage ?? undefined
    return {
      instanceId: instance.instanceId,
      state,
      stateReason: reason,
      awsDisagreesReason: awsDisagreement(state, awsStatus, awsMessage),
    }
  })
}

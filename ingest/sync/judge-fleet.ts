import { awsDisagreement } from '../lifecycle/aws-disagreement.ts'
import { bringUps } from '../lifecycle/bring-up.ts'
import { coverageOf } from '../lifecycle/coverage.ts'
import type { AttemptFacts, FleetFacts } from '../lifecycle/instance-facts.ts'
import { fleetPace } from '../lifecycle/pace.ts'
import { stragglers } from '../lifecycle/straggler.ts'
import type { AttemptRow, InstanceRow, InstanceVerdict } from '../store/fleet-store.ts'
import type { SyncDatabase } from '../store/sync-database.ts'

/**
 * Judges each instance against the whole fleet: bring-ups, pace, coverage states, failures by stage, stragglers. Pure function of
 * the stored rows, in one transaction: readers see the old judgement or the new one.
 */
export function judgeFleet(database: SyncDatabase, clusterId: string): void {
  const { fleet } = database
  database.atOnce(() => {
    const attempts = fleet.attempts(clusterId)
    const facts = {
      asOfMs: fleet.asOfMs(clusterId),
      pace: fleetPace(fleet.succeededRuns(clusterId)),
    }
    fleet.saveBringUps(clusterId, bringUps(attempts))
    fleet.savePace(clusterId, facts.pace)
    fleet.saveVerdicts(clusterId, verdicts(fleet.instances(clusterId), attempts, facts))
    fleet.refreshStageFailures(clusterId)
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

function instanceFacts(row: InstanceRow) {
  return {
    listed: row.listed === 1,
    awsMessage: row.awsMessage ?? undefined,
    ...{ streams: row.streams, events: row.events, lines: row.lines },
    imageId: row.imageId ?? undefined,
    desiredImageId: row.desiredImageId ?? undefined,
    softwareUpdateStatus: row.softwareUpdateStatus ?? undefined,
  }
}

function attemptFacts(row: AttemptRow): AttemptFacts {
  return {
    ...row,
    step: row.step ?? undefined,
    failedStage: row.failedStage ?? undefined,
    lostTail: row.lostTail === 1,
  }
}

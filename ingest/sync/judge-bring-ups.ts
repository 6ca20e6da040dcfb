import { type BringUp, bringUpAt } from '../lifecycle/bring-up.ts'
import { coverageOf } from '../lifecycle/coverage.ts'
import type { FleetFacts } from '../lifecycle/instance-facts.ts'
import { fleetPace } from '../lifecycle/pace.ts'
import type { BringUpStanding } from '../store/bring-up-store.ts'
import type { AttemptRow, InstanceRow, InstanceVerdict } from '../store/fleet-store.ts'
import type { SyncDatabase } from '../store/sync-database.ts'
import { attemptFacts, instanceFacts } from './fleet-rows.ts'

/** What the bring-ups of a cluster are judged by. */
export interface BringUpInput {
  readonly bringUps: readonly BringUp[]
  readonly attempts: readonly AttemptRow[]
  readonly instances: readonly InstanceRow[]
  /** Where the instances stand now. */
  readonly verdicts: readonly InstanceVerdict[]
  readonly fleet: FleetFacts
}

/**
 * Judges where each instance stood at the end of each bring-up that it ran in, by the attempts of that bring-up alone,
 * and how fast the bring-up was. In its last one an instance stands where it stands now.
 */
export function judgeBringUps(
  database: SyncDatabase,
  clusterId: string,
  input: BringUpInput,
): void {
  const attemptsIn = Map.groupBy(
    input.attempts,
    ({ startedMs }) => bringUpAt(input.bringUps, startedMs)?.bringUpId ?? '',
  )
  const judge = standingIn(input)
  const standings = new Map(
    input.bringUps.map(({ bringUpId }) => {
      const own = Map.groupBy(attemptsIn.get(bringUpId) ?? [], ({ instanceId }) => instanceId)
      return [bringUpId, [...own].map(([id, attempts]) => judge(id, attempts))]
    }),
  )
  database.bringUps.saveStandings(clusterId, standings)
  database.bringUps.savePaces(
    clusterId,
    new Map(
      input.bringUps.map(({ bringUpId }) => [
        bringUpId,
        fleetPace(database.bringUps.succeededRuns(clusterId, bringUpId)),
      ]),
    ),
  )
}

function standingIn({ attempts, instances, verdicts, fleet }: BringUpInput) {
  const instanceOf = new Map(instances.map((row) => [row.instanceId, row]))
  const verdictOf = new Map(verdicts.map((row) => [row.instanceId, row]))
  const lastAttempt = new Map(attempts.map(({ instanceId, attempt }) => [instanceId, attempt]))
  return (instanceId: string, own: readonly AttemptRow[]): BringUpStanding => {
    const attempt = own.at(-1)?.attempt ?? 0
    const now = verdictOf.get(instanceId)
    const count = { instanceId, attempt, attempts: own.length }
    if (now !== undefined && attempt === lastAttempt.get(instanceId)) {
      return { ...count, state: now.state, stateReason: now.stateReason, isLast: true }
    }
    const row = instanceOf.get(instanceId)
    // A rollback, and what else AWS says of the instance, came later.
    const then = { ...instanceFacts(row), imageId: undefined, softwareUpdateStatus: undefined }
    const { state, reason } = coverageOf({ ...then, attempts: own.map(attemptFacts) }, fleet)
    return { ...count, state, stateReason: reason, isLast: false }
  }
}

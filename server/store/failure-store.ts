import type { Database, Statement } from 'better-sqlite3'
import type { FailureGroupMember } from '../../views/group-members.ts'
import type { GroupCount } from '../../views/top-groups.ts'
import { failedNow, selectCounted } from './group-columns.ts'
import { failedList } from './instance-columns.ts'

const selectGroups = /* sql */ `
  WITH counted AS (
  SELECT failure.failure_group_id                  AS failureGroupId,
         coalesce(failure_signature.template, '')  AS title,
         failure.stage                             AS stage,
         failure.step                              AS step,
         count(*)                                  AS instances,
         max(failure.known_cause)                  AS knownCause,
         min(attempt.ended_ms)                     AS firstSeenMs,
         max(attempt.ended_ms)                     AS lastSeenMs
  ${failedNow}
   GROUP BY failure.failure_group_id)
  ${selectCounted}
   ORDER BY counted.instances DESC, counted.failureGroupId
   LIMIT 10000
`

const selectMembers = /* sql */ `
  SELECT instance.instance_id              AS instanceId,
         instance.state                    AS state,
         instance.instance_group           AS instanceGroup,
         instance.instance_type            AS instanceType,
         instance.availability_zone        AS availabilityZone,
         failure.attempt                   AS attempt,
         failure.exit_code                 AS exitCode,
         failure.decisive_line_ordinal     AS decisiveLineOrdinal,
         failure.decisive_line             AS decisiveLine,
         attempt.started_ms                AS startedMs,
         attempt.ended_ms                  AS endedMs
  ${failedNow}
     AND failure.failure_group_id = @failureGroupId
   ORDER BY attempt.ended_ms, instance.instance_id
   LIMIT @limit
`

const selectEarlierAttempts = /* sql */ `
  SELECT count(*)
    FROM failure
    JOIN instance ON instance.cluster_id  = failure.cluster_id
                 AND instance.instance_id = failure.instance_id
   WHERE failure.failure_group_id = @failureGroupId
     AND failure.cluster_id       = @clusterId
     AND NOT (failure.attempt = instance.attempts AND instance.state IN (${failedList}))
`

const selectSignature = /* sql */ `
  WITH counted AS (
  SELECT failure_group_id AS failureGroupId,
         template         AS title,
         stage            AS stage,
         step             AS step,
         0                AS instances,
         NULL             AS knownCause,
         0                AS firstSeenMs,
         0                AS lastSeenMs
    FROM failure_signature
   WHERE failure_group_id = @failureGroupId)
  ${selectCounted}
`

export interface OfGroup {
  readonly clusterId: string
  readonly failureGroupId: string
}

/** Why instances failed: the failures of last attempts, grouped by signature. */
export class FailureStore {
  readonly #groups: Statement<[{ readonly clusterId: string }], GroupCount>
  readonly #members: Statement<[OfGroup & { readonly limit: number }], FailureGroupMember>
  readonly #earlierAttempts: Statement<[OfGroup], number>
  readonly #signature: Statement<[OfGroup], GroupCount>

  constructor(database: Database) {
    this.#groups = database.prepare(selectGroups)
    this.#members = database.prepare(selectMembers)
    this.#earlierAttempts = database.prepare(selectEarlierAttempts).pluck() as Statement<
      [OfGroup],
      number
    >
    this.#signature = database.prepare(selectSignature)
  }

  /** Groups with at least one failed instance, most instances first. */
  groups(clusterId: string): readonly GroupCount[] {
    return this.#groups.all({ clusterId })
  }

  /** A group that nothing belongs to any more keeps its page; undefined: there never was one. */
  group(of: OfGroup): GroupCount | undefined {
    const present = this.groups(of.clusterId).find(
      (each) => each.failureGroupId === of.failureGroupId,
    )
    return present ?? this.#signature.get(of)
  }

  /** In the order in which they failed. */
  members(group: OfGroup, limit: number): readonly FailureGroupMember[] {
    return this.#members.all({ ...group, limit })
  }

  /** Failed attempts of this signature that a later attempt has overtaken. */
  earlierAttempts(group: OfGroup): number {
    return this.#earlierAttempts.get(group) ?? 0
  }
}

import type { Database, Statement } from 'better-sqlite3'
import type { FailureGroupMember } from '../../views/group-members.ts'
import type { FirstNearMiss } from '../../views/near-misses.ts'
import type { GroupCount } from '../../views/top-groups.ts'
import { failedNow, selectCounted } from './group-columns.ts'
import { KeptRecords } from './kept-records.ts'
import type { Scope } from './scope.ts'

const selectGroups = /* sql */ `
  WITH counted AS MATERIALIZED (
  SELECT failure_count.failure_group_id            AS failureGroupId,
         coalesce(failure_signature.template, '')  AS title,
         failure_count.stage                       AS stage,
         failure_count.step                        AS step,
         failure_count.instances                   AS instances,
         failure_count.known_cause                 AS knownCause
    FROM failure_count
    LEFT JOIN failure_signature USING (failure_group_id)
   WHERE failure_count.cluster_id  = @clusterId
     AND failure_count.bring_up_id = @bringUpId
     AND failure_count.instances   > 0)
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

const countAttempts = /* sql */ `
  SELECT count(*)
    FROM failure
    JOIN attempt USING (cluster_id, instance_id, attempt)
   WHERE failure.failure_group_id = @failureGroupId
     AND failure.cluster_id       = @clusterId
     AND (@bringUpId = '' OR attempt.bring_up_id = @bringUpId)
`

const selectSignature = /* sql */ `
  WITH counted AS (
  SELECT failure_group_id AS failureGroupId,
         template         AS title,
         stage            AS stage,
         step             AS step,
         0                AS instances,
         NULL             AS knownCause
    FROM failure_signature
   WHERE failure_group_id = @failureGroupId)
  ${selectCounted}
`

// Walks the attempts of the cluster once; failures of before by failure_by_group.
const selectFirstSeen = /* sql */ `
  SELECT DISTINCT failure.failure_group_id
    FROM bring_up
    JOIN attempt USING (cluster_id, bring_up_id)
    JOIN failure USING (cluster_id, instance_id, attempt)
   WHERE bring_up.cluster_id  = @clusterId
     AND bring_up.bring_up_id = @bringUpId
     AND NOT EXISTS (SELECT 1
                       FROM failure AS other
                       JOIN attempt AS former ON former.cluster_id  = other.cluster_id
                                             AND former.instance_id = other.instance_id
                                             AND former.attempt     = other.attempt
                      WHERE other.failure_group_id = failure.failure_group_id
                        AND former.started_ms      < bring_up.started_ms)
   LIMIT 10000
`

// The first few of each group, by instance id.
const selectFirstNearMisses = /* sql */ `
  SELECT failureGroupId, instanceId, attempt, lineOrdinal
    FROM (SELECT failure_group_id AS failureGroupId,
                 instance_id      AS instanceId,
                 attempt          AS attempt,
                 line_ordinal     AS lineOrdinal,
                 row_number() OVER (PARTITION BY failure_group_id ORDER BY instance_id) AS place
            FROM near_miss
           WHERE cluster_id  = @clusterId
             AND bring_up_id = @bringUpId)
   WHERE place <= 3
   ORDER BY failureGroupId, instanceId
   LIMIT 30000
`

export interface OfGroup extends Scope {
  readonly failureGroupId: string
}

/** Why instances failed: the failures of last attempts, grouped by signature. */
export class FailureStore {
  readonly #kept: KeptRecords
  readonly #groups: Statement<[Scope], GroupCount>
  readonly #members: Statement<[OfGroup & { readonly limit: number }], FailureGroupMember>
  readonly #attempts: Statement<[OfGroup], number>
  readonly #signature: Statement<[OfGroup], GroupCount>
  readonly #firstSeen: Statement<[Scope], string>
  readonly #firstNearMisses: Statement<[Scope], FirstNearMiss>

  constructor(database: Database) {
    this.#kept = new KeptRecords(database)
    this.#groups = database.prepare(selectGroups)
    this.#members = database.prepare(selectMembers)
    this.#attempts = database.prepare(countAttempts).pluck() as Statement<[OfGroup], number>
    this.#signature = database.prepare(selectSignature)
    this.#firstSeen = database.prepare(selectFirstSeen).pluck() as Statement<[Scope], string>
    this.#firstNearMisses = database.prepare(selectFirstNearMisses)
  }

  /** Groups with at least one failed instance, most instances first. */
  groups(scope: Scope): readonly GroupCount[] {
    const { clusterId, bringUpId } = scope
    return this.#kept.get(JSON.stringify(['groups', clusterId, bringUpId]), () =>
      this.#groups.all(scope),
    )
  }

  /** A group that nothing belongs to any more keeps its page; undefined: there never was one. */
  group(of: OfGroup): GroupCount | undefined {
    const present = this.groups(of).find((each) => each.failureGroupId === of.failureGroupId)
    return present ?? this.#signature.get(of)
  }

  /** Ids of the groups that failed in a bring-up and in none that began before it, of any cluster of the file. */
  firstSeenIn(bringUp: Scope): readonly string[] {
    return this.#firstSeen.all(bringUp)
  }

  /** Three near-misses at most of each group, by group and instance. */
  firstNearMisses(scope: Scope): readonly FirstNearMiss[] {
    return this.#firstNearMisses.all(scope)
  }

  /** In the order in which they failed. */
  members(group: OfGroup, limit: number): readonly FailureGroupMember[] {
    const { clusterId, bringUpId, failureGroupId } = group
    return this.#kept.get(
      JSON.stringify(['members', clusterId, bringUpId, failureGroupId, limit]),
      () => this.#members.all({ ...group, limit }),
    )
  }

  /** Ids of the members, in the same order. */
  memberIds(group: OfGroup, limit: number): readonly string[] {
    return this.members(group, limit).map(({ instanceId }) => instanceId)
  }

  /** Failed attempts of this signature, also those that a later attempt has overtaken. */
  attempts(group: OfGroup): number {
    return this.#attempts.get(group) ?? 0
  }
}

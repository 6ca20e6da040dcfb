import type { Database, Statement } from 'better-sqlite3'
import type { BringUpHeader } from '../../views/bring-up-header.ts'
import type { CauseChange, PaceChange, SincePreviousRecord } from '../../views/since-previous.ts'
import type { Scope } from './scope.ts'

// A median moved when it did so by a quarter and five seconds, over five runs or more on either side: below, chance moves
// it as far. docs/sql.md asks the same.
const selectPaces = /* sql */ `
  SELECT now.stage        AS stage,
         now.step         AS step,
         now.median_ms    AS medianMs,
         before.median_ms AS previousMs
    FROM bring_up_pace AS now
    JOIN bring_up_pace AS before ON before.cluster_id  = now.cluster_id
                                AND before.bring_up_id = @previousId
                                AND before.stage       = now.stage
                                AND coalesce(before.step, '') = coalesce(now.step, '')
   WHERE now.cluster_id  = @clusterId
     AND now.bring_up_id = @bringUpId
     AND min(now.runs, before.runs) >= 5
     AND abs(now.median_ms - before.median_ms) >= max(5000, 0.25 * before.median_ms)
   ORDER BY abs(now.median_ms - before.median_ms) DESC, now.stage, now.step
   LIMIT 1000
`

const selectCauses = /* sql */ `
  WITH failed AS (
  SELECT failure_group_id                                                        AS id,
         coalesce(sum(instances) FILTER (WHERE bring_up_id = @bringUpId), 0)     AS instances,
         coalesce(sum(instances) FILTER (WHERE bring_up_id = @previousId), 0)    AS previousInstances
    FROM failure_count
   WHERE cluster_id = @clusterId
     AND bring_up_id IN (@bringUpId, @previousId)
     AND instances > 0
   GROUP BY failure_group_id)
  SELECT failed.id                                                  AS failureGroupId,
         coalesce(failure_signature.template, '')                   AS title,
         (SELECT group_rule.value
            FROM group_rule
           WHERE group_rule.kind = 'rename' AND group_rule.failure_group_id = failed.id
           ORDER BY group_rule.rule_id DESC
           LIMIT 1)                                                 AS name,
         (SELECT max(said.known_cause_title)
            FROM failure_group_verdict AS said
           WHERE said.cluster_id = @clusterId
             AND said.bring_up_id IN (@bringUpId, @previousId)
             AND said.failure_group_id = failed.id)                 AS knownCauseTitle,
         CASE WHEN failed.instances = 0 THEN 'gone'
              WHEN EXISTS (SELECT 1
                             FROM failure_count
                            WHERE failure_count.failure_group_id = failed.id
                              AND failure_count.first_started_ms < @startedMs) THEN 'recurring'
              ELSE 'new' END                                        AS change,
         failed.instances                                           AS instances,
         failed.previousInstances                                   AS previousInstances
    FROM failed
    LEFT JOIN failure_signature ON failure_signature.failure_group_id = failed.id
   ORDER BY failed.instances DESC, failed.previousInstances DESC, failed.id
   LIMIT 10000
`

interface TwoBringUps {
  readonly clusterId: string
  readonly bringUpId: string
  readonly previousId: string
  readonly startedMs: number
}

/** How a bring-up differs from the one before it. */
export class SincePreviousStore {
  readonly #paces: Statement<[TwoBringUps], PaceChange>
  readonly #causes: Statement<[TwoBringUps], CauseChange>

  constructor(database: Database) {
    this.#paces = database.prepare(selectPaces)
    this.#causes = database.prepare(selectCauses)
  }

  /** `all`: the bring-ups of the cluster, the latest first. null: the scope has no bring-up before its own. */
  sincePrevious(
    { clusterId, bringUpId: scope }: Scope,
    all: readonly BringUpHeader[],
  ): SincePreviousRecord | null {
    const at = scope === '' ? 0 : all.findIndex(({ bringUpId }) => bringUpId === scope)
    const [bringUp, previous] = [all[at], all[at + 1]]
    if (bringUp === undefined || previous === undefined) return null
    const { bringUpId, startedMs } = bringUp
    const two = { clusterId, bringUpId, previousId: previous.bringUpId, startedMs }
    return { bringUp, previous, paces: this.#paces.all(two), causes: this.#causes.all(two) }
  }
}

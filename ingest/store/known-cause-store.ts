import type { Database, Statement } from 'better-sqlite3'
import type { JudgedScope } from './failed-attempt-store.ts'
import { prepareAll } from './prepare-all.ts'

/** A known cause that matches a line of an attempt. */
export interface KnownCauseLine {
  readonly knownCause: string
  /** The first line that it matches. */
  readonly lineOrdinal: number
  /** How many it matches. */
  readonly lines: number
}

const sql = {
  deleteInstance:
    'DELETE FROM known_cause_line WHERE cluster_id = @clusterId AND instance_id = @instanceId',
  insertLine: /* sql */ `
    INSERT INTO known_cause_line (cluster_id, instance_id, attempt, known_cause, line_ordinal, lines)
    VALUES (@clusterId, @instanceId, @attempt, @knownCause, @lineOrdinal, @lines)`,
  healthyHits: /* sql */ `
    SELECT known_cause_line.known_cause AS knownCause, count(*) AS instances
      FROM standing AS instance
      JOIN known_cause_line ON known_cause_line.cluster_id  = instance.cluster_id
                           AND known_cause_line.instance_id = instance.instance_id
                           AND known_cause_line.attempt     = instance.attempt
     WHERE instance.cluster_id = @clusterId AND instance.bring_up_id = @bringUpId
       AND instance.state IN ('succeeded', 'succeeded-after-retry')
     GROUP BY known_cause_line.known_cause`,
  healthyLines: /* sql */ `
    SELECT instance.instance_id AS instanceId, instance.attempt, known_cause_line.line_ordinal AS lineOrdinal
      FROM standing AS instance
      JOIN known_cause_line ON known_cause_line.cluster_id  = instance.cluster_id
                           AND known_cause_line.instance_id = instance.instance_id
                           AND known_cause_line.attempt     = instance.attempt
                           AND known_cause_line.known_cause = @knownCause
     WHERE instance.cluster_id = @clusterId AND instance.bring_up_id = @bringUpId
       AND instance.state IN ('succeeded', 'succeeded-after-retry')`,
}

/** `known_cause_line`. Callers own the transaction. */
export class KnownCauseStore {
  readonly #sql: Readonly<Record<keyof typeof sql, Statement>>

  constructor(database: Database) {
    this.#sql = prepareAll(database, sql)
  }

  /** Replaces what was known of the instance's attempts; `attempts[n]` holds what matches in attempt n + 1. */
  saveInstance(
    instance: { readonly clusterId: string; readonly instanceId: string },
    attempts: readonly (readonly KnownCauseLine[])[],
  ): void {
    this.#sql.deleteInstance.run(instance)
    for (const [index, lines] of attempts.entries()) {
      for (const line of lines) {
        this.#sql.insertLine.run({ ...instance, attempt: index + 1, ...line })
      }
    }
  }

  /** On how many healthy instances of the scope each known cause matches a line of the attempt that passed. */
  healthyHits(scope: JudgedScope): ReadonlyMap<string, number> {
    const rows = this.#sql.healthyHits.all(scope) as { knownCause: string; instances: number }[]
    return new Map(rows.map(({ knownCause, instances }) => [knownCause, instances]))
  }

  /** Where a known cause matches first on each healthy instance of the scope, in the attempt that passed. */
  healthyLines(
    scope: JudgedScope,
    knownCause: string,
  ): readonly { instanceId: string; attempt: number; lineOrdinal: number }[] {
    const { clusterId, bringUpId } = scope
    return this.#sql.healthyLines.all({ clusterId, bringUpId, knownCause }) as ReturnType<
      KnownCauseStore['healthyLines']
    >
  }
}

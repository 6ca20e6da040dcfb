import type { Database, Statement } from 'better-sqlite3'
import type { DecisiveChoice, FailureCase } from '../lifecycle/decisive-choice.ts'
import type { Stage } from '../lifecycle/stage.ts'
import type { FailureGroupKey } from './analysis-store.ts'
import { prepareAll } from './prepare-all.ts'

/** A failed attempt with its case, and the line that decides so far. */
export interface StoredCase {
  readonly instanceId: string
  readonly attempt: number
  readonly stage: Exclude<Stage, 'done'>
  readonly step: string | null
  readonly exitCode: number | null
  readonly lostTail: 0 | 1
  readonly reasons: string
  readonly clues: FailureCase
}

/** What was chosen for one failed attempt. */
export interface ChosenLine {
  readonly instanceId: string
  readonly attempt: number
  readonly choice: DecisiveChoice
  readonly group: FailureGroupKey & { readonly stage: string; readonly step: string | null }
}

const selectCases = /* sql */ `
  SELECT failure.instance_id AS instanceId, failure.attempt, failure.stage, failure.step,
         failure.exit_code AS exitCode, attempt.lost_tail AS lostTail, failure.reasons, failure_case.clues
    FROM failure_case
    JOIN failure USING (cluster_id, instance_id, attempt)
    JOIN attempt USING (cluster_id, instance_id, attempt)
   WHERE failure_case.cluster_id = @clusterId
   ORDER BY failure.instance_id, failure.attempt
`

// Links to a group that no attempt is in any more lead to the group that its attempts are in now: of several to the one
// that most of them went to.
const insertAliases = /* sql */ `
  INSERT INTO moved_group (alias_id, failure_group_id)
  SELECT known_as, failure_group_id
    FROM (SELECT failure_case.known_as, failure.failure_group_id,
                 row_number() OVER (PARTITION BY failure_case.known_as
                                        ORDER BY count(*) DESC, failure.failure_group_id) AS place
            FROM failure_case
            JOIN failure USING (cluster_id, instance_id, attempt)
           WHERE failure_case.cluster_id = @clusterId
             AND failure_case.known_as NOT IN (SELECT failure_group_id FROM failure)
           GROUP BY failure_case.known_as, failure.failure_group_id)
   WHERE place = 1
  ON CONFLICT (alias_id) DO UPDATE SET failure_group_id = excluded.failure_group_id
`

const sql = {
  ...{ selectCases, insertAliases },
  // Otherwise an old link would take two steps, or lead away from a group that is back.
  followAliases: /* sql */ `
    UPDATE moved_group SET failure_group_id = later.failure_group_id
      FROM moved_group AS later
     WHERE later.alias_id = moved_group.failure_group_id`,
  dropAliases: 'DELETE FROM moved_group WHERE alias_id IN (SELECT failure_group_id FROM failure)',
  knownAs: /* sql */ `
    UPDATE failure_case SET known_as = failure.failure_group_id
      FROM failure
     WHERE failure_case.cluster_id = @clusterId AND failure.cluster_id = failure_case.cluster_id
       AND failure.instance_id = failure_case.instance_id AND failure.attempt = failure_case.attempt`,
  updateFailure: /* sql */ `
    UPDATE failure
       SET decisive_line_ordinal = @ordinal, decisive_line = @text, reasons = @reasons,
           failure_group_id = @failureGroupId
     WHERE cluster_id = @clusterId AND instance_id = @instanceId AND attempt = @attempt`,
  updateAttempt: /* sql */ `
    UPDATE attempt SET lost_tail = @lostTail
     WHERE cluster_id = @clusterId AND instance_id = @instanceId AND attempt = @attempt`,
  insertSignature: /* sql */ `
    INSERT INTO failure_signature (failure_group_id, algorithm, stage, step, template)
    VALUES (@failureGroupId, @algorithm, @stage, @step, @template)
    ON CONFLICT DO NOTHING`,
  // What the analysis of single logs, or an earlier choice, called a group that nothing is in.
  dropSignatures: /* sql */ `
    DELETE FROM failure_signature
     WHERE failure_group_id NOT IN (SELECT failure_group_id FROM failure)
       AND failure_group_id NOT IN (SELECT failure_group_id FROM group_rule)
       AND failure_group_id NOT IN (SELECT value FROM group_rule WHERE kind = 'merge')`,
  deleteEvidence: 'DELETE FROM failure_evidence WHERE cluster_id = @clusterId',
  insertEvidence: /* sql */ `
    INSERT INTO failure_evidence (cluster_id, instance_id, attempt, rank, line_ordinal, line, score, reasons)
    VALUES (@clusterId, @instanceId, @attempt, @rank, @ordinal, @text, @score, @reasons)`,
}

/** `failure_case`, and what the choice of decisive lines writes. Callers own the transaction. */
export class FailureCaseStore {
  readonly #sql: Readonly<Record<keyof typeof sql, Statement>>

  constructor(database: Database) {
    this.#sql = prepareAll(database, sql)
  }

  /** Every failed attempt of the cluster, by instance. */
  cases(clusterId: string): readonly StoredCase[] {
    const rows = this.#sql.selectCases.all({ clusterId }) as (Omit<StoredCase, 'clues'> & {
      clues: string
    })[]
    return rows.map((row) => ({ ...row, clues: JSON.parse(row.clues) as FailureCase }))
  }

  /** Replaces what was chosen before, for every failed attempt of the cluster. */
  saveChoices(clusterId: string, chosen: readonly ChosenLine[]): void {
    this.#sql.deleteEvidence.run({ clusterId })
    for (const line of chosen) this.#save({ ...line, clusterId })
    this.#sql.insertAliases.run({ clusterId })
    this.#sql.dropAliases.run()
    this.#sql.followAliases.run()
    this.#sql.knownAs.run({ clusterId })
    this.#sql.dropSignatures.run()
  }

  #save({
    clusterId,
    instanceId,
    attempt,
    choice,
    group,
  }: ChosenLine & { clusterId: string }): void {
    const { decisive, evidence } = choice
    const key = { clusterId, instanceId, attempt }
    this.#sql.insertSignature.run(group)
    this.#sql.updateFailure.run({
      ...key,
      ordinal: decisive?.ordinal ?? null,
      text: decisive?.text ?? null,
      reasons: JSON.stringify(choice.reasons),
      failureGroupId: group.failureGroupId,
    })
    this.#sql.updateAttempt.run({ ...key, lostTail: decisive === undefined ? 1 : 0 })
    for (const [place, { ordinal, text, score, reasons }] of evidence.entries()) {
      const rank = place + 1
      const row = { ...key, rank, ordinal, text, score, reasons: JSON.stringify(reasons) }
      this.#sql.insertEvidence.run(row)
    }
  }
}

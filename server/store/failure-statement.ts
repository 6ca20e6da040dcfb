import type { Database, Statement } from 'better-sqlite3'
import type { FailureRecord } from '../../views/instance-verdict.ts'
import type { CatalogueEntry } from '../../views/known-cause.ts'
import { failedList } from './instance-columns.ts'
import type { OfAttempt } from './instance-store.ts'
import { KeptRecords } from './kept-records.ts'
import type { Scope } from './scope.ts'
import { catalogueEntry } from './verdict-details.ts'

const selectFailure = /* sql */ `
  SELECT failure.stage                 AS stage,
         failure.step                  AS step,
         failure.exit_code             AS exitCode,
         failure.decisive_line_ordinal AS decisiveLineOrdinal,
         failure.decisive_line         AS decisiveLine,
         failure.reasons               AS reasons,
         failure.failure_group_id      AS failureGroupId,
         coalesce(said.known_cause, failure.known_cause) AS knownCause,
         said.known_cause_title        AS knownCauseTitle,
         said.verdict                  AS verdict,
         said.verdict_sentence         AS verdictSentence,
         said.cascade_sentence         AS cascadeSentence,
         said.upstream                 AS upstream,
         json_extract(said.details, '$.catalogue') AS entry,
         (SELECT json_group_array(json_object(
                   'lineOrdinal', evidence.line_ordinal, 'line', evidence.line,
                   'score', evidence.score, 'reasons', json(evidence.reasons)))
            FROM (SELECT line_ordinal, line, score, reasons
                    FROM failure_evidence
                   WHERE failure_evidence.cluster_id  = failure.cluster_id
                     AND failure_evidence.instance_id = failure.instance_id
                     AND failure_evidence.attempt     = failure.attempt
                   ORDER BY rank
                   LIMIT 20) AS evidence) AS evidence
    FROM failure
    LEFT JOIN failure_group_verdict AS said
           ON said.cluster_id       = failure.cluster_id
          AND said.bring_up_id      = @bringUpId
          AND said.failure_group_id = failure.failure_group_id
   WHERE failure.cluster_id  = @clusterId
     AND failure.instance_id = @instanceId
     AND failure.attempt     = @attempt
`

// Looks every failure of the group up; its members stay the same while the file does.
const countGroup = /* sql */ `
  SELECT count(*)
    FROM failure
    JOIN standing AS instance
                  ON instance.cluster_id  = failure.cluster_id
                 AND instance.instance_id = failure.instance_id
                 AND instance.attempt     = failure.attempt
   WHERE failure.failure_group_id = @failureGroupId
     AND instance.cluster_id      = @clusterId
     AND instance.bring_up_id     = @bringUpId
     AND instance.state IN (${failedList})
`

type FailureRow = Omit<FailureRecord, 'reasons' | 'evidence' | 'entry' | 'groupInstances'> & {
  readonly reasons: string
  readonly evidence: string
  readonly entry: string | null
}

/** Reads why one attempt failed. */
export class FailureStatement {
  readonly #kept: KeptRecords
  readonly #failure: Statement<[OfAttempt], FailureRow>
  readonly #groupInstances: Statement<[Scope & { readonly failureGroupId: string }], number>

  constructor(database: Database) {
    this.#kept = new KeptRecords(database)
    this.#failure = database.prepare(selectFailure)
    this.#groupInstances = database.prepare(countGroup).pluck() as Statement<
      [Scope & { readonly failureGroupId: string }],
      number
    >
  }

  /** undefined: the attempt did not fail. */
  get(of: OfAttempt): FailureRecord | undefined {
    const row = this.#failure.get(of)
    if (row === undefined) return undefined
    const { reasons, evidence, entry, failureGroupId } = row
    const group = { clusterId: of.clusterId, bringUpId: of.bringUpId, failureGroupId }
    return {
      ...row,
      groupInstances: this.#kept.get(
        JSON.stringify(group),
        () => this.#groupInstances.get(group) ?? 0,
      ),
      reasons: JSON.parse(reasons) as string[],
      evidence: JSON.parse(evidence) as FailureRecord['evidence'],
      entry:
        entry === null ? undefined : catalogueEntry(JSON.parse(entry) as Partial<CatalogueEntry>),
    }
  }
}

import type { Database, Statement } from 'better-sqlite3'
import type { ContrastTemplate } from '../lifecycle/contrast.ts'
import type { FacetStatement } from '../lifecycle/facet-explanation.ts'
import type { FailedAttempt, JudgedScope } from './failed-attempt-store.ts'
import { prepareAll } from './prepare-all.ts'

/** A row of failure_group_verdict. */
export interface GroupVerdict {
  readonly failureGroupId: string
  readonly knownCause: string | null
  readonly knownCauseTitle: string | null
  readonly verdict: string
  readonly verdictBasis: string
  readonly verdictSentence: string
  readonly facetSentence: string
  readonly contrastSentence: string
  readonly cascadeSentence: string | null
  readonly upstream: string | null
  readonly healthyHits: number
  readonly healthy: number
  readonly details: string
}

/** A line of contrast with a place where it can be read. */
export interface ContrastRow {
  readonly contrast: ContrastTemplate
  readonly template: string
  readonly failed: number
  readonly healthy: number
  readonly sampleLine: number | null
  readonly sampleInstance: string | null
}

/** A healthy instance that met what a group failed of, and passed. */
export interface NearMiss {
  readonly instanceId: string
  /** The attempt that passed. */
  readonly attempt: number
  readonly shows: 'decisive-line' | 'known-cause'
  /** The first line that shows it. */
  readonly lineOrdinal: number
}

export interface KnownCauseHit {
  readonly knownCause: string
  readonly title: string
  readonly failedInstances: number
  readonly healthyInstances: number
  readonly healthy: number
  readonly demoted: 0 | 1
}

const derived = [
  'failure_group_verdict',
  'facet',
  'contrast',
  'known_cause_hit',
  'near_miss',
  'similar_group',
] as const

const sql = {
  setKnownCause: /* sql */ `
    UPDATE failure SET known_cause = @knownCause
     WHERE cluster_id = @clusterId AND instance_id = @instanceId AND attempt = @attempt`,
  insertVerdict: /* sql */ `
    INSERT INTO failure_group_verdict (cluster_id, bring_up_id, failure_group_id, known_cause, known_cause_title, verdict,
                                       verdict_basis, verdict_sentence, facet_sentence, contrast_sentence,
                                       cascade_sentence, upstream, healthy_hits, healthy, details)
    VALUES (@clusterId, @bringUpId, @failureGroupId, @knownCause, @knownCauseTitle, @verdict, @verdictBasis, @verdictSentence,
            @facetSentence, @contrastSentence, @cascadeSentence, @upstream, @healthyHits, @healthy, @details)`,
  insertFacet: /* sql */ `
    INSERT INTO facet (cluster_id, bring_up_id, failure_group_id, rank, facets, failed_inside, inside, failed, total, rate_low,
                       rate_high, lift, p_value, q_value, sentence)
    VALUES (@clusterId, @bringUpId, @failureGroupId, @rank, @facets, @failedInside, @inside, @failed, @total, @low, @high,
            @lift, @pValue, @qValue, @sentence)`,
  insertContrast: /* sql */ `
    INSERT INTO contrast (cluster_id, bring_up_id, failure_group_id, rank, direction, template, failed_with, failed, healthy_with,
                          healthy, p_value, q_value, sample_line, sample_instance)
    VALUES (@clusterId, @bringUpId, @failureGroupId, @rank, @direction, @template, @failedInstances, @failed, @healthyInstances,
            @healthy, @pValue, @qValue, @sampleLine, @sampleInstance)`,
  insertHit: /* sql */ `
    INSERT INTO known_cause_hit (cluster_id, bring_up_id, known_cause, title, failed_instances, healthy_instances, healthy, demoted)
    VALUES (@clusterId, @bringUpId, @knownCause, @title, @failedInstances, @healthyInstances, @healthy, @demoted)`,
  insertMiss: /* sql */ `
    INSERT INTO near_miss (cluster_id, bring_up_id, failure_group_id, instance_id, attempt, shows, line_ordinal)
    VALUES (@clusterId, @bringUpId, @failureGroupId, @instanceId, @attempt, @shows, @lineOrdinal)`,
  insertSimilar: /* sql */ `
    INSERT INTO similar_group (cluster_id, bring_up_id, failure_group_id, similar_to, sentence)
    VALUES (@clusterId, @bringUpId, @failureGroupId, @similarTo, @sentence)`,
}

/** What is judged of failure groups, written anew each time. Callers own the transaction. */
export class RootCauseStore {
  readonly #sql: Readonly<Record<keyof typeof sql, Statement>>
  readonly #clear: readonly Statement[]

  constructor(database: Database) {
    this.#sql = prepareAll(database, sql)
    this.#clear = derived.map((table) =>
      database.prepare(`DELETE FROM ${table} WHERE cluster_id = @clusterId`),
    )
  }

  /** Forgets what was derived before. */
  clear(clusterId: string): void {
    for (const statement of this.#clear) statement.run({ clusterId })
  }

  saveKnownCause(clusterId: string, failure: FailedAttempt, knownCause: string | null): void {
    const { instanceId, attempt } = failure
    this.#sql.setKnownCause.run({ clusterId, instanceId, attempt, knownCause })
  }

  saveVerdict(scope: JudgedScope, verdict: GroupVerdict): void {
    this.#sql.insertVerdict.run({ ...verdict, ...scope })
  }

  /** `failureGroupId` empty: of all failed. */
  saveFacets(
    scope: JudgedScope,
    failureGroupId: string,
    statements: readonly FacetStatement[],
  ): void {
    for (const [index, statement] of statements.entries()) {
      const facets = Object.fromEntries(statement.values.map(({ facet, value }) => [facet, value]))
      const { low, high } = statement.interval
      const { failedInside, inside, failed, total, lift, pValue, qValue, sentence } = statement
      this.#sql.insertFacet.run({
        ...{ ...scope, failureGroupId, rank: index + 1, facets: JSON.stringify(facets) },
        ...{ failedInside, inside, failed, total, low, high, lift, pValue, qValue, sentence },
      })
    }
  }

  saveContrast(scope: JudgedScope, failureGroupId: string, rows: readonly ContrastRow[]): void {
    for (const [index, row] of rows.entries()) {
      const { direction, failedInstances, healthyInstances, pValue, qValue } = row.contrast
      const { template, failed, healthy, sampleLine, sampleInstance } = row
      this.#sql.insertContrast.run({
        ...{
          ...scope,
          failureGroupId,
          rank: index + 1,
          direction,
          template,
          failedInstances,
          failed,
        },
        ...{ healthyInstances, healthy, pValue, qValue, sampleLine, sampleInstance },
      })
    }
  }

  saveNearMisses(scope: JudgedScope, failureGroupId: string, misses: readonly NearMiss[]): void {
    for (const miss of misses) this.#sql.insertMiss.run({ ...scope, failureGroupId, ...miss })
  }

  saveHits(scope: JudgedScope, hits: readonly KnownCauseHit[]): void {
    for (const hit of hits) this.#sql.insertHit.run({ ...hit, ...scope })
  }

  saveSimilar(
    scope: JudgedScope,
    pairs: readonly { failureGroupId: string; similarTo: string; sentence: string }[],
  ): void {
    for (const pair of pairs) this.#sql.insertSimilar.run({ ...pair, ...scope })
  }
}

import type { Database, Statement } from 'better-sqlite3'
import type { ContrastRow } from '../../views/group-contrast.ts'
import type { FacetRow } from '../../views/group-facets.ts'
import type { GroupBringUp } from '../../views/group-history.ts'
import type { GroupSignature, SimilarGroup } from '../../views/group-origin.ts'
import type { NearMissRow } from '../../views/near-misses.ts'
import type { OfGroup } from './failure-store.ts'
import { failedList } from './instance-columns.ts'
import type { Scope } from './scope.ts'
import { type VerdictDetails, verdictDetails } from './verdict-details.ts'

const selectFacets = /* sql */ `
  SELECT rank          AS rank,
         facets        AS facets,
         failed_inside AS failedInside,
         inside        AS inside,
         failed        AS failed,
         total         AS total,
         rate_low      AS rateLow,
         rate_high     AS rateHigh,
         lift          AS lift,
         p_value       AS pValue,
         q_value       AS qValue,
         sentence      AS sentence
    FROM facet
   WHERE cluster_id       = @clusterId
     AND bring_up_id      = @bringUpId
     AND failure_group_id = @failureGroupId
   ORDER BY rank
   LIMIT 200
`

const selectContrast = /* sql */ `
  SELECT rank            AS rank,
         direction       AS direction,
         template        AS template,
         failed_with     AS failedWith,
         failed          AS failed,
         healthy_with    AS healthyWith,
         healthy         AS healthy,
         p_value         AS pValue,
         q_value         AS qValue,
         sample_line     AS sampleLine,
         sample_instance AS sampleInstance
    FROM contrast
   WHERE cluster_id       = @clusterId
     AND bring_up_id      = @bringUpId
     AND failure_group_id = @failureGroupId
   ORDER BY rank
   LIMIT 200
`

// A pair is suggested once, whichever of the two it is written under.
const selectSimilar = /* sql */ `
  SELECT similar_group.failure_group_id AS failureGroupId,
         similar_group.similar_to       AS similarTo,
         similar_group.sentence         AS sentence,
         coalesce(one.template, '')     AS title,
         coalesce(other.template, '')   AS similarTitle
    FROM similar_group
    LEFT JOIN failure_signature AS one   ON one.failure_group_id   = similar_group.failure_group_id
    LEFT JOIN failure_signature AS other ON other.failure_group_id = similar_group.similar_to
   WHERE similar_group.cluster_id  = @clusterId
     AND similar_group.bring_up_id = @bringUpId
     AND (similar_group.failure_group_id < similar_group.similar_to
          OR NOT EXISTS (SELECT 1
                           FROM similar_group AS mirror
                          WHERE mirror.cluster_id       = similar_group.cluster_id
                            AND mirror.bring_up_id      = similar_group.bring_up_id
                            AND mirror.failure_group_id = similar_group.similar_to
                            AND mirror.similar_to       = similar_group.failure_group_id))
   ORDER BY similar_group.failure_group_id, similar_group.similar_to
   LIMIT 200
`

// Walks failure_by_group over all clusters of the file; of each that has met the group, all bring-ups.
const selectHistory = /* sql */ `
  WITH met AS (
  SELECT failure.cluster_id                  AS clusterId,
         attempt.bring_up_id                 AS bringUpId,
         count(DISTINCT failure.instance_id) FILTER (WHERE stood.state IN (${failedList})) AS instances,
         count(*)                            AS attempts,
         min(attempt.ended_ms)               AS firstSeenMs,
         max(attempt.ended_ms)               AS lastSeenMs
    FROM failure
    JOIN attempt ON attempt.cluster_id  = failure.cluster_id
                AND attempt.instance_id = failure.instance_id
                AND attempt.attempt     = failure.attempt
    LEFT JOIN bring_up_instance AS stood ON stood.cluster_id  = failure.cluster_id
                                        AND stood.bring_up_id = attempt.bring_up_id
                                        AND stood.instance_id = failure.instance_id
                                        AND stood.attempt     = failure.attempt
   WHERE failure.failure_group_id = @failureGroupId
   GROUP BY failure.cluster_id, attempt.bring_up_id)
  SELECT @failureGroupId            AS failureGroupId,
         cluster.cluster_id         AS clusterId,
         cluster.name               AS clusterName,
         bring_up.bring_up_id       AS bringUpId,
         bring_up.label             AS label,
         bring_up.started_ms        AS startedMs,
         bring_up.instances         AS ran,
         coalesce(met.instances, 0) AS instances,
         coalesce(met.attempts, 0)  AS attempts,
         met.firstSeenMs            AS firstSeenMs,
         met.lastSeenMs             AS lastSeenMs
    FROM bring_up
    JOIN cluster ON cluster.cluster_id = bring_up.cluster_id
    LEFT JOIN met ON met.clusterId = bring_up.cluster_id
                 AND met.bringUpId = bring_up.bring_up_id
   WHERE bring_up.cluster_id IN (SELECT clusterId FROM met)
   ORDER BY bring_up.started_ms DESC, cluster.cluster_id
   LIMIT 40
`

// At most as many as a cluster has healthy instances.
const selectNearMisses = /* sql */ `
  SELECT near_miss.instance_id      AS instanceId,
         instance.instance_group    AS instanceGroup,
         instance.availability_zone AS availabilityZone,
         near_miss.attempt          AS attempt,
         near_miss.shows            AS shows,
         near_miss.line_ordinal     AS lineOrdinal
    FROM near_miss
    JOIN instance USING (cluster_id, instance_id)
   WHERE near_miss.cluster_id       = @clusterId
     AND near_miss.bring_up_id      = @bringUpId
     AND near_miss.failure_group_id = @failureGroupId
   ORDER BY near_miss.instance_id
   LIMIT 100000
`

const selectSignature = /* sql */ `
  SELECT template, stage, step, algorithm
    FROM failure_signature
   WHERE failure_group_id = @failureGroupId
`

const selectVerdict = /* sql */ `
  SELECT verdict_basis     AS basis,
         contrast_sentence AS contrastSentence,
         details           AS details
    FROM failure_group_verdict
   WHERE cluster_id       = @clusterId
     AND bring_up_id      = @bringUpId
     AND failure_group_id = @failureGroupId
`

const selectAlias = /* sql */ `
  SELECT failure_group_id
    FROM moved_group
   WHERE alias_id = @aliasId
`

/** What the sync said of a group beyond the columns of every list. */
export interface GroupSaid extends VerdictDetails {
  readonly basis: 'observed' | 'catalogue' | 'none'
  readonly contrastSentence: string
}

/** What is said of single failure groups: facets, contrast, history. */
export class GroupStore {
  readonly #facets: Statement<[OfGroup], Omit<FacetRow, 'facets'> & { readonly facets: string }>
  readonly #contrast: Statement<[OfGroup], ContrastRow>
  readonly #nearMisses: Statement<[OfGroup], NearMissRow>
  readonly #similar: Statement<[Scope], SimilarGroup>
  readonly #history: Statement<[{ readonly failureGroupId: string }], GroupBringUp>
  readonly #signature: Statement<[{ readonly failureGroupId: string }], GroupSignature>
  readonly #verdict: Statement<
    [OfGroup],
    Pick<GroupSaid, 'basis' | 'contrastSentence'> & { readonly details: string }
  >
  readonly #alias: Statement<[{ readonly aliasId: string }], string>

  constructor(database: Database) {
    this.#facets = database.prepare(selectFacets)
    this.#contrast = database.prepare(selectContrast)
    this.#nearMisses = database.prepare(selectNearMisses)
    this.#similar = database.prepare(selectSimilar)
    this.#history = database.prepare(selectHistory)
    this.#signature = database.prepare(selectSignature)
    this.#verdict = database.prepare(selectVerdict)
    this.#alias = database.prepare(selectAlias).pluck() as Statement<
      [{ readonly aliasId: string }],
      string
    >
  }

  /** Strongest first. The group '' stands for all failed. */
  facets(of: OfGroup): readonly FacetRow[] {
    return this.#facets
      .all(of)
      .map((row) => ({ ...row, facets: JSON.parse(row.facets) as FacetRow['facets'] }))
  }

  /** Most telling first. */
  contrast(of: OfGroup): readonly ContrastRow[] {
    return this.#contrast.all(of)
  }

  /** Healthy instances that met the same and passed, by id. */
  nearMisses(of: OfGroup): readonly NearMissRow[] {
    return this.#nearMisses.all(of)
  }

  /** Pairs of groups that may be one. */
  similar(scope: Scope): readonly SimilarGroup[] {
    return this.#similar.all(scope)
  }

  /** The latest 40 bring-ups of every cluster that has met the group, the earliest first. */
  history(failureGroupId: string): readonly GroupBringUp[] {
    return this.#history.all({ failureGroupId }).toReversed()
  }

  /** undefined: there is no such group. */
  signature(failureGroupId: string): GroupSignature | undefined {
    return this.#signature.get({ failureGroupId })
  }

  /** undefined: no sync has judged the group yet. */
  said(of: OfGroup): GroupSaid | undefined {
    const row = this.#verdict.get(of)
    if (row === undefined) return undefined
    const { basis, contrastSentence, details } = row
    return { basis, contrastSentence, ...verdictDetails(details) }
  }

  /** The group that an id of an earlier algorithm stands for now; undefined: it is no such id. */
  groupOfAlias(aliasId: string): string | undefined {
    return this.#alias.get({ aliasId })
  }
}

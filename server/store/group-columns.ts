// SQL that the stores of failure groups share: who failed now, and what a sync and the user say of a group.
import { failedList } from './instance-columns.ts'

/** The failed instances come from instance_by_state, their failure by its primary key. */
export const failedNow = /* sql */ `
    FROM standing AS instance
   CROSS JOIN failure           ON failure.cluster_id  = instance.cluster_id
                          AND failure.instance_id = instance.instance_id
                          AND failure.attempt     = instance.attempt
   CROSS JOIN attempt           ON attempt.cluster_id  = instance.cluster_id
                          AND attempt.instance_id = instance.instance_id
                          AND attempt.attempt     = instance.attempt
    LEFT JOIN failure_signature
                           ON failure_signature.failure_group_id = failure.failure_group_id
   WHERE instance.cluster_id  = @clusterId
     AND instance.bring_up_id = @bringUpId
     AND instance.state IN (${failedList})`

const lastRule = (kind: string): string => `
         (SELECT group_rule.value
            FROM group_rule
           WHERE group_rule.kind             = '${kind}'
             AND group_rule.failure_group_id = counted.failureGroupId
           ORDER BY group_rule.rule_id DESC
           LIMIT 1)`

/** What is known of the groups of a common table `counted`: its own columns, the verdict, the user's rules. */
export const selectCounted = /* sql */ `
  SELECT counted.failureGroupId                           AS failureGroupId,
         counted.title                                    AS title,
         ${lastRule('rename')}                            AS name,
         ${lastRule('mute')} IS NOT NULL                  AS muted,
         counted.stage                                    AS stage,
         counted.step                                     AS step,
         counted.instances                                AS instances,
         coalesce(said.known_cause, counted.knownCause)   AS knownCause,
         said.known_cause_title                           AS knownCauseTitle,
         seen.firstSeenMs                                 AS firstSeenMs,
         seen.lastSeenMs                                  AS lastSeenMs,
         said.verdict                                     AS verdict,
         said.verdict_sentence                            AS verdictSentence,
         said.facet_sentence                              AS facetSentence,
         said.cascade_sentence                            AS cascadeSentence,
         said.upstream                                    AS upstream,
         said.healthy_hits                                AS healthyHits,
         said.healthy                                     AS healthy,
         facet.lift                                       AS lift,
         coalesce(seen.bringUps, 0)                       AS bringUps,
         CASE WHEN seen.firstStartedMs < own.startedMs THEN 'recurring'
              WHEN EXISTS (SELECT 1
                             FROM bring_up
                            WHERE bring_up.cluster_id = @clusterId
                              AND bring_up.started_ms < own.startedMs) THEN 'new' END AS novelty
    FROM counted
    LEFT JOIN (SELECT max(bring_up.started_ms) AS startedMs
                 FROM bring_up
                WHERE bring_up.cluster_id = @clusterId
                  AND (@bringUpId = '' OR bring_up.bring_up_id = @bringUpId)) AS own
    LEFT JOIN (SELECT failure_group_id                                     AS failureGroupId,
                      min(first_started_ms)                                AS firstStartedMs,
                      min(first_seen_ms)                                   AS firstSeenMs,
                      max(last_seen_ms)                                    AS lastSeenMs,
                      count(*) FILTER (WHERE bring_up_id <> '' AND attempts > 0) AS bringUps
                 FROM failure_count
                GROUP BY failure_group_id) AS seen ON seen.failureGroupId = counted.failureGroupId
    LEFT JOIN failure_group_verdict AS said
           ON said.cluster_id       = @clusterId
          AND said.bring_up_id      = @bringUpId
          AND said.failure_group_id = counted.failureGroupId
    LEFT JOIN facet
           ON facet.cluster_id       = @clusterId
          AND facet.bring_up_id      = @bringUpId
          AND facet.failure_group_id = counted.failureGroupId
          AND facet.rank             = 1`

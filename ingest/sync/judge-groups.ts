// What is said of each failure group: its known cause, what its instances have in common, which lines tell them from the
// healthy, what it follows from, whether it passes again, and what to do: for the cluster as it stands now, and for every
// bring-up by its own instances. Pure function of the stored rows and the catalogue, in one transaction, written anew.
import { type ActionSheet, actionSheet } from '../lifecycle/action-sheet.ts'
import type { Cascade } from '../lifecycle/cascade.ts'
import { explainSetsByFacets, type FacetExplanation } from '../lifecycle/facet-explanation.ts'
import { facetQuestions } from '../lifecycle/facet-question.ts'
import type { KnownCause } from '../lifecycle/known-cause.ts'
import type { LifecycleRules } from '../lifecycle/rules.ts'
import { similarGroups } from '../lifecycle/similar-group.ts'
import { type TransienceVerdict, transience } from '../lifecycle/transience.ts'
import type { FailedAttempt, FleetInstance } from '../store/failed-attempt-store.ts'
import type { SyncDatabase } from '../store/sync-database.ts'
import { applyGroupRules } from './apply-group-rules.ts'
import { contrastRows } from './contrast-rows.ts'
import { type GroupFacts, groupFacts } from './group-facts.ts'
import { cascadesOf, controllerGroup, upstreamOf } from './judge-cascades.ts'
import { attemptKey, type CauseOf, causeHits, judgeCauses } from './judge-causes.ts'
import { nearMisses } from './near-misses.ts'

interface Judgement {
  readonly database: SyncDatabase
  readonly facts: GroupFacts
  readonly causes: CauseOf
  /** Of each failure group; '': of all failed. */
  readonly facets: ReadonlyMap<string, FacetExplanation>
  readonly cascades: readonly Cascade[]
}

/** Judges, in every scope, each failure group that a failed instance is in. */
export function judgeGroups(
  database: SyncDatabase,
  clusterId: string,
  { knownCauses: catalogue }: Pick<LifecycleRules, 'knownCauses'>,
): void {
  database.atOnce(() => {
    const { rootCauses } = database
    rootCauses.clear(clusterId)
    database.catalogue.save(clusterId, catalogue)
    applyGroupRules(database, clusterId)
    const facts = groupFacts(database, { clusterId, bringUpId: '' })
    const causes = judgeCauses(database, { facts, catalogue })
    const judge = (facts: GroupFacts): void => {
      rootCauses.saveHits(facts.scope, causeHits(facts, causes, catalogue))
      judgeScope(database, facts, causes)
    }
    judge(facts)
    for (const bringUpId of database.bringUps.bringUpIds(clusterId)) {
      judge(groupFacts(database, { clusterId, bringUpId }))
    }
    database.counts.countCluster(clusterId)
  })
}

function judgeScope(database: SyncDatabase, facts: GroupFacts, causes: CauseOf): void {
  const present = facts.failures.filter(({ isPresent }) => isPresent === 1)
  // Where nothing failed there is nothing to ask.
  if (present.length === 0) return
  const groups = Map.groupBy(present, ({ failureGroupId }) => failureGroupId)
  const judgement: Judgement = {
    ...{ database, facts, causes },
    facets: facetsOf(facts, groups),
    cascades: cascadesOf(facts, causes, present),
  }
  for (const [groupId, failures] of groups) judgeGroup(judgement, groupId, failures)
  database.rootCauses.saveFacets(facts.scope, '', judgement.facets.get('')?.statements ?? [])
  const signatures = database.failedAttempts
    .signatures()
    .filter(({ failureGroupId }) => groups.has(failureGroupId))
  database.rootCauses.saveSimilar(facts.scope, similarGroups(signatures))
}

function judgeGroup(
  judgement: Judgement,
  failureGroupId: string,
  failures: readonly FailedAttempt[],
): void {
  const { database, facts } = judgement
  const { rootCauses } = database
  const { scope } = facts
  const facets = judgement.facets.get(failureGroupId)
  const contrast = contrastRows(database, facts, failures)
  const cause = commonCause(judgement.causes, failures)
  const misses = nearMisses(database, facts, { failures, cause })
  const healthyHits = misses.length
  const verdict = verdictOf({ judgement, failures, facets, cause, healthyHits })
  const follows = judgement.cascades.find(({ dependents }) =>
    dependents.some((dependent) => dependent.failureGroupId === failureGroupId),
  )
  rootCauses.saveFacets(scope, failureGroupId, facets?.statements ?? [])
  rootCauses.saveNearMisses(scope, failureGroupId, misses)
  rootCauses.saveContrast(scope, failureGroupId, contrast.rows)
  rootCauses.saveVerdict(scope, {
    failureGroupId,
    knownCause: cause?.id ?? null,
    knownCauseTitle: cause?.title ?? null,
    verdict: verdict.verdict,
    verdictBasis: verdict.basis,
    verdictSentence: verdict.sentence,
    facetSentence: facets?.sentence ?? '',
    contrastSentence: contrast.sentence,
    cascadeSentence: follows?.sentence ?? null,
    upstream: upstreamOf(follows),
    ...{ healthyHits, healthy: facts.healthy.size },
    details: detailsOf(verdict, cause, actionsOf(judgement, failures, { verdict, cause })),
  })
}

function verdictOf(input: {
  readonly judgement: Judgement
  readonly failures: readonly FailedAttempt[]
  readonly facets: FacetExplanation | undefined
  readonly cause: KnownCause | undefined
  readonly healthyHits: number
}): TransienceVerdict {
  const { facts } = input.judgement
  const groupId = input.failures[0]?.failureGroupId
  // That it passes a week later, with other scripts, says nothing of whether it passes again.
  const same = facts.failures.filter(
    (failure) => failure.failureGroupId === groupId && failure.isOfLastBringUp === 1,
  )
  const attempts = Map.groupBy(same, ({ instanceId }) => instanceId)
  const hopeless = input.facets?.statements.find(
    ({ failedInside, inside }) => failedInside === inside,
  )
  return transience({
    failed: input.failures.length,
    healthyThatHit: input.healthyHits,
    healthyPastStep: facts.healthy.size,
    recovered: [...attempts.keys()].filter((id) => facts.healthy.has(id)).length,
    failedAgain: [...attempts].filter(([id, list]) => list.length > 1 && facts.failed.has(id))
      .length,
    hopelessFacet:
      hopeless === undefined
        ? undefined
        : { phrase: hopeless.sentence, instances: hopeless.inside },
    knownCause: input.cause && { title: input.cause.title, kind: input.cause.kind },
  })
}

/** All groups and all failed are asked about together: each is corrected for the others. */
function facetsOf(
  facts: GroupFacts,
  membersOf: ReadonlyMap<string, readonly FailedAttempt[]>,
): ReadonlyMap<string, FacetExplanation> {
  const sets = [...membersOf].map(
    ([groupId, members]) =>
      [groupId, new Set(members.map(({ instanceId }) => instanceId))] as const,
  )
  const questions = facetQuestions(facts.instances.map(withoutNulls))
  return explainSetsByFacets(questions, new Map([['', facts.failed], ...sets]))
}

/** What most of them have; of equally many the first in the catalogue. */
function commonCause(causes: CauseOf, failures: readonly FailedAttempt[]): KnownCause | undefined {
  const found = failures.flatMap((failure) => causes.get(attemptKey(failure)) ?? [])
  const counts = Map.groupBy(found, ({ id }) => id)
  return [...counts.values()].sort((a, b) => b.length - a.length)[0]?.[0]
}

function actionsOf(
  { database, facts }: Judgement,
  failures: readonly FailedAttempt[],
  basis: { readonly verdict: TransienceVerdict; readonly cause: KnownCause | undefined },
): ActionSheet | undefined {
  const { clusterId, bringUpId } = facts.scope
  // What stood so once may stand well now: commands are for the present.
  if (bringUpId !== '') return undefined
  const { name, region, orchestrator } = database.failedAttempts.cluster(clusterId)
  return actionSheet({
    ...{ clusterName: name, region, orchestrator: orchestrator ?? undefined },
    instances: failures.map(({ instanceId, instanceGroup }) => ({
      instanceId,
      instanceGroup: instanceGroup ?? undefined,
      controller: controllerGroup.test(instanceGroup ?? ''),
    })),
    verdict: basis.verdict,
    knownCause: basis.cause,
  })
}

/** The entry as a reader needs it: patterns are compiled, and stand in the catalogue's file. */
function detailsOf(
  { forTransient, forDeterministic }: TransienceVerdict,
  cause: KnownCause | undefined,
  actions: ActionSheet | undefined,
): string {
  const catalogue =
    cause === undefined
      ? undefined
      : {
          ...{ id: cause.id, title: cause.title, explanation: cause.explanation, kind: cause.kind },
          ...{ fix: cause.fix, risk: cause.risk, verify: cause.verify, sources: cause.sources },
        }
  return JSON.stringify({ forTransient, forDeterministic, catalogue, actionSheet: actions })
}

function withoutNulls(instance: FleetInstance) {
  return {
    instanceId: instance.instanceId,
    instanceGroup: instance.instanceGroup ?? undefined,
    instanceType: instance.instanceType ?? undefined,
    availabilityZone: instance.availabilityZone ?? undefined,
    availabilityZoneId: instance.availabilityZoneId ?? undefined,
    privateIp: instance.privateIp ?? undefined,
    imageId: instance.imageId ?? undefined,
    lifecycleScriptUri: instance.lifecycleScriptUri ?? undefined,
    capacityType: instance.capacityType ?? undefined,
    launchedMs: instance.launchedMs ?? undefined,
  }
}

// What a sync says of the failure groups of the invented cluster: the counts are those of its instances.
import type { Database } from 'better-sqlite3'
import { explainByFacets } from '../../ingest/lifecycle/facet-explanation.ts'
import { type FacetQuestions, facetQuestions } from '../../ingest/lifecycle/facet-question.ts'
import { loadKnownCauses } from '../../ingest/load-known-causes.ts'
import { CatalogueEntryStore } from '../../ingest/store/catalogue-entry-store.ts'
import { clusterId, clusterName, insert } from './insert-row.ts'
import { failedOf, type InventedInstance, startMs } from './invented-cluster.ts'

const shipped = loadKnownCauses().causes

/** Tried on the healthy only, and on too many of them. */
const mirror = 'apt-mirror-changing'

/** An id that an earlier algorithm gave the group fg-dpkg. */
export const aliasOfDpkg = 'fg-dpkg-of-an-earlier-algorithm'

export function fillCauses(database: Database, instances: readonly InventedInstance[]): void {
  const questions = facetQuestions(instances.map(facetInstance))
  fillFacets(database, { questions, groupId: '', failed: failedOf(instances) })
  const groups = Map.groupBy(failedOf(instances), (each) => each.attempts.at(-1)?.failure?.groupId)
  for (const [groupId, failed] of groups) {
    if (groupId !== undefined) fillGroup(database, { questions, groupId, failed, instances })
  }
  fillEvidence(database)
  fillRest(database, instances)
  fillCatalogue(database)
}

function facetInstance(instance: InventedInstance) {
  return {
    ...{ instanceId: instance.instanceId, instanceGroup: instance.group },
    ...{ instanceType: instance.type, availabilityZone: instance.zone, privateIp: instance.ip },
    ...{ availabilityZoneId: undefined, imageId: undefined, lifecycleScriptUri: undefined },
    ...{ capacityType: undefined, launchedMs: undefined },
  }
}

interface Group {
  readonly questions: FacetQuestions
  readonly groupId: string
  readonly failed: readonly InventedInstance[]
}

/** The sentence of the strongest. */
function fillFacets(database: Database, { questions, groupId, failed }: Group): string {
  const found = explainByFacets(questions, new Set(failed.map(({ instanceId }) => instanceId)))
  for (const [index, each] of found.statements.entries()) {
    insert(database, 'facet', {
      ...{ cluster_id: clusterId, failure_group_id: groupId, rank: index + 1 },
      facets: JSON.stringify(
        Object.fromEntries(each.values.map(({ facet, value }) => [facet, value])),
      ),
      ...{ failed_inside: each.failedInside, inside: each.inside, failed: each.failed },
      ...{ total: each.total, rate_low: each.interval.low, rate_high: each.interval.high },
      ...{ lift: each.lift, p_value: each.pValue, q_value: each.qValue, sentence: each.sentence },
    })
  }
  return found.sentence
}

function fillGroup(
  database: Database,
  group: Group & { readonly instances: readonly InventedInstance[] },
): void {
  const { groupId, failed, instances } = group
  const facetSentence = fillFacets(database, group)
  const knownCause = failed[0]?.attempts.at(-1)?.failure?.knownCause ?? null
  const entry = shipped.find(({ id }) => id === knownCause)
  const recovered = instances.filter(
    ({ state, attempts }) =>
      state === 'succeeded-after-retry' && attempts[0]?.failure?.groupId === groupId,
  ).length
  const healthy = healthyOf(instances)
  const sentence = `${recovered} instances failed so and succeeded in a later attempt.`
  const verdict = verdictOf(groupId)
  insert(database, 'failure_group_verdict', {
    ...{ cluster_id: clusterId, failure_group_id: groupId, known_cause: knownCause },
    ...{ known_cause_title: entry?.title ?? null, verdict, facet_sentence: facetSentence },
    verdict_basis: verdict === 'unclear' ? 'none' : 'observed',
    verdict_sentence: verdict === 'transient' ? `Transient: ${sentence}` : `Invented: ${verdict}.`,
    contrast_sentence: '2 lines tell the failed from the healthy.',
    cascade_sentence:
      groupId === 'fg-slurm' ? 'The controller had not come up when these asked for it.' : null,
    upstream: groupId === 'fg-slurm' ? (instances[0]?.instanceId ?? null) : null,
    ...{ healthy_hits: recovered, healthy },
    details: JSON.stringify({
      forTransient: recovered > 0 ? [sentence] : [],
      forDeterministic: [],
      catalogue: entry === undefined ? null : { ...entry, patterns: undefined },
      actionSheet: actionsOf(failed),
    }),
  })
  fillNearMisses(database, groupId, instances)
  fillContrast(database, { groupId, failed, healthy, recovered })
}

function healthyOf(instances: readonly InventedInstance[]): number {
  return instances.filter(({ state }) => /^succeeded(?:-after-retry)?$/.test(state)).length
}

function fillNearMisses(
  database: Database,
  groupId: string,
  instances: readonly InventedInstance[],
): void {
  for (const { instanceId, state, attempts } of instances) {
    if (state !== 'succeeded-after-retry' || attempts[0]?.failure?.groupId !== groupId) continue
    insert(database, 'near_miss', {
      ...{ cluster_id: clusterId, bring_up_id: '', failure_group_id: groupId },
      ...{ instance_id: instanceId, attempt: attempts.length, shows: 'decisive-line' },
      line_ordinal: 1,
    })
  }
}

function verdictOf(groupId: string): string {
  if (groupId === 'fg-dpkg') return 'transient'
  return groupId === 'fg-fsx' ? 'deterministic' : 'unclear'
}

function actionsOf(failed: readonly InventedInstance[]): object {
  const ids = failed.slice(0, 25).map(({ instanceId }) => instanceId)
  return {
    steps: [
      {
        title: `Replace ${ids.length} instances`,
        preconditions: ['The cluster is InService.'],
        commands: [
          `aws sagemaker batch-replace-cluster-nodes --region us-west-2 --cluster-name ${clusterName} --node-ids ${ids.join(' ')}`,
        ],
        notes: ['Evidence says that running again can pass.'],
        risk: 'Everything on their root and secondary volumes is lost.',
      },
    ],
    excluded: [{ instanceId: 'i-0c0ffee0', reason: 'SageMaker does not replace controllers.' }],
  }
}

function fillContrast(
  database: Database,
  at: {
    readonly groupId: string
    readonly failed: readonly InventedInstance[]
    readonly healthy: number
    readonly recovered: number
  },
): void {
  const { groupId, failed, healthy, recovered } = at
  const [first] = failed
  const index = first?.attempts[0]?.failure?.index
  const row = {
    ...{ cluster_id: clusterId, failure_group_id: groupId, failed: failed.length, healthy },
    ...{ p_value: 1e-9, q_value: 1e-7 },
  }
  insert(database, 'contrast', {
    ...{ ...row, rank: 1, direction: 'present', failed_with: failed.length },
    template: `${first?.attempts[0]?.failure?.template} <b>`,
    ...{ healthy_with: recovered, sample_instance: first?.instanceId ?? null },
    sample_line: index === undefined ? null : index + 1,
  })
  insert(database, 'contrast', {
    ...{ ...row, rank: 2, direction: 'missing', failed_with: 0, healthy_with: healthy },
    template: 'Script ./utils/ssh-to-compute.sh executed successully',
    ...{ sample_instance: null, sample_line: null },
  })
}

function fillEvidence(database: Database): void {
  database.exec(`
    INSERT INTO failure_evidence
    SELECT cluster_id, instance_id, attempt, 1, decisive_line_ordinal, decisive_line, 9.5, reasons
      FROM failure WHERE decisive_line_ordinal IS NOT NULL;
    INSERT INTO failure_evidence
    SELECT failure.cluster_id, failure.instance_id, failure.attempt, 2, failure.decisive_line_ordinal + 1,
           'subprocess.CalledProcessError: Command <b>', 3.5, '["A wrapper: it only passes the failure on."]'
      FROM failure WHERE decisive_line_ordinal IS NOT NULL`)
}

function fillRest(database: Database, instances: readonly InventedInstance[]): void {
  const healthy = healthyOf(instances)
  database
    .prepare(`
      INSERT INTO known_cause_hit
      SELECT cluster_id, bring_up_id, known_cause, coalesce(known_cause_title, known_cause),
             (SELECT count(*) FROM failure JOIN instance USING (cluster_id, instance_id)
               WHERE failure.known_cause = said.known_cause AND failure.attempt = instance.attempts
                 AND instance.state IN ('failed', 'failed-lost-tail', 'download-failed')),
             healthy_hits, healthy, 0
        FROM failure_group_verdict AS said WHERE known_cause IS NOT NULL`)
    .run()
  insert(database, 'known_cause_hit', {
    ...{ cluster_id: clusterId, known_cause: mirror, title: 'A mirror <changes>' },
    ...{ failed_instances: 0, healthy_instances: healthy, healthy, demoted: 1 },
  })
  insert(database, 'similar_group', {
    ...{ cluster_id: clusterId, failure_group_id: 'fg-slurm', similar_to: 'fg-lostTail' },
    sentence: 'Both failed in start_slurm.sh.',
  })
  database.prepare('INSERT INTO moved_group VALUES (?, ?)').run(aliasOfDpkg, 'fg-dpkg')
  for (const [rule, kind, group, value] of [
    [1, 'rename', 'fg-download', 'Scripts not readable'],
    [2, 'rename', 'fg-download', 'Scripts <forbidden>'],
    [3, 'mute', 'fg-lostTail', ''],
  ] as const) {
    insert(database, 'group_rule', {
      ...{ rule_id: rule, kind, failure_group_id: group, value, created_ms: startMs },
    })
  }
}

/** What is shipped, one entry of the user's own in the place of a shipped one, and one switched off. */
function fillCatalogue(database: Database): void {
  const own = shipped
    .filter(({ id }) => id === mirror)
    .map((entry) => ({ ...entry, origin: 'own' as const, title: 'A mirror <changes>' }))
  const others = shipped.filter(({ id }) => id !== mirror)
  const causes = [...own, ...others.slice(0, -1)]
  new CatalogueEntryStore(database).save(clusterId, { causes, disabled: others.slice(-1) })
  database.exec(`
    INSERT INTO known_cause_line
    SELECT cluster_id, instance_id, attempt, known_cause, decisive_line_ordinal, 1
      FROM failure WHERE known_cause IS NOT NULL AND decisive_line_ordinal IS NOT NULL;
    INSERT INTO known_cause_line
    SELECT near_miss.cluster_id, instance_id, attempt, known_cause, line_ordinal, 2
      FROM near_miss JOIN failure_group_verdict USING (cluster_id, bring_up_id, failure_group_id)
     WHERE known_cause IS NOT NULL;
    INSERT INTO known_cause_line
    SELECT cluster_id, instance_id, attempts, '${mirror}', 1, 1
      FROM instance WHERE state IN ('succeeded', 'succeeded-after-retry')`)
}

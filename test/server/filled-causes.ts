// What a sync says of the failure groups of the invented cluster: the counts are those of its instances.
import { readFileSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { explainByFacets } from '../../ingest/lifecycle/facet-explanation.ts'
import { type FacetQuestions, facetQuestions } from '../../ingest/lifecycle/facet-question.ts'
import { clusterId, clusterName, insert } from './insert-row.ts'
import { failedOf, type InventedInstance, startMs } from './invented-cluster.ts'

interface Entry {
  readonly id: string
  readonly title: string
}

const causesFile = new URL('data/known-causes.json', import.meta.resolve('#package.json'))
const catalogue = (JSON.parse(readFileSync(causesFile, 'utf8')) as { knownCauses: Entry[] })
  .knownCauses

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
  const entry = catalogue.find(({ id }) => id === knownCause)
  const recovered = instances.filter(
    ({ state, attempts }) =>
      state === 'succeeded-after-retry' && attempts[0]?.failure?.groupId === groupId,
  ).length
  const healthy = instances.filter(({ state }) => state.startsWith('succeeded')).length
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
      catalogue: entry ?? null,
      actionSheet: actionsOf(failed),
    }),
  })
  fillNearMisses(database, groupId, instances)
  fillContrast(database, { groupId, failed, healthy, recovered })
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
  const healthy = instances.filter(({ state }) => state.startsWith('succeeded')).length
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
    ...{ cluster_id: clusterId, known_cause: 'apt-mirror-changing', title: 'A mirror <changes>' },
    ...{ failed_instances: 0, healthy_instances: healthy - 1, healthy, demoted: 1 },
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

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type DemoCluster, demoCluster } from '../../../ingest/demo/demo-cluster.ts'
import type { DemoInstance } from '../../../ingest/demo/demo-instance.ts'
import { demoTruth } from '../../../ingest/demo/demo-truth.ts'
import { failedStates } from '../../../ingest/lifecycle/coverage.ts'
import type { FacetInstance } from '../../../ingest/lifecycle/facet.ts'
import {
  explainSetsByFacets,
  type FacetExplanation,
} from '../../../ingest/lifecycle/facet-explanation.ts'
import { facetQuestions } from '../../../ingest/lifecycle/facet-question.ts'
import { shuffled } from '../lifecycle/inventory-sample.ts'

// What a sync of the demo finds is a function of its inventory and of who failed of what; the logs are left out here, so
// that a hundred clusters take seconds.
const test = suite('planted facets')

type Planted = ReturnType<typeof demoTruth>['planted']

type Sets = ReadonlyMap<string, ReadonlySet<string>>

function facetInstance(instance: DemoInstance): FacetInstance {
  const { instanceId, instanceGroup, instanceType, availabilityZone, availabilityZoneId } = instance
  const { privateIp, imageId, capacityType, launchedMs } = instance
  const lifecycleScriptUri = 's3://sagemaker-lifecycle/src'
  return {
    ...{ instanceId, instanceGroup, instanceType, availabilityZone, availabilityZoneId },
    ...{ privateIp, imageId, capacityType, launchedMs, lifecycleScriptUri },
  }
}

/** The failed instances by cause, and '' for all of them: the failure groups that a sync finds. */
function failedSets(labels: readonly (readonly [string, DemoInstance['fate']])[]): Sets {
  const failed = labels.filter(([, { state }]) => failedStates.has(state))
  const byCause = Map.groupBy(failed, ([, { cause, state }]) => cause?.slug ?? state)
  const ids = (members: typeof failed) => new Set(members.map(([instanceId]) => instanceId))
  return new Map([
    ['', ids(failed)],
    ...[...byCause].map(([name, members]) => [name, ids(members)] as const),
  ])
}

function explained(cluster: DemoCluster, sets: Sets): ReadonlyMap<string, FacetExplanation> {
  return explainSetsByFacets(facetQuestions(cluster.instances.map(facetInstance)), sets)
}

const fates = (cluster: DemoCluster) =>
  cluster.instances.map(({ instanceId, fate }) => [instanceId, fate] as const)

const facetOf: Readonly<Record<string, string>> = {
  availability_zone: 'availability-zone',
  instance_group: 'instance-group',
}

/** Statements that name another facet than the planted ones, or name one with something beside it. */
function invented(
  found: ReadonlyMap<string, FacetExplanation>,
  planted: Planted,
): readonly string[] {
  const named = new Set(planted.map(({ facet, value }) => `${facetOf[facet]} ${value}`))
  return [...found].flatMap(([name, { statements }]) =>
    statements
      .map(({ values }) => values.map(({ facet, value }) => `${facet} ${value}`).join(' and '))
      .filter((statement) => !named.has(statement))
      .map((statement) => `${name}: ${statement}`),
  )
}

for (const orchestrator of ['slurm', 'eks'] as const) {
  test(`every planted facet is found in each of 100 ${orchestrator} clusters, and at most one statement in 20 is chance`, () => {
    let chance = 0
    let statements = 0
    for (let seed = 1; seed <= 100; seed += 1) {
      const cluster = demoCluster({ instances: 800, orchestrator, seed })
      const found = explained(cluster, failedSets(fates(cluster)))
      const { planted } = demoTruth(cluster)
      assert.is(planted.length, 2)
      for (const { cause, value } of planted) {
        const first = found.get(cause)?.statements[0]
        assert.ok(
          first?.values.some((each) => each.value === value),
          `seed ${seed}, ${cause}`,
        )
      }
      chance += invented(found, planted).length
      statements += [...found.values()].reduce((sum, each) => sum + each.statements.length, 0)
    }
    assert.ok(chance <= statements / 20, `${chance} of ${statements}`)
  })
}

test('fates dealt at random give a statement about any group in at most 5 of 100 clusters', () => {
  let speaking = 0
  for (let seed = 1; seed <= 100; seed += 1) {
    const cluster = demoCluster({ instances: 800, seed })
    const own = cluster.instances.map(({ instanceId }) => instanceId)
    const dealt = shuffled(fates(cluster), seed)
    const labels = own.map((instanceId, at) => [instanceId, dealt[at]?.[1]] as const)
    const found = explained(
      cluster,
      failedSets(
        labels.filter((label): label is [string, DemoInstance['fate']] => label[1] !== undefined),
      ),
    )
    if ([...found.values()].some(({ statements }) => statements.length > 0)) speaking += 1
  }
  assert.ok(speaking <= 5, `${speaking} of 100`)
})

test.run()

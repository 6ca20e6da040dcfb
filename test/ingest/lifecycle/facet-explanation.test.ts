import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { FacetInstance } from '../../../ingest/lifecycle/facet.ts'
import { explainByFacets } from '../../../ingest/lifecycle/facet-explanation.ts'
import { facetQuestions } from '../../../ingest/lifecycle/facet-question.ts'
import { instanceId, inventory, seededRandom, shuffled } from './inventory-sample.ts'

const test = suite('facet explanation')

const ids = (instances: readonly FacetInstance[]) =>
  new Set(instances.map((instance) => instance.instanceId))

/** 800 instances that differ only in their zone: the first `inside` are in us-west-2c. */
function zoneOf(inside: number): readonly FacetInstance[] {
  return inventory(800).map((instance, at) => ({
    instanceId: instance.instanceId,
    instanceGroup: undefined,
    instanceType: undefined,
    availabilityZone: at < inside ? 'us-west-2c' : 'us-west-2a',
    availabilityZoneId: undefined,
    privateIp: undefined,
    imageId: undefined,
    lifecycleScriptUri: undefined,
    capacityType: undefined,
    launchedMs: undefined,
  }))
}

test('a group that lies in one zone is said so, with both denominators', () => {
  const asked = facetQuestions(zoneOf(267))
  const { statements, sentence } = explainByFacets(
    asked,
    new Set(Array.from({ length: 8 }, (_, at) => instanceId(at * 30))),
  )
  assert.is(sentence, 'all 8 in us-west-2c · 8 of 267 there, 0 of 533 elsewhere')
  assert.is(statements.length, 1)
  assert.is(statements[0]?.lift.toFixed(2), '3.00')
  assert.ok((statements[0]?.interval.low ?? 0) > 0.01)
})

for (const [failedInside, failed, inside, speaks] of [
  [14, 14, 200, true],
  [14, 14, 96, true],
  [6, 14, 200, false],
  [2, 2, 200, false],
  [9, 37, 20, true],
] as const) {
  const verdict = speaks ? 'a statement' : 'silence'
  test(`${failedInside} of ${failed} failures in ${inside} of 800 instances is ${verdict}`, () => {
    const failedIds = Array.from({ length: failed }, (_, at) =>
      instanceId(at < failedInside ? at : inside + at),
    )
    const { statements } = explainByFacets(facetQuestions(zoneOf(inside)), new Set(failedIds))
    assert.is(statements.length === 1, speaks)
  })
}

test('failures without a pattern: it is said that no facet explains them', () => {
  const failed = inventory(800).filter((_, at) => at % 67 === 5)
  const { statements, questions, sentence } = explainByFacets(
    facetQuestions(inventory(800)),
    ids(failed),
  )
  assert.is(statements.length, 0)
  assert.is(
    sentence,
    `No facet explains this group: ${questions} asked, none that chance would not explain as well.`,
  )
})

test('two failures, and an inventory that knows nothing, are silence with their own reasons', () => {
  const asked = facetQuestions(inventory(800))
  assert.match(explainByFacets(asked, new Set([instanceId(3)])).sentence, '1 failed, and fewer')
  assert.match(explainByFacets(facetQuestions([]), new Set()).sentence, 'nothing is known')
})

test('labels dealt at random give a statement in at most 5 of 100 deals', () => {
  const instances = inventory(800)
  const asked = facetQuestions(instances)
  let speaking = 0
  for (let seed = 1; seed <= 100; seed += 1) {
    const failed = ids(shuffled(instances, seed).slice(0, 37))
    if (explainByFacets(asked, failed).statements.length > 0) speaking += 1
  }
  assert.ok(speaking <= 5, `${speaking} of 100`)
})

test('a planted zone is the first statement in every one of 40 fleets', () => {
  const instances = inventory(800)
  const asked = facetQuestions(instances)
  for (let seed = 1; seed <= 40; seed += 1) {
    const random = seededRandom(seed)
    const failed = instances.filter(
      ({ availabilityZone }) => random() < (availabilityZone === 'us-west-2c' ? 0.12 : 0.004),
    )
    const [first] = explainByFacets(asked, ids(failed)).statements
    assert.equal(first?.values[0], { facet: 'availability-zone', value: 'us-west-2c' })
  }
})

test('a pair is named when it beats both its values, and its values are not', () => {
  const instances = inventory(800)
  const failed = instances.filter(
    ({ availabilityZone, instanceGroup }, at) =>
      availabilityZone === 'us-west-2b' && instanceGroup === 'workers-b' && at % 2 === 0,
  )
  const [first] = explainByFacets(facetQuestions(instances), ids(failed)).statements
  assert.is(
    first?.sentence,
    `all ${failed.length} in instance group workers-b in us-west-2b` +
      ` · ${failed.length} of 67 there, 0 of 733 elsewhere`,
  )
})

test('a pair that only repeats a planted value is not named beside it', () => {
  const instances = inventory(800)
  const random = seededRandom(11)
  const failed = instances.filter(
    ({ availabilityZone }) => availabilityZone === 'us-west-2a' && random() < 0.25,
  )
  const { statements } = explainByFacets(facetQuestions(instances), ids(failed))
  const named = statements.map(({ values }) => values.map(({ value }) => value).join())
  assert.is(named[0], 'us-west-2a')
  for (const group of ['workers-a', 'workers-b', 'workers-c', 'login']) {
    assert.not.ok(named.includes(`${group},us-west-2a`))
  }
  assert.equal(statements[0]?.sameAs, [[{ facet: 'availability-zone-id', value: 'usw2-az1' }]])
})

test('the order of inventory and failures changes nothing', () => {
  const instances = inventory(400)
  const failed = instances.filter(({ imageId }, at) => imageId === 'ami-0bb' && at % 3 === 0)
  const one = explainByFacets(facetQuestions(instances), ids(failed))
  const other = explainByFacets(facetQuestions(shuffled(instances, 3)), ids(shuffled(failed, 9)))
  assert.ok(one.statements.length > 0)
  assert.equal(other, one)
})

test('an instance of unknown zone counts neither there nor elsewhere', () => {
  const instances = zoneOf(100).map((instance, at) =>
    at % 10 === 0 ? { ...instance, availabilityZone: undefined } : instance,
  )
  const failed = ids(instances.slice(0, 21))
  const { statements, sentence } = explainByFacets(facetQuestions(instances), failed)
  assert.is(sentence, '18 of 21 in us-west-2c · 18 of 90 there, 0 of 630 elsewhere; not known of 3')
  assert.is(statements[0]?.failedUnknown, 3)
})

test.run()

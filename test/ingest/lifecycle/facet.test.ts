import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { facetPhrase, facetValues, ipPrefix, launchWaves } from '../../../ingest/lifecycle/facet.ts'
import { facetQuestions } from '../../../ingest/lifecycle/facet-question.ts'
import { threadMs } from '../../thread-ms.ts'
import { inventory, shuffled } from './inventory-sample.ts'

const test = suite('facet')

for (const [address, prefix] of [
  ['10.1.2.3', '10.1.2.0/24'],
  ['fd00::1', undefined],
  ['10.1.2', undefined],
  ['', undefined],
] as const) {
  test(`the prefix of "${address}" is ${prefix}`, () => {
    assert.is(ipPrefix(address), prefix)
  })
}

test('launches less than ten minutes apart are one wave, named after its first minute', () => {
  const first = Date.UTC(2026, 10, 23, 2, 4, 31)
  const times = [first + 45 * 60_000, first, first + 8 * 60_000, first + 16 * 60_000]
  const waves = launchWaves(times)
  assert.is(waves.get(first), '2026-11-23T02:04Z')
  assert.is(waves.get(first + 16 * 60_000), '2026-11-23T02:04Z')
  assert.is(waves.get(first + 45 * 60_000), '2026-11-23T02:49Z')
})

test('an instance of which nothing is known has no value of any facet', () => {
  const values = facetValues(
    {
      instanceId: 'i-0123456789abcdef0',
      instanceGroup: undefined,
      instanceType: undefined,
      availabilityZone: undefined,
      availabilityZoneId: undefined,
      privateIp: undefined,
      imageId: undefined,
      lifecycleScriptUri: undefined,
      capacityType: undefined,
      launchedMs: undefined,
    },
    new Map(),
  )
  assert.is(values.length, 9)
  assert.ok(values.every((value) => value === undefined))
})

test('two values read as one phrase', () => {
  const phrase = facetPhrase([
    { facet: 'instance-type', value: 'ml.p5.48xlarge' },
    { facet: 'availability-zone', value: 'us-west-2c' },
  ])
  assert.is(phrase, 'on ml.p5.48xlarge in us-west-2c')
})

test('a zone and its zone id are one question, and what all share is none', () => {
  const { questions } = facetQuestions(inventory(300))
  const zone = questions.filter(({ values }) => values[0]?.value === 'us-west-2c')
  const alone = zone.find(({ values }) => values.length === 1)
  assert.equal(alone?.sameAs, [[{ facet: 'availability-zone-id', value: 'usw2-az3' }]])
  assert.is(alone?.inside, 100)
  assert.is(alone?.known, 300)
  const facets = questions.flatMap(({ values }) => values.map(({ facet }) => facet))
  assert.not.ok(facets.includes('lifecycle-script'))
})

test('an inventory in any order asks the same questions', () => {
  const one = facetQuestions(inventory(120))
  const other = facetQuestions(shuffled(inventory(120), 7))
  assert.equal(other.questions, one.questions)
  assert.equal([...other.selecting], [...one.selecting])
})

test('ten thousand instances are drawn up in seconds', () => {
  const tookMs = threadMs(() => {
    facetQuestions(inventory(10_000))
  })
  assert.ok(tookMs < 8000, `${tookMs} ms`)
})

test.run()

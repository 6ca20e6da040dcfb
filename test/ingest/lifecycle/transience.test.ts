import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type TransienceEvidence, transience } from '../../../ingest/lifecycle/transience.ts'

const test = suite('transience')

const nothing: TransienceEvidence = {
  failed: 14,
  healthyThatHit: 0,
  healthyPastStep: 736,
  recovered: 0,
  failedAgain: 0,
  hopelessFacet: undefined,
  knownCause: undefined,
}

const lock = { title: 'apt is locked', kind: 'transient' } as const
const capacity = { title: 'no capacity', kind: 'deterministic' } as const

for (const [what, evidence, verdict, basis] of [
  ['healthy instances hit it and passed', { healthyThatHit: 11 }, 'transient', 'observed'],
  ['a later attempt succeeded', { recovered: 1 }, 'transient', 'observed'],
  ['two failed in every attempt', { failedAgain: 2 }, 'deterministic', 'observed'],
  [
    'everything in one facet failed',
    { hopelessFacet: { phrase: 'from image ami-0bb', instances: 14 } },
    'deterministic',
    'observed',
  ],
  ['nobody got past the step', { healthyPastStep: 0 }, 'deterministic', 'observed'],
  ['some recovered, others never', { recovered: 3, failedAgain: 5 }, 'unclear', 'observed'],
  ['only the catalogue knows it as passing', { knownCause: lock }, 'transient', 'catalogue'],
  [
    'only the catalogue knows it as lasting',
    { knownCause: capacity },
    'deterministic',
    'catalogue',
  ],
  [
    'the catalogue says passing, the instances say lasting',
    { knownCause: lock, failedAgain: 4 },
    'deterministic',
    'observed',
  ],
  ['the catalogue says either', { knownCause: { title: 'x', kind: 'either' } }, 'unclear', 'none'],
  ['there is nothing to go by', {}, 'unclear', 'none'],
  ['one instance failed twice', { failedAgain: 1 }, 'unclear', 'none'],
  ['two failed and nobody passed', { failed: 2, healthyPastStep: 0 }, 'unclear', 'none'],
] as const) {
  test(`when ${what} it is ${verdict}`, () => {
    const found = transience({ ...nothing, ...evidence })
    assert.is(found.verdict, verdict)
    assert.is(found.basis, basis)
  })
}

test('the verdict names its evidence with counts', () => {
  const found = transience({ ...nothing, healthyThatHit: 11, recovered: 1 })
  assert.is(
    found.sentence,
    'Transient: 1 instance failed so and succeeded in a later attempt.' +
      ' 11 instances met the same and passed. Running again is reasonable.',
  )
  const hopelessFacet = { phrase: 'in us-west-2c', instances: 8 }
  assert.equal(transience({ ...nothing, hopelessFacet, failedAgain: 8 }).forDeterministic, [
    'All 8 instances in us-west-2c failed.',
    '8 instances failed so in every one of several attempts.',
  ])
})

test.run()

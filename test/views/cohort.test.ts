import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cohortExpression, cohortLabel, cohortTerms } from '../../views/cohort.ts'
import type { CohortTerms } from '../../views/urls.ts'

const test = suite('cohort')

for (const [expression, terms] of [
  ['all', {}],
  ['failed', { state: 'any-failed' }],
  ['healthy', { state: 'any-succeeded' }],
  ['hung', { state: 'hung' }],
  ['i-0123456789abcdef0', { instance: 'i-0123456789abcdef0' }],
  ['2026-11-23T02:04Z', { 'bring-up': '2026-11-23T02:04Z' }],
  ['85476c57327e9d89', { failure: '85476c57327e9d89' }],
  ['failure=fg-dpkg', { failure: 'fg-dpkg' }],
  ['failed,zone=us-west-2c', { state: 'any-failed', zone: 'us-west-2c' }],
  ['group=-', { group: '-' }],
  ['script=s3://b/a=1%2Cb 100%25/', { script: 's3://b/a=1,b 100%/' }],
] as const) {
  test(`"${expression}" is read, and written the same way`, () => {
    assert.equal(cohortTerms(expression), terms)
    assert.is(cohortExpression(terms as CohortTerms), expression)
  })
}

for (const [expression, part] of [
  ['sleeping', 'sleeping'],
  ['failed,healthy', 'healthy'],
  ['zone=', 'zone='],
  ['colour=red', 'colour=red'],
  ['zone=%', 'zone=%'],
  ['__proto__=x', '__proto__=x'],
  ['constructor', 'constructor'],
] as const) {
  test(`"${expression}" is not read, and the part is named`, () => {
    assert.equal(cohortTerms(expression), { unreadable: part })
  })
}

test('the order of the terms does not matter', () => {
  const [one, other] = ['zone=a,failed', 'failed,zone=a'].map((text) => cohortTerms(text))
  assert.is(cohortExpression(one as CohortTerms), cohortExpression(other as CohortTerms))
})

test('a label reads as words', () => {
  assert.is(cohortLabel({ state: 'any-failed', zone: 'us-west-2c' }), 'failed · zone us-west-2c')
  assert.is(cohortLabel({}), 'all instances')
})

test.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type GroupRules,
  merged,
  regroup,
  type Split,
} from '../../../ingest/lifecycle/group-rule.ts'
import {
  mostParts,
  noValue,
  otherValues,
  parseSplitKey,
  partPhrase,
  type SplitFailure,
  splitValue,
} from '../../../ingest/lifecycle/group-split.ts'
import { re2Matcher } from '../../../ingest/re2-matcher.ts'
import { threadMs } from '../../thread-ms.ts'
import { inventory, shuffled } from './inventory-sample.ts'

const test = suite('group rule')

interface Failure {
  readonly zone: string
  readonly word: string
}

const by = (group: string, value: (failure: Failure) => string): Split<Failure> => ({
  value,
  partId: (own) => `${group}/${own}`,
})

function regrouped(
  groups: readonly (readonly [string, Failure])[],
  rules: Partial<GroupRules<Failure>>,
): readonly string[] {
  const failures = groups.map(([failureGroupId, failure]) => ({ failureGroupId, failure }))
  const all = { merges: new Map(), splits: new Map(), ...rules }
  return regroup(failures, all).regrouped.map(({ failureGroupId }) => failureGroupId)
}

const one = { zone: 'a', word: 'x' }
const other = { zone: 'c', word: 'y' }
const splitG = new Map([['g', by('g', ({ zone }) => zone)]])

test('a split cuts a group into parts, and leaves others alone', () => {
  const failures = [
    ['g', one],
    ['g', other],
    ['h', other],
  ] as const
  assert.equal(regrouped(failures, { splits: splitG }), ['g/a', 'g/c', 'h'])
})

test('what is merged into a split group is split with it', () => {
  const failures = [
    ['g', one],
    ['h', other],
  ] as const
  const rules = { merges: new Map([['h', 'g']]), splits: splitG }
  assert.equal(regrouped(failures, rules), ['g/a', 'g/c'])
})

test('a part can be merged into another group, and split again', () => {
  const failures = [
    ['g', one],
    ['g', other],
    ['h', one],
  ] as const
  const merges = new Map([['g/c', 'h']])
  assert.equal(regrouped(failures, { merges, splits: splitG }), ['g/a', 'h', 'h'])
  const splits = new Map([...splitG, ['g/c', by('g/c', ({ word }) => word)] as const])
  assert.equal(regrouped(failures, { splits }), ['g/a', 'g/c/y', 'h'])
})

test('a part that is merged back into its group stays there', () => {
  const failures = [
    ['g', one],
    ['g', other],
  ] as const
  assert.equal(regrouped(failures, { merges: new Map([['g/c', 'g']]), splits: splitG }), [
    'g/a',
    'g',
  ])
})

test('merges in a circle end', () => {
  assert.is(
    merged(
      'a',
      new Map([
        ['a', 'b'],
        ['b', 'a'],
      ]),
    ),
    'a',
  )
})

test('more values than anyone reads: the most frequent are parts, the rest is one', () => {
  const failures = Array.from(
    { length: 200 },
    (_, at) => ['g', { zone: `${at < 20 ? 'most' : at}`, word: '' }] as const,
  )
  const parts = new Set(regrouped(failures, { splits: splitG }))
  assert.is(parts.size, mostParts + 1)
  assert.ok(parts.has('g/most'))
  assert.ok(parts.has(`g/${otherValues}`))
})

test('the order of failures changes no group', () => {
  const failures = inventory(90).map(
    ({ availabilityZone = '' }, at) =>
      [at % 2 === 0 ? 'g' : 'h', { zone: availabilityZone, word: `${at % 5}` }] as const,
  )
  const rules = {
    merges: new Map([['h', 'g']]),
    splits: new Map([...splitG, ['g/us-west-2c', by('g/us-west-2c', ({ word }) => word)] as const]),
  }
  const inOrder = new Map(
    failures.map(([, failure], at) => [failure, regrouped(failures, rules)[at]]),
  )
  const mixed = shuffled(failures, 4)
  const found = regrouped(mixed, rules)
  assert.equal(
    mixed.map(([, failure]) => inOrder.get(failure)),
    found,
  )
})

const [instance] = inventory(1)
assert.ok(instance)
const failure: SplitFailure = {
  ...{ instance, step: './install.sh', exitCode: 100 },
  decisiveLine: '\u001b[31m  E: Failed to fetch https://repo.example/x 403 ',
}

for (const [text, value, phrase] of [
  ['availability-zone', 'us-west-2a', 'in us-west-2a'],
  ['ip-prefix', '10.1.0.0/24', 'in 10.1.0.0/24'],
  ['exit-code', '100', 'exit code 100'],
  ['step', './install.sh', './install.sh'],
  ['word:5', 'https://repo.example/x', 'https://repo.example/x'],
  ['word:99', noValue, 'word 99 not known'],
  ['match:https?://(?P<value>[^/ ]+)', 'repo.example', 'repo.example'],
  ['match:Failed', 'matches', 'matches'],
  ['match:absent', noValue, 'match not known'],
] as const) {
  test(`${text} puts the attempt into part ${value}`, () => {
    const key = parseSplitKey(text)
    assert.ok(key)
    const matcher = key.by === 'match' ? re2Matcher(key.pattern) : undefined
    assert.is(splitValue(failure, key, matcher), value)
    assert.is(partPhrase(key, value), phrase)
  })
}

for (const text of [
  'launch-wave',
  'zone',
  'word:0',
  'word:',
  'match:',
  '',
  `match:${'a'.repeat(501)}`,
]) {
  test(`"${text.slice(0, 20)}" is nothing to split by`, () => {
    assert.is(parseSplitKey(text), undefined)
  })
}

test('a pattern that explodes elsewhere takes no time here', () => {
  const key = parseSplitKey('match:(a+)+$')
  assert.ok(key?.by === 'match')
  const line = `${'a'.repeat(50_000)}!`
  const tookMs = threadMs(() => {
    splitValue({ ...failure, decisiveLine: line }, key, re2Matcher(key.pattern))
  })
  assert.ok(tookMs < 2000, `${tookMs} ms`)
})

test.run()

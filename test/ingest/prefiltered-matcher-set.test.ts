import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sought } from '../../ingest/lifecycle/line-sieve.ts'
import { SecretFinder } from '../../ingest/lifecycle/redaction-rule.ts'
import { textBytes } from '../../ingest/lifecycle/text-bytes.ts'
import { lineSieve } from '../../ingest/line-sieve.ts'
import { prefilteredMatcherSet } from '../../ingest/prefiltered-matcher-set.ts'
import { re2Matcher } from '../../ingest/re2-matcher.ts'
import { firstPieces, requiredPieces } from '../../ingest/required-pieces.ts'

const test = suite('prefiltered matcher set')

for (const [source, pieces] of [
  [
    '(?i)Could not get lock /var/lib/(?:dpkg|apt)/',
    [['could not get lock /var/lib/'], ['dpkg', 'apt']],
  ],
  ['curl: \\(6\\) ', [['curl: (6) ']]],
  ['a{3}bcd', [['bcd']]],
  ['colou?r of it', [['r of it'], ['colo']]],
  ['lines+ of', [['lines'], ['s of']]],
  ['[a-z]+ error|fatal: x', [[' error', 'fatal: x']]],
  ['short|no', []],
  ['(?:one|to)', []],
  ['(?:one|two)', [['one', 'two']]],
  ['(?:three|four) of (?P<many>seven|eight)?', [[' of '], ['three', 'four']]],
  ['\\bOOM\\b', [['oom']]],
  ['[(]abc[)|]def', [['abc'], ['def']]],
  ['(a|(b\\)c)) tail', [[' tail']]],
  ['^KeyError: ', [['keyerror: ']]],
  ['(?ims)foo bar', [['foo bar']]],
  ['^(?ims)foo bar', [['foo bar']]],
] as const) {
  test(`what ${source} needs`, () => {
    assert.equal(requiredPieces(source), pieces)
  })
}

const anywhere = Number.POSITIVE_INFINITY

for (const [source, pieces] of [
  ['^\\[?(?:INFO|DEBUG|NOTICE)\\b', { info: 12, debug: 12, notice: 12 }],
  ['^(?:E: |dpkg: error: )', { 'e: ': 13, 'dpkg: error: ': 13 }],
  ['(?i)^x[yz]?hello.* far away', { hello: 11 }],
  ['^\\++ ', { '++': 2, '+ ': 2 }],
  ['^\\.+x', { '..': 2, '.x': 2 }],
  ['^[a-z]{3} late', { ' late': anywhere }],
  ['(?m)^info', { info: anywhere }],
  ['^info|warning', { info: 4, warning: anywhere }],
  ['(?is)^info |^W: ', { 'info ': 5, 'w: ': 3 }],
  ['(?m)^info |^W: ', { 'info ': anywhere, 'w: ': anywhere }],
  ['^info |(?im)^W: ', { 'info ': anywhere, 'w: ': anywhere }],
  ['^.. late', { ' late': 13 }],
  ['^info|.', {}],
  ['info', { info: anywhere }],
] as const) {
  test(`where a text must begin that ${source} matches`, () => {
    const placed = firstPieces(source).map(({ piece, limit }) => [piece, limit])
    assert.equal(Object.fromEntries(placed), pieces)
  })
}

for (const [source, text] of [
  ['^\\++ ', '++++++++ aws s3 ls'],
  ['^.. late|^on time', '\u{1f600}\u{1f600} late'],
  ['^.. late|^on time', 'on time'],
  ['(?is)foo bar', 'a foo bar'],
  ['(?im)^W: |gone', 'x\nw: y'],
  ['^\\W{3}error', '\u2014\u2014\u2014error'],
] as const) {
  test(`"${text}" may hold what ${source} matches`, () => {
    const rule = re2Matcher(source)
    assert.ok(rule.test(text))
    const secrets = new SecretFinder([])
    const { kindsIn } = lineSieve({ rules: [rule], causes: [], secrets })
    assert.is(kindsIn({ ...textBytes(text), text }), sought.rule)
  })
}

const sources = [
  'OOM|oom\\b',
  '(?i)disk is FULL',
  'x?yz+ w',
  'a|b',
  '^\\[ERROR\\]',
  'exit (?:code|status) \\d+',
]

for (const text of [
  'The disk is full',
  'xyzzz w',
  'yz w',
  'b',
  '[ERROR] exit status 12',
  'DI\u017f\u212a is full',
  'disk is fuller',
  '',
  'é',
]) {
  test(`"${text}" matches in the set what it matches alone`, () => {
    const matchers = sources.map((source) => re2Matcher(source))
    const alone = matchers.flatMap((matcher, place) => (matcher.test(text) ? [place] : []))
    assert.equal(prefilteredMatcherSet(matchers).matching(text), alone)
  })
}

for (const [pattern, text, others] of [
  ['exit status 7', 'exit status 0', ['exit status 7']],
  ['\\[bench-1a\\] begin', '[bench-0a] begin', ['[bench-1a] begin']],
  ['40[34]', 'code 100', ['code 403', 'code 404']],
  ['\\d{3}', 'no digit: 1 and 2', []],
] as const) {
  test(`${pattern} is among what lines of the shape of "${text}" may match`, () => {
    const matchers = ['other words', pattern].map((source) => re2Matcher(source))
    assert.equal(
      others.filter((other) => matchers[1]?.test(other)),
      others,
    )
    assert.equal(prefilteredMatcherSet(matchers).ofShape(text), [1])
  })
}

test('what no line of a shape can match is not among what it may match', () => {
  const matchers = ['exit status 7', 'mount failed'].map((source) => re2Matcher(source))
  assert.equal(prefilteredMatcherSet(matchers).ofShape('exit state 7'), [])
})

test.run()

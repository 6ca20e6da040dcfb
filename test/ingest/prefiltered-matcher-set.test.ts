import { suite } from 'uvu'
import * as assert from 'uvu/assert'
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
] as const) {
  test(`what ${source} needs`, () => {
    assert.equal(requiredPieces(source), pieces)
  })
}

for (const [source, pieces, limit] of [
  ['^\\[?(?:INFO|DEBUG|NOTICE)\\b', ['info', 'debug', 'notice'], 9],
  ['^(?:E: |dpkg: error: )', ['e: ', 'dpkg: error: '], 13],
  ['(?i)^x[yz]?hello.* far away', ['hello'], 8],
  ['^\\++ ', ['+ '], Number.POSITIVE_INFINITY],
  ['^[a-z]{3} late', [' late'], Number.POSITIVE_INFINITY],
  ['(?m)^info', ['info'], Number.POSITIVE_INFINITY],
  ['^info|warning', ['info', 'warning'], Number.POSITIVE_INFINITY],
  ['info', ['info'], Number.POSITIVE_INFINITY],
] as const) {
  test(`where a text must begin that ${source} matches`, () => {
    assert.equal(firstPieces(source), { pieces, limit })
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

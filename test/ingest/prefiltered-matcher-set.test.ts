import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { prefilteredMatcherSet, requiredPieces } from '../../ingest/prefiltered-matcher-set.ts'
import { re2Matcher } from '../../ingest/re2-matcher.ts'

const test = suite('prefiltered matcher set')

for (const [source, pieces] of [
  ['(?i)Could not get lock /var/lib/(?:dpkg|apt)/', ['could not get lock /var/lib/']],
  ['curl: \\(6\\) ', ['curl: (6) ']],
  ['a{3}bcd', ['bcd']],
  ['colou?r of it', ['r of it']],
  ['lines+ of', ['lines']],
  ['[a-z]+ error|fatal: x', [' error', 'fatal: x']],
  ['short|no', undefined],
  ['(?:one|two)', undefined],
  ['\\bOOM\\b', ['oom']],
  ['[(]abc[)|]def', ['abc']],
  ['(a|(b\\)c)) tail', [' tail']],
  ['^KeyError: ', ['keyerror: ']],
] as const) {
  test(`what ${source} needs`, () => {
    assert.equal(requiredPieces(source), pieces)
  })
}

const sources = ['(?i)disk is FULL', 'x?yz+ w', 'a|b', '^\\[ERROR\\]', 'exit (?:code|status) \\d+']

for (const text of [
  'The disk is full',
  'xyzzz w',
  'yz w',
  'b',
  '[ERROR] exit status 12',
  '',
  'é',
]) {
  test(`"${text}" matches in the set what it matches alone`, () => {
    const matchers = sources.map(re2Matcher)
    const alone = matchers.flatMap((matcher, place) => (matcher.test(text) ? [place] : []))
    assert.equal(prefilteredMatcherSet(matchers).matching(text), alone)
  })
}

test.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isDigitSensitive, re2Matcher, re2MatcherSet } from '../../ingest/re2-matcher.ts'

const test = suite('re2 matcher')

for (const pattern of [
  '^\\++ ',
  '\\d+',
  '\\d{3}',
  '[0-9a-f]+',
  '[^\\s:]+: ',
  '\\w[\\w.]*',
  '(?P<a1>x)',
  '(?i)\\berror\\b',
  '[[:digit:]]',
  '[!-~]',
  '\\.\\(\\)',
  'x{2,3}',
  '[^\\]]*',
]) {
  test(`${pattern} cannot tell digits apart`, () => {
    assert.not(isDigitSensitive(pattern))
  })
}

for (const pattern of [
  '1',
  'a[1-9]',
  '[^5]',
  '[+-5]',
  '\\x31',
  '\\Q1\\E',
  '40[34]',
  'a{1',
  '[\\x30]',
]) {
  test(`${pattern} may tell digits apart`, () => {
    assert.ok(isDigitSensitive(pattern))
  })
}

test('named groups are read, and one that took no part is undefined', () => {
  const matcher = re2Matcher('^(?P<a>x)?(?P<b>\\d+)')
  assert.equal(matcher.groups('42'), { a: undefined, b: '42' })
  assert.is(matcher.groups('no'), undefined)
})

test('a set says what each of its matchers says, in their order', () => {
  const matchers = ['b', '^a', '(?i)ERROR', 'z$', '\\bx\\b'].map((source) => re2Matcher(source))
  const set = re2MatcherSet(matchers)
  for (const text of ['abc', 'an error z', 'x', 'ax', '', 'ab x z']) {
    const each = matchers.flatMap((matcher, place) => (matcher.test(text) ? [place] : []))
    assert.equal([...set.matching(text)], each, text)
  }
})

test.run()

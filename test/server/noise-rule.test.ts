import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { re2Matcher } from '../../ingest/re2-matcher.ts'
import { noiseRule } from '../../server/noise-rule.ts'

const test = suite('noise rule')

for (const [text, template, alike, other] of [
  [
    'E: Could not get lock /var/lib/x. It is held by process 4711 (apt)',
    'E: Could not get lock /var/lib/x. It is held by process <*> (apt)',
    'E: Could not get lock /var/lib/x. It is held by process 12 (apt)',
    'E: Could not get lock /var/lib/xy It is held by process 12 (apt)',
  ],
  ['a (b) [c] $1 {d} failed^', 'not the text', 'a (b) [c] $1 {d} failed^!', 'a b c 1 d failed'],
  ['\u001b[31mfatal: no such host\u001b[0m', 'fatal: no such host', 'fatal: no such host', 'fatal'],
] as const) {
  test(`the rule of ${JSON.stringify(text)} matches lines like it and no other`, () => {
    const [entry] = noiseRule(text, template)?.lineClasses ?? []
    assert.ok(entry)
    const matcher = re2Matcher(entry.pattern)
    for (const line of [...entry.samples, alike]) assert.ok(matcher.test(line), line)
    assert.not.ok(matcher.test(other))
  })
}

test('a line of nothing but what varies, or a very long one, gets no rule', () => {
  assert.is(noiseRule('12 34', '<*> <*>'), undefined)
  assert.is(noiseRule('long '.repeat(1000), 'long '.repeat(1000)), undefined)
})

test.run()

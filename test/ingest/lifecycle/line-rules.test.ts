import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { causesOfLine } from '../../../ingest/lifecycle/known-cause.ts'
import { classifyByEachRule, lineClassifier } from '../../../ingest/lifecycle/line-rules.ts'
import { plainText } from '../../../ingest/lifecycle/plain-text.ts'
import type { LifecycleRules } from '../../../ingest/lifecycle/rules.ts'
import { textBytes } from '../../../ingest/lifecycle/text-bytes.ts'
import { lineSieve } from '../../../ingest/line-sieve.ts'
import { prefilteredMatcherSet } from '../../../ingest/prefiltered-matcher-set.ts'
import { re2Matcher, re2MatcherSet } from '../../../ingest/re2-matcher.ts'
import { randomFrom, sample, sampleNames, shippedRules } from './stream-lines.ts'

const test = suite('line rules')

/** Rules whose patterns can tell digits apart, before the shipped ones. */
function sensitiveRules(): LifecycleRules {
  const sensitive = ['exit status [1-9]', '40[34]', '^x7', '[^5]5$', 'a\\x41', '\\d{3}'].map(
    (pattern) => ({ kind: 'error' as const, weight: 3, matcher: re2Matcher(pattern) }),
  )
  const lineClasses = [...sensitive, ...shippedRules.lineClasses]
  const { markers, steps } = shippedRules
  const matchers = [...markers, ...steps, ...lineClasses].map(({ matcher }) => matcher)
  const { secrets } = shippedRules
  const sieve = lineSieve({ rules: matchers, causes: [], secrets })
  const lineMatchers = prefilteredMatcherSet(matchers, re2MatcherSet)
  return { ...shippedRules, lineClasses, lineMatchers, sieve }
}

const words = [
  'E:',
  'error',
  'Failed to',
  '[SageMaker]',
  'The lifecycle scripts failed.',
  'curl: (6)',
  'exit status',
  '404',
  '0',
  '17',
  'x7',
  'i-0abc12',
  '+',
  '\u001b[31m',
  '\r',
  'Execute script:',
  './a.sh',
  '[stop]',
  "can't",
  'aA',
  '\t',
  'ok=1',
  'é',
  '💥',
  '5',
]

function randomLines(count: number, seed: number): string[] {
  const random = randomFrom(seed)
  const pick = <Item>(items: readonly Item[]): Item =>
    items[Math.floor(random() * items.length)] as Item
  const known = sampleNames.flatMap((name) => sample(name).split('\n'))
  return Array.from({ length: count }, () => {
    const kind = random()
    if (kind < 0.4) return pick(known).replace(/\d/g, () => String(Math.floor(random() * 10)))
    const length = Math.floor(random() * 6)
    return Array.from({ length }, () => pick(words)).join(kind < 0.8 ? ' ' : '')
  })
}

for (const [name, rules] of [
  ['the shipped rules', shippedRules],
  ['rules that tell digits apart', sensitiveRules()],
] as const) {
  test(`looking up shapes of lines equals testing each rule on each line: ${name}`, () => {
    const classifier = lineClassifier(rules)
    for (const line of randomLines(6000, 3)) {
      const text = plainText(line)
      assert.equal(
        classifier.classify(textBytes(text)),
        classifyByEachRule(rules, text),
        JSON.stringify(text),
      )
    }
  })
}

/** Lines that hold causes and secrets, and the same with other digits. */
function tellingLines(count: number, seed: number): string[] {
  const random = randomFrom(seed)
  const { redaction } = JSON.parse(
    readFileSync(new URL('../../../data/redaction.json', import.meta.url), 'utf8'),
  ) as { redaction: { samples: string[]; counterSamples: string[] }[] }
  const known = [
    ...shippedRules.knownCauses.causes.flatMap(({ samples }) => [
      ...samples.matching,
      ...samples.other,
    ]),
    ...redaction.flatMap(({ samples, counterSamples }) => [...samples, ...counterSamples]),
  ].flatMap((line) => line.split('\n'))
  return Array.from({ length: count }, () => {
    const line = known[Math.floor(random() * known.length)] as string
    return random() < 0.3 ? line : line.replace(/\d/g, () => String(Math.floor(random() * 10)))
  })
}

test('a shape that has no cause or secret is one of which no line has', () => {
  const classifier = lineClassifier(shippedRules)
  const { knownCauses, secrets } = shippedRules
  const seen = { cause: new Set<boolean>(), secret: new Set<boolean>() }
  // Three times each: a shape is known from its second line on.
  for (const line of tellingLines(2500, 5).flatMap((text) => [text, text, text])) {
    const text = plainText(line)
    const shape = classifier.shapeOf(textBytes(text))
    const hasCause = causesOfLine(text, knownCauses).length > 0
    const hasSecret = secrets.secrets(text).length > 0
    assert.ok(shape.mayHaveCause || !hasCause, text)
    assert.ok(shape.mayHaveSecret || !hasSecret, text)
    seen.cause.add(shape.mayHaveCause)
    seen.secret.add(shape.mayHaveSecret)
  }
  assert.equal([seen.cause.size, seen.secret.size], [2, 2])
})

test('a shipped pattern that tells digits apart is tried on shapes that hold its words alone; any other once a shape', () => {
  const { markers, steps, lineClasses } = shippedRules
  for (const { matcher } of [...markers, ...steps, ...lineClasses]) {
    assert.ok(!matcher.digitSensitive || matcher.needs.length > 0, matcher.source)
  }
})

test('the rules of one kind that match first win', () => {
  const found = lineClassifier(shippedRules).classify(
    textBytes('E: Sub-process x returned an error code (1)'),
  )
  assert.is(found.line?.kind, 'wrapper')
})

test('in a trace nothing but a traced step counts', () => {
  const found = lineClassifier(shippedRules).classify(
    textBytes('+ E: [SageMaker] Traceback (most recent call last):'),
  )
  assert.equal(
    [found.trace, found.marker, found.line, found.traceback],
    [true, undefined, undefined, false],
  )
})

test.run()

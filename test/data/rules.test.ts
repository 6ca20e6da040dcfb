import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { lineClassifier } from '../../ingest/lifecycle/line-rules.ts'
import { textBytes } from '../../ingest/lifecycle/text-bytes.ts'
import { loadRules } from '../../ingest/load-rules.ts'
import { re2Matcher } from '../../ingest/re2-matcher.ts'

const test = suite('shipped rules')

interface Entry {
  readonly kind: string
  readonly pattern: string
  readonly dialect?: string
  readonly fallback?: boolean
  readonly meaning: string
  readonly source: string
  readonly samples: readonly string[]
  readonly counterSamples: readonly string[]
}

function data(name: string) {
  return JSON.parse(readFileSync(new URL(`../../data/${name}`, import.meta.url), 'utf8'))
}

const { markers, steps, lineClasses } = data('markers.json') as Record<
  'markers' | 'steps' | 'lineClasses',
  Entry[]
>
const { layouts } = data('layouts.json') as { layouts: (Entry & { otherStreams: Entry[] })[] }
const entries = [
  ...markers,
  ...steps,
  ...lineClasses,
  ...layouts.flatMap(({ otherStreams }) => otherStreams),
]

test('every entry says what it means and where it comes from', () => {
  for (const { meaning, source, pattern } of [...entries, ...layouts]) {
    assert.ok(meaning.length > 10, pattern)
    assert.match(source, /^(?:https:\/\/|docs\/lcs-step\.md$)/, pattern)
  }
})

test('every entry matches its samples and none of its counter-samples', () => {
  for (const { pattern, samples, counterSamples } of entries) {
    const matcher = re2Matcher(pattern)
    assert.ok(samples.length > 0 && counterSamples.length > 0, pattern)
    for (const line of samples) assert.ok(matcher.test(line), `${pattern} on ${line}`)
    for (const line of counterSamples) assert.not(matcher.test(line), `${pattern} on ${line}`)
  }
})

const classifier = lineClassifier(loadRules())

for (const { kind, dialect, fallback, samples } of markers) {
  for (const line of samples) {
    test(`"${line}" is ${kind} among all rules`, () => {
      const found = classifier.classify(textBytes(line))
      const marker = fallback ? found.fallbackMarker : found.marker
      assert.equal([marker?.kind, marker?.dialect], [kind, dialect])
    })
  }
}

for (const { kind, samples } of steps) {
  for (const line of samples) {
    test(`"${line}" is ${kind} among all rules`, () => {
      const found = classifier.classify(textBytes(line))
      assert.is(found.step?.kind ?? (found.trace ? 'trace' : undefined), kind)
    })
  }
}

for (const { kind, samples } of lineClasses.filter((entry) =>
  ['noise', 'wrapper', 'error'].includes(entry.kind),
)) {
  for (const line of samples) {
    test(`"${line}" is ${kind} among all rules`, () => {
      assert.is(classifier.classify(textBytes(line)).line?.kind, kind)
    })
  }
}

test('a layout matches its own samples only', () => {
  for (const layout of data('layouts.json').layouts) {
    for (const part of ['logGroup', 'logStream']) {
      const matcher = re2Matcher(layout[part])
      for (const name of layout[`${part}Samples`]) assert.ok(matcher.test(name), name)
      for (const name of layout[`${part}CounterSamples`]) assert.not(matcher.test(name), name)
    }
  }
})

test.run()

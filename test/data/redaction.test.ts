import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Redactor } from '../../ingest/lifecycle/redactor.ts'
import { loadRedactionRules, triedShippedRules } from '../../ingest/load-redaction-rules.ts'
import { OperatorError } from '../../ingest/operator-error.ts'

const test = suite('redaction rules')

function withRules<Result>(rules: unknown, use: (path: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'hyperscope-'))
  try {
    const path = join(folder, 'rules.json')
    writeFileSync(path, JSON.stringify(rules))
    return use(path)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const badge = {
  id: 'badge',
  level: 'secrets',
  meaning: 'The number of a badge.',
  contains: ['badge'],
  pattern: 'badge (?P<secret>[0-9]{6})',
  samples: ['badge 123456'],
  counterSamples: ['badge 12'],
  source: 'https://example.com',
}

test('the shipped rules find their samples and not their counter-samples, each id once', () => {
  const rules = triedShippedRules()
  assert.ok(rules.length >= 30)
  assert.is(new Set(rules.map(({ id }) => id)).size, rules.length)
})

test('rules of your own stand before the shipped ones', () => {
  withRules({ redaction: [badge] }, (path) => {
    const redactor = new Redactor(loadRedactionRules(path), 'secrets')
    assert.is(
      redactor.line('badge 654321, password: hunter2'),
      'badge <badge-1>, password: <password-in-data-1>',
    )
  })
})

for (const [what, change] of [
  ['a level that is none', { level: 'all' }],
  ['an id that no pseudonym can begin with', { id: 'Badge <1>' }],
  ['a pattern with a look-ahead', { pattern: 'badge (?=1)' }],
  ['a word with capital letters, which would never be found', { contains: ['Badge'] }],
  ['a sample that is not found', { samples: ['bagde 123456'] }],
  ['a counter-sample that is', { counterSamples: ['badge 111111'] }],
  ['a field that is none', { patern: 'x' }],
] as const) {
  test(`${what} is refused with file and entry`, () => {
    withRules({ redaction: [{ ...badge, ...change }] }, (path) => {
      try {
        loadRedactionRules(path)
        assert.unreachable()
      } catch (error) {
        assert.instance(error, OperatorError)
        assert.match((error as OperatorError).message, `${path}: redaction, entry 1, field`)
      }
    })
  })
}

test.run()

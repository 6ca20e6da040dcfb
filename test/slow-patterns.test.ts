// Patterns that take exponential time in a backtracking engine, given wherever a pattern may come from outside, and our own
// on the text that would be worst for them. Nothing is timed: what is not linear does not end before the suite is given up.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { explainLogs } from '../ingest/lifecycle/explain-log.ts'
import { Redactor } from '../ingest/lifecycle/redactor.ts'
import { loadExplainRules } from '../ingest/load-explain-rules.ts'
import { loadRedactionRules } from '../ingest/load-redaction-rules.ts'
import { re2Matcher, re2MatcherSet } from '../ingest/re2-matcher.ts'
import { printable } from '../server/cli/printable.ts'
import { csv } from '../server/csv.ts'
import { lineMatcher } from '../server/search-matcher.ts'
import { lastOverwrite, textPieces, withoutColours } from '../views/ansi.ts'
import type { SearchQuery } from '../views/search.ts'
import { listedPatterns, tryPatterns } from './slow-patterns-harness.ts'

const test = suite('slow patterns')

test('over 200 listed and 100 generated patterns of a search or a rule end on 100 kB, or are refused with their fault', async () => {
  const { broken, trials } = await tryPatterns({ generated: 100, seed: 3 })
  assert.equal(broken, [])
  assert.ok(trials >= 300)
})

test('all of them together, as the rules of a file are tried, end on one line', () => {
  const set = re2MatcherSet(listedPatterns.map(([pattern]) => re2Matcher(pattern)))
  for (const text of ['a', '1', ' ', '.', '"'])
    assert.ok(set.matching(text.repeat(2000)).length > 0)
})

for (const pattern of ['(a)\\1', '(?=a)a', '(?<!a)b', 'a{1001}', '(?:a{500}){500}']) {
  test(`${pattern} cannot be given: it could not be linear`, () => {
    assert.throws(() => lineMatcher({ q: pattern, mode: 'regex', matchCase: true } as SearchQuery))
    assert.throws(() => re2Matcher(pattern))
  })
}

const repeats = [
  ...[
    ' ',
    '\t',
    'a',
    '1',
    '.',
    '/',
    '-',
    '=',
    ':',
    '"',
    "'",
    '(',
    '[',
    '<',
    '{',
    '%',
    '\\',
    '+',
    ',',
  ],
  ...[
    'a.',
    'a=',
    '1.',
    '1:',
    'i-0',
    '0x',
    'E: ',
    '; ',
    '+ ',
    '::',
    '=a ',
    '--a',
    '<a',
    '\\"',
    'a@a.',
    '//a:',
  ],
  ...[
    '\u001b[',
    '\u001b[1;',
    '\r',
    '\u0000',
    '\u202e',
    '\ud83d\ude00',
    'AKIA',
    'eyJ',
    'key=',
    'password: ',
  ],
  ...[
    '-----BEGIN ',
    'File "',
    'Error: ',
    '[SageMaker] ',
    '2026-11-23T02:04:00Z ',
    '10.0.0.1 ',
    '${',
    '| ',
  ],
]

const repeated = (text: string, length: number): string =>
  `${text.repeat(Math.ceil(length / text.length))}!`

test('what makes text safe to show ends on 300 kB of what repeats worst', () => {
  for (const repeat of repeats) {
    const line = repeated(repeat, 300_000)
    assert.ok(printable(line).length > 0)
    assert.ok(withoutColours(line).length > 0)
    assert.ok(textPieces(lastOverwrite(line).text).length > 0)
    assert.ok(csv({ columns: ['a'], rows: [[line]] }).length > 0)
  }
})

test('redaction and the rules for the line that says why end on it, too', () => {
  const rules = loadExplainRules()
  const redaction = loadRedactionRules()
  for (const repeat of repeats) {
    const line = repeated(repeat, 8000)
    assert.ok(new Redactor(redaction, 'secrets').line(line).length > 0)
    assert.is([...explainLogs([{ file: 'x', lines: [line] }], [], rules)].length, 1)
  }
})

test.run()

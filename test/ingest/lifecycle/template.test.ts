import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { templatesOf } from '../../../ingest/lifecycle/template.ts'
import { TemplateTable } from '../../../ingest/lifecycle/template-table.ts'
import { oneOf, seededNumbers } from '../../seeded-numbers.ts'
import { threadMs } from '../../thread-ms.ts'

const test = suite('template')

function templateOf(line: string): string {
  const table = new TemplateTable()
  return table.templates[table.indexOf(line)]?.template ?? ''
}

function idOf(line: string): string {
  const table = new TemplateTable()
  return table.templates[table.indexOf(line)]?.templateId ?? ''
}

for (const [line, template] of [
  ['Failed to reach 10.2.3.4:443 from i-0123456789abcdef0', 'Failed to reach <*> from <*>'],
  ['2026-03-04T05:06:07.123Z mount took 36s', 'mount took <*>'],
  ['[2026-03-04 05:06:07] mount took 36 seconds', 'mount took <*>'],
  ['Mar  4 05:06:07 ip-10-1-2-3 sshd[4711]: session opened', 'session opened'],
  ['[   12.345678] Lustre: Mounted scratch-client', 'Lustre: Mounted scratch-client'],
  ['read /etc/slurm/slurm.conf, 12 lines', 'read <*> lines'],
  ['GET https://example.com/a/b?c=1 done', 'GET <*> done'],
  ['address FF:F2:9F:16:E2:23 up', 'address <*> up'],
  ['sent 1165 bytes (1.13 KB) in <1 sec', 'sent <*> in <*>'],
  ['connection from 10.1.2.3 () at Fri Jun 17 07:07:00 2005', 'connection from <*> at <*>'],
  ['session closed for user slurm', 'session closed for user <*>'],
  ['Invalid user from 10.1.2.3', 'Invalid user from <*>'],
  ['due to java.io.IOException: closed', 'due to java.io.IOException: closed'],
  ['interrupt caused by icbi.........0', 'interrupt caused by icbi.......<*>'],
  ['owner alice@example.com, retry=true', 'owner <*>, retry=<*>'],
  ['(12) [13] 14', '(<*>'],
] as const) {
  test(`"${line}" has the template "${template}"`, () => {
    assert.is(templateOf(line), template)
  })
}

for (const [name, line] of [
  ['colour codes', '\u001b[31mE: broken\u001b[0m package'],
  ['colour codes that lost their escape', '[91mE: broken[0m package'],
  ['earlier states of a progress bar', '10 %\r50 %\rE: broken package'],
  ['a carriage return at the end', 'E: broken package\r'],
  ['control characters', 'E: \u0000broken\u0007 package'],
  ['a time stamp', '2026-03-04 05:06:07,123 E: broken package'],
  ['runs of blanks', '  E:  broken\t package '],
] as const) {
  test(`${name} do not change a template`, () => {
    assert.is(idOf(line), idOf('E: broken package'))
  })
}

test('an id depends on the line alone, not on the lines before it', () => {
  const table = new TemplateTable()
  for (let count = 0; count < 5000; count += 1) table.indexOf(`line ${'x'.repeat(count % 97)}`)
  const index = table.indexOf('mount failed on 10.1.2.3')
  assert.is(table.templates[index]?.templateId, idOf('mount failed on 10.9.9.9'))
})

test('bytes inside a larger buffer have the template of the line', () => {
  const table = new TemplateTable()
  const bytes = new TextEncoder().encode('first 1\nE: no space left\nlast 2\n')
  assert.is(table.templates[table.indexOfBytes(bytes, 8, 24)]?.template, 'E: no space left')
})

const logins = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank'].map(
  (name) => `account ${name} was created on this instance`,
)

test('a place with many different words is a variable', () => {
  const ids = new Set(Array.from(templatesOf(logins), ({ templateId }) => templateId))
  assert.is(ids.size, 1)
})

test('a place with few different words is none', () => {
  const ids = new Set(Array.from(templatesOf(logins.slice(0, 3)), ({ templateId }) => templateId))
  assert.is(ids.size, 3)
})

test('the first word is never a variable', () => {
  const lines = ['sshd', 'crond', 'ntpd', 'dbus', 'cups', 'rpc'].map(
    (name) => `${name} startup has succeeded`,
  )
  const ids = new Set(Array.from(templatesOf(lines), ({ templateId }) => templateId))
  assert.is(ids.size, lines.length)
})

function partition(lines: readonly string[]): string {
  const groups = new Map<string, string[]>()
  for (const { line, templateId } of templatesOf(lines)) {
    const group = groups.get(templateId) ?? []
    group.push(lines[line - 1] as string)
    groups.set(templateId, group)
  }
  const sorted = [...groups.values()].map((group) => [...new Set(group)].sort().join('|'))
  return sorted.sort().join('\n')
}

test('the order of lines does not change which of them share a template', () => {
  const lines = [...logins, 'mount took 3 s', 'mount took 4 s', 'E: broken package curl']
  assert.is(partition(lines.toReversed()), partition(lines))
})

test('lines that differ in digits alone have one template, whatever they hold', () => {
  const below = seededNumbers(23)
  const parts = [
    ...[
      '10.1.2.3:443',
      '2026-03-04T05:06:07.123Z',
      'Mar  4 05:06:07 ip-10-1-2-3 sshd[4711]: ',
      '[   12.345678] ',
    ],
    ...[
      'FF:F2:9F:16',
      'ab:cd:12',
      '<1 sec',
      ' <12>',
      '[31m',
      '[1;2K',
      '36 seconds',
      'x1',
      '7',
      '09/11',
      'Jun 17',
    ],
    ...[
      '/etc/a2/b',
      'host.a1.b',
      'a@b1',
      'retry=3',
      '12:30',
      '2024-01-02-backup.sql',
      'icbi....0',
      'user 5',
      ' ',
    ],
    ...[
      'words',
      '. ',
      '()',
      '(1)',
      '"2"',
      'e5',
      '0x1f',
      'http://h1:80/p',
      '1.',
      '-1',
      'KB',
      'true',
    ],
  ]
  for (let round = 0; round < 20_000; round += 1) {
    const line = Array.from({ length: 1 + below(7) }, () => oneOf(below, parts)).join(
      oneOf(below, ['', ' ', ':']),
    )
    const other = line.replace(/\d/g, () => String(below(10)))
    assert.is(idOf(other), idOf(line), `${line} | ${other}`)
  }
})

test('lines that arrive later do not change the ids of earlier ones', () => {
  const ids = (lines: readonly string[]) =>
    Array.from(templatesOf(lines), ({ templateId }) => templateId)
  const earlier = [...logins, 'mount took 3 s', 'E: broken package curl']
  const later = [...earlier, 'account grace was created on this instance', 'mount took 9 s']
  assert.equal(ids(later).slice(0, earlier.length), ids(earlier))
})

for (const [name, hostile] of [
  ['a line of a million letters', 'a'.repeat(1_000_000)],
  ['a line of a million digits and dots', '1.'.repeat(500_000)],
  ['a hundred thousand open brackets', '['.repeat(100_000)],
  ['a hundred thousand bracketed numbers', '(1) '.repeat(100_000)],
  ['a hundred thousand unfinished escapes', '\u001b]'.repeat(100_000)],
  ['a hundred thousand broken colour codes', '[1;2;3'.repeat(100_000)],
  ['a million blanks', ' '.repeat(1_000_000)],
  [
    'a hundred thousand different words',
    Array.from({ length: 100_000 }, (_, at) => `w${'x'.repeat(at % 7)}`).join(' '),
  ],
] as const) {
  test(`${name} take less than a second`, () => {
    const tookMs = threadMs(() => {
      for (const { template } of templatesOf([hostile, hostile]))
        assert.ok(template.length <= hostile.length)
    })
    assert.ok(tookMs < 1000, `${tookMs} ms`)
  })
}

test.run()

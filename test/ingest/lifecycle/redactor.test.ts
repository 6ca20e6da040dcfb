import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { LiteralIndex } from '../../../ingest/lifecycle/literal-index.ts'
import { Redactor } from '../../../ingest/lifecycle/redactor.ts'
import { loadRedactionRules } from '../../../ingest/load-redaction-rules.ts'
import { ordinaryLines } from './ordinary-lines.ts'
import { plantedSecrets } from './planted-secrets.ts'

const test = suite('redactor')

const rules = loadRedactionRules()
const planted = plantedSecrets(5)

/** The texts of one stream, as an export would give them out. */
function redacted(lines: readonly string[], level: 'none' | 'secrets' | 'identifiers' = 'secrets') {
  const redactor = new Redactor(rules, level)
  return { lines: lines.map((line) => redactor.line(line, 'a')), summary: redactor.summary() }
}

test('of more than 400 planted secrets none leaves, each line on its own', () => {
  assert.ok(planted.length > 400, String(planted.length))
  for (const { line, secret } of planted) {
    const [out = ''] = redacted([line]).lines
    assert.not(out.includes(secret.slice(0, 6)), `${line} -> ${out}`)
    assert.not(out.includes(secret.slice(-6)), `${line} -> ${out}`)
  }
})

test('none leaves when one export holds them all, in either order', () => {
  for (const lines of [planted, planted.toReversed()]) {
    const out = redacted(lines.map(({ line }) => line)).lines.join('\n')
    for (const { line, secret } of planted) assert.not(out.includes(secret), line)
  }
})

test('of 10 000 ordinary lines at most 5 in 1000 are changed', () => {
  const lines = ordinaryLines()
  assert.is(lines.length, 10_000)
  const out = redacted(lines).lines
  const changed = new Set(lines.filter((line, place) => line !== out[place]))
  assert.ok(changed.size <= 50, [...changed].slice(0, 10).join('\n'))
})

test('the same secret has the same name through one export, another another', () => {
  const lines = [
    'DB_PASSWORD=hunter2 x',
    'password: hunter2',
    'DB_PASSWORD=hunter3',
    '{"password": "hunter2"}',
  ]
  assert.equal(redacted(lines).lines, [
    'DB_PASSWORD=<password-1> x',
    'password: <password-1>',
    'DB_PASSWORD=<password-2>',
    '{"password": "<password-1>"}',
  ])
})

test('a long secret once seen is replaced where no rule would know it', () => {
  const lines = ['SERVICE_TOKEN=q8Zr5tYw2bNvK3mP', 'retrying with q8Zr5tYw2bNvK3mP, attempt 2']
  assert.is(redacted(lines).lines[1], 'retrying with <secret-1>, attempt 2')
})

test('a summary counts places and names by rule', () => {
  const lines = [
    'DB_PASSWORD=hunter2 X_PASSWORD=hunter3',
    'mail to jane@example.com',
    'password: hunter2',
  ]
  assert.equal(
    redacted(lines).summary.map(({ id, replaced, pseudonyms }) => ({ id, replaced, pseudonyms })),
    [
      {
        id: 'password',
        replaced: 3,
        pseudonyms: [
          { name: '<password-1>', replaced: 2 },
          { name: '<password-2>', replaced: 1 },
        ],
      },
      { id: 'e-mail', replaced: 1, pseudonyms: [{ name: '<e-mail-1>', replaced: 1 }] },
    ],
  )
})

const body = ['MIIEpAIBAAKCAQEAwq3Jb1xVvN5fEw0QZ7eS4kYpJt8rKc9LhD2mXgUo6TnBiRaA', 'b0Zz9xQm=']
const begin = '-----BEGIN RSA PRIVATE KEY-----'
const end = '-----END RSA PRIVATE KEY-----'

for (const [where, prefix] of [
  ['bare', ''],
  ['behind times', '2026-11-26T02:04:31.123Z '],
  ['indented, as in YAML', '    '],
  ['quoted, as by a diff', '> '],
] as const) {
  test(`a private key over several lines is replaced, ${where}`, () => {
    const lines = [begin, ...body, end, 'mount done'].map((line) => prefix + line)
    const out = redacted(lines).lines
    assert.equal(
      out,
      [begin, '<private-key-1>', '<private-key-2>', end, 'mount done'].map((line) => prefix + line),
    )
  })
}

test('a private key inside one text of many lines, or with \\n for its line breaks, is replaced', () => {
  const [text, json] = redacted([
    [begin, ...body, end].join('\n'),
    `{"key": "${[begin, ...body, end].join('\\n')}\\n"}`,
  ]).lines
  for (const part of body) for (const out of [text, json]) assert.not(out?.includes(part), out)
  assert.ok(json?.endsWith(`${end}\\n"}`), json)
})

test('keys of several streams at once do not disturb each other', () => {
  const redactor = new Redactor(rules, 'secrets')
  const put = (line: string, stream: string) => redactor.line(line, stream)
  assert.is(put(begin, 'a'), begin)
  assert.is(put('done', 'b'), 'done')
  assert.is(put('b0Zz9xQm=', 'a'), '<private-key-1>')
  assert.is(put('b0Zz9xQm=', 'b'), 'b0Zz9xQm=')
})

test('a key whose end was lost does not swallow what follows', () => {
  const out = redacted([begin, body[0] ?? '', 'mount failed: exit 32', 'done']).lines
  assert.equal(out.slice(2), ['mount failed: exit 32', 'done'])
})

test('accounts, instances and addresses stay, unless asked for', () => {
  const line =
    'i-0123456789abcdef0 at 10.1.2.3 in 123456789012.dkr.ecr.us-west-2.amazonaws.com, subnet-0123456789abcdef0'
  assert.equal(redacted([line]).lines, [line])
  assert.equal(redacted([line], 'identifiers').lines, [
    '<instance-1> at <ip-address-1> in <account-1>.dkr.ecr.us-west-2.amazonaws.com, <resource-1>',
  ])
  assert.equal(redacted(['password: hunter2'], 'none').lines, ['password: hunter2'])
})

test('control characters and broken text around a secret stay', () => {
  const line = '\u001b[31mDB_PASSWORD=hunter2\u001b[0m \ud800 \u0000 ü'
  assert.equal(redacted([line]).lines, [line.replace('hunter2', '<password-1>')])
})

test('lines of 100 000 characters are read in linear time', () => {
  const redactor = new Redactor(rules, 'identifiers')
  for (const piece of ['password=', 'a@', 'eyJ', '://:@', '--token ', 'AKIA', 'secret "', '1.']) {
    assert.type(redactor.line(piece.repeat(100_000 / piece.length)), 'string')
  }
})

test('words are found inside others, whatever their case; a set without words always', () => {
  const index = new LiteralIndex([['she', 'hers'], ['he'], [], ['his', 'a-b']])
  assert.equal(index.held('uSHers'), [0, 1, 2])
  assert.equal(index.held('tHis'), [2, 3])
  assert.equal(index.held('A-Bé'), [2, 3])
  assert.equal(index.held('h e'), [2])
})

test.run()

// What a log holds must not reach a terminal as a command: no line of any command, whatever its form.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openForReading } from '../../../migrations/open-database.ts'
import { redactorsOf } from '../../../server/cli/export-bundle.ts'
import { mcpTools } from '../../../server/cli/mcp-tools.ts'
import { printable } from '../../../server/cli/printable.ts'
import { openReadStores } from '../../../server/store/read-store.ts'
import { runCommand } from '../../command.ts'
import { temporaryFolder } from '../../synced-demo.ts'
import { hostileCluster } from '../hostile-cluster.ts'
import { hostileLines, hostileTexts } from '../hostile-text.ts'

const test = suite('hostile terminal')
const ptyTest = existsSync('/usr/bin/script') || process.env.CI !== undefined ? test : test.skip

const cluster = await hostileCluster({ instances: 8, lines: 5000 })
const { path, failed, clusterName } = cluster
const main = fileURLToPath(new URL('../../../server/cli/main.ts', import.meta.url))

// As printable.ts has them, written down once more.
const command = /[\p{Cc}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu

/** Characters that command a terminal, line ends and tabs aside. */
function commands(text: string): readonly string[] {
  return (text.match(command) ?? []).filter((each) => each !== '\n' && each !== '\t')
}

const log = join(temporaryFolder(), 'hostile.log')
writeFileSync(log, `${hostileLines(5000, 9).join('\n')}\n`)

const asked: readonly (readonly string[])[] = [
  ...[['summary'], ['groups'], ['notes'], ['bring-up', 'list']],
  ...failed.map((id) => ['why', id]),
  ['compare', 'state=failed', 'rest'],
  ...['onerror', 'window', ']0;', '\u001b['].map((term) => ['search', term]),
  ['sql', 'SELECT * FROM instance'],
  ['sql', 'SELECT text FROM log_line'],
  ['doctor'],
]

test('no command prints a control character of a log or a name, as text or as JSON', async () => {
  for (const words of asked) {
    for (const form of [[], ['--json']]) {
      const { stdout, stderr } = await runCommand([...words, '--db', path, ...form])
      assert.ok(stdout.length > 0, `${words.join(' ')}: ${stderr}`)
      assert.equal(commands(stdout + stderr), [], [...words, ...form].join(' '))
      if (form.length > 0) assert.type(JSON.parse(stdout), 'object')
    }
  }
})

test('a report and a pack on standard output are free of them', async () => {
  for (const form of [['report'], ['report', '--markdown'], ['pack', '--tokens', '20000']]) {
    const { stdout, code } = await runCommand([...form, '--db', path])
    assert.is(code, 0)
    assert.ok(stdout.length > 1000)
    assert.equal(commands(stdout), [], form.join(' '))
  }
})

test('an answer to a client of the Model Context Protocol is free of them', async () => {
  const database = openForReading(path)
  const run = {
    ...{ stores: openReadStores(database), clock: Date.now, signal: AbortSignal.timeout(60_000) },
    redactor: redactorsOf({ redact: true }),
  }
  for (const [name, given] of [
    ['summary', { tokens: 20_000 }],
    ['groups', { limit: 50 }],
    ...failed.map((instance) => ['why', { instance }] as const),
    ...['onerror', 'window', ']0;'].map((text) => ['search_lines', { text, limit: 50 }] as const),
  ] as const) {
    const tool = mcpTools.find((each) => each.name === name)
    const text = JSON.stringify(await tool?.answer(run, given))
    assert.ok(text.length > 100)
    assert.equal(commands(text), [], name)
  }
  database.close()
})

test('5,000 hostile lines as templates and explained are free of them', async () => {
  for (const words of [
    ['templates', log],
    ['explain', log],
  ]) {
    for (const form of [[], ['--json']]) {
      const { stdout, code } = await runCommand([...words, ...form])
      assert.is(code, 0)
      assert.ok(stdout.length > 100)
      assert.equal(commands(stdout), [], words[0])
    }
  }
})

test('an error that quotes its input is free of them', async () => {
  for (const text of hostileTexts.filter(
    (each) => commands(each).length > 0 && !each.includes('\0'),
  )) {
    const { stderr } = await runCommand(['why', text.toWellFormed(), '--db', path])
    assert.equal(commands(stderr), [])
  }
})

test('JSON reads back as it was', () => {
  const record = hostileTexts
  assert.equal(JSON.parse(printable(JSON.stringify(record))), record)
})

/** All that a terminal gets of a command. */
function typed(words: readonly string[]): string {
  const quoted = [process.execPath, main, ...words].map(
    (word) => `'${word.replaceAll("'", "'\\''")}'`,
  )
  const env = { PATH: process.env.PATH, HOME: '/nonexistent', TERM: 'xterm' }
  const { stdout } = spawnSync('script', ['-qec', quoted.join(' '), '/dev/null'], {
    env,
    encoding: 'utf8',
  })
  return stdout
}

ptyTest(
  'on a terminal CSV is made visible, too, and an import of hostile file names commands nothing',
  () => {
    const table = typed(['sql', '--csv', 'SELECT text FROM log_line', '--db', path])
    assert.ok(table.split('\n').length > 4000)
    // The terminal itself ends lines with a return.
    assert.equal(commands(table.replaceAll('\r\n', '\n')), [])
    const folder = join(temporaryFolder(), 'files')
    mkdirSync(folder)
    for (const [index, text] of hostileTexts.entries()) {
      const name = text.replaceAll(/[/\0]/g, '_').toWellFormed().slice(0, 80)
      writeFileSync(join(folder, `${index}${name}`), `${text}\n`)
    }
    const seen = typed([
      'import',
      folder,
      '--cluster',
      clusterName,
      '--db',
      join(folder, '..', 'a.db'),
    ])
    assert.match(seen, 'skipped')
    const sent = [
      '\u001b]',
      '\u001bP',
      '\u001b[2J',
      '\u001b[6n',
      '\u001b[?1049h',
      '\u0007',
      '\u202e',
    ]
    for (const each of [...sent, '\u009b', '\u009d'])
      assert.not(seen.includes(each), printable(each))
  },
)

test.run()

// What a log holds must not reach a terminal as a command: no line of any command, whatever its form.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { printable } from '../../../server/cli/printable.ts'
import { runCommand } from '../../command.ts'
import { temporaryFolder } from '../../synced-demo.ts'
import { hostileCluster } from '../hostile-cluster.ts'
import { hostileTexts } from '../hostile-text.ts'
import { commands, printHostile } from './hostile-terminal-harness.ts'

const test = suite('hostile terminal')
const ptyTest = existsSync('/usr/bin/script') || process.env.CI !== undefined ? test : test.skip

const cluster = await hostileCluster({ instances: 8, lines: 5000 })
const { path, clusterName } = cluster
const main = fileURLToPath(new URL('../../../server/cli/main.ts', import.meta.url))

test('no command prints a control character of 5,000 lines or of a name, in any form, nor does `mcp` answer one', async () => {
  assert.equal((await printHostile({ lines: 5000, seed: 5 })).broken, [])
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

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { schemaVersion } from '../../../migrations/migrate.ts'
import { completionScript } from '../../../server/cli/completion-command.ts'
import { runCommand } from '../../command.ts'
import { idleProgram } from '../../docs/command-line.ts'
import { temporaryFolder } from '../../synced-demo.ts'

const test = suite('command line')

for (const [words, answer] of [
  [['sync', 'ml-prod', '--regoin', 'us-west-2'], '(Did you mean --region?)'],
  [['synk', 'ml-prod'], '(Did you mean sync?)'],
  [['why'], "missing required argument 'instance'"],
  [['summary', 'one', 'two'], 'too many arguments'],
  [['completion', 'tcsh'], 'Use bash, zsh or fish.'],
  [['demo', '--layout', 'old'], 'Use observed, announced, before-2026.'],
  [['demo', '--instances', '7'], 'Use a whole number from 8 to'],
  [['sync', 'ml-prod', '--every', '0.5'], '--every is "0.5"'],
  [['serve', '--port', '65536'], 'Use a whole number from 0 to 65535.'],
  [
    ['sync', 'ml-prod', '--rules', '/nonexistent.json'],
    'The rules file /nonexistent.json cannot be read',
  ],
] as const) {
  test(`\`${words.join(' ')}\` is a usage error that says what to do`, async () => {
    const { code, stdout, stderr } = await runCommand(words, {
      HYPERSCOPE_DB: join(temporaryFolder(), 'none.db'),
    })
    assert.is(code, 2)
    assert.is(stdout, '')
    assert.ok(stderr.includes(answer), stderr)
  })
}

test('a wrong variable is an error that names it', async () => {
  const { code, stderr } = await runCommand(['serve'], { HYPERSCOPE_PORT: 'http' })
  assert.is(code, 2)
  assert.match(stderr, 'HYPERSCOPE_PORT is "http".')
})

test('HYPERSCOPE_DB names the file, and --db wins over it', async () => {
  const byVariable = await runCommand(['summary'], { HYPERSCOPE_DB: '/nonexistent/a.db' })
  assert.match(byVariable.stderr, 'There is no database /nonexistent/a.db.')
  const words = ['summary', '--db', '/nonexistent/b.db']
  const byFlag = await runCommand(words, { HYPERSCOPE_DB: '/nonexistent/a.db' })
  assert.match(byFlag.stderr, 'There is no database /nonexistent/b.db.')
})

for (const words of [['summary'], ['why', 'i-0'], ['sql', 'SELECT 1'], ['reindex']]) {
  test(`${words[0]} of a file that is not there says so, and makes none`, async () => {
    const path = join(temporaryFolder(), 'none.db')
    const { code, stderr } = await runCommand([...words, '--db', path])
    assert.is(code, 6)
    assert.match(stderr, `There is no database ${path}.`)
    assert.not.ok(existsSync(path))
  })
}

test('--version prints the versions of program, schema, SQLite and Node', async () => {
  const packageFile = new URL(import.meta.resolve('#package.json'))
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }
  const { code, stdout, stderr } = await runCommand(['--version'])
  assert.is(code, 0, stderr)
  const [program, schema, sqlite, node, ...rest] = stdout.split('\n')
  assert.is(program, `hyperscope ${version}`)
  assert.is(schema, `schema ${schemaVersion}`)
  assert.match(sqlite ?? '', /^SQLite 3\.\d+\.\d+$/)
  assert.is(node, `Node ${process.versions.node}`)
  assert.equal(rest, [''])
})

test('help goes to stdout when asked for, to stderr when nothing was', async () => {
  const asked = await runCommand(['--help'])
  assert.is(asked.code, 0)
  assert.match(asked.stdout, 'Usage: hyperscope')
  const bare = await runCommand([])
  assert.is(bare.code, 2)
  assert.is(bare.stdout, '')
  assert.match(bare.stderr, 'Usage: hyperscope')
})

/** What bash offers after these words, the last of which is being typed. */
function offered(words: readonly string[]): readonly string[] {
  const list = words.map((word) => `'${word}'`).join(' ')
  const script = `${completionScript(idleProgram(), 'bash')}
    COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _hyperscope; printf '%s\\n' "\${COMPREPLY[@]}"`
  const { status, stdout } = spawnSync('bash', ['-c', script], { encoding: 'utf8' })
  assert.is(status, 0)
  return stdout.split('\n').filter((line) => line !== '')
}

test('bash completes commands, and the options of the command at hand', () => {
  assert.equal(offered(['hyperscope', 's']).toSorted(), [
    'search',
    'serve',
    'snapshot',
    'sql',
    'summary',
    'sync',
  ])
  assert.equal(offered(['hyperscope', 'sync', '--re']), ['--region'])
  assert.equal(offered(['hyperscope', 'summary', '--re']), [])
})

for (const shell of ['bash', 'zsh', 'fish'] as const) {
  test(`the ${shell} completion names every command and every option`, async () => {
    const { code, stdout } = await runCommand(['completion', shell])
    assert.is(code, 0)
    for (const command of idleProgram().commands) {
      assert.match(stdout, command.name())
      for (const { long } of command.options) {
        const word = shell === 'fish' ? `-l ${long?.slice(2)}` : String(long)
        assert.ok(stdout.includes(word), `${command.name()} ${long}`)
      }
    }
    const isInstalled = spawnSync(shell, ['--version']).status === 0
    if (isInstalled) assert.is(spawnSync(shell, ['-n'], { input: stdout }).status, 0)
  })
}

test.run()

// What a pipeline is told: conditions, exit codes, JUnit's XML, and the command that runs when instances have failed.
import { copyFileSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { demoTruth } from '../../../ingest/demo/demo-truth.ts'
import { failedStates } from '../../../ingest/lifecycle/coverage.ts'
import { withStores } from '../../../server/cli/with-stores.ts'
import { parseGateCondition } from '../../../server/gate-condition.ts'
import { junitXml } from '../../../views/junit.ts'
import { type CommandResult, runCommand } from '../../command.ts'
import { syncedDemo, temporaryFolder } from '../../synced-demo.ts'
import { publicRows } from './public-rows.ts'

const test = suite('the gate of a pipeline')

const demo = await syncedDemo({ bringUps: 1 })
const { instances } = demoTruth(demo.server.cluster)
const failed = instances.filter(({ state }) => failedStates.has(state)).length
const share = (100 * failed) / instances.length

function summary(...words: readonly string[]): Promise<CommandResult> {
  return runCommand(['summary', '--db', demo.path, ...words])
}

test('a metric alone means more than none; blanks do not matter', () => {
  const condition = { metric: 'hung', comparison: '>', value: 0, isShare: false }
  assert.equal(parseGateCondition(' hung '), { text: 'hung', ...condition })
  assert.equal(parseGateCondition('coverage < 99.5 %'), {
    ...{ text: 'coverage < 99.5 %', metric: 'coverage', comparison: '<', value: 99.5 },
    isShare: true,
  })
})

for (const [text, at, wanted] of [
  ['faild>2', 1, 'one of aws-disagrees, coverage'],
  ['', 1, 'one of aws-disagrees, coverage'],
  ['failed 2', 8, 'one of > >= < <= == !='],
  ['failed>>2', 8, 'a number, or a share'],
  ['failed>', 8, 'a number, or a share'],
  ['failed>2%%', 10, 'the end'],
  ['new-group>2%', 12, 'no share'],
  ['constructor', 1, 'one of aws-disagrees, coverage'],
] as const) {
  test(`\`${text}\` is a usage error at character ${at}`, async () => {
    const { code, stdout, stderr } = await summary('--fail-if', text)
    assert.is(code, 2)
    assert.is(stdout, '')
    assert.match(stderr, `at character ${at}, `)
    assert.match(stderr, `Expected there: ${wanted}`)
  })
}

test('conditions that are not met let the summary end as without them', async () => {
  const { code, stdout, stderr } = await summary(
    '--fail-if',
    `failed>${failed}`,
    '--fail-if',
    'coverage<1%',
  )
  assert.is(code, 0, stderr)
  assert.is(stderr, '')
  assert.is(stdout, (await summary()).stdout)
})

test('conditions that are met are said with their numbers, and the exit code is 9', async () => {
  const words = ['failed>0', `failed>${share}%`, `failed>=${share}%`, 'new-group', 'succeeded=0']
  const { code, stdout, stderr } = await summary(...words.flatMap((word) => ['--fail-if', word]))
  assert.is(code, 9)
  assert.match(stdout, `${failed} of ${instances.length} instances failed`)
  assert.match(stderr, '3 of 5 conditions to fail on are met in ml-prod')
  assert.match(stderr, `failed>0: ${failed} of ${instances.length} (${share.toFixed(1)} %)`)
  assert.match(stderr, /new-group: \d+: \S/)
  assert.not.match(stderr, 'succeeded')
})

test('a group that an earlier bring-up has met is not new', async () => {
  const path = join(temporaryFolder(), 'earlier.db')
  copyFileSync(demo.path, path)
  const database = new Sqlite(path)
  database.exec(`
    UPDATE failure SET failure_group_id = (SELECT min(failure_group_id) FROM failure);
    CREATE TEMP TABLE earlier AS SELECT * FROM attempt WHERE outcome = 'failed' LIMIT 1;
    CREATE TEMP TABLE why AS SELECT failure.* FROM failure JOIN earlier USING (cluster_id, instance_id, attempt);
    UPDATE earlier SET attempt = 99, bring_up_id = '2026-11-01T00:00Z', started_ms = 0;
    UPDATE why SET attempt = 99;
    INSERT INTO bring_up SELECT cluster_id, bring_up_id, 0, 1, 1, 1, NULL FROM earlier;`)
  const isNew = () => runCommand(['summary', '--db', path, '--fail-if', 'new-group'])
  assert.is((await isNew()).code, 9)
  database.exec('INSERT INTO attempt SELECT * FROM earlier; INSERT INTO failure SELECT * FROM why')
  assert.is((await isNew()).code, 0)
  database.close()
})

test('JUnit has a case a condition and a case a failure group, and counts them', async () => {
  const file = join(temporaryFolder(), 'hyperscope.xml')
  const { code } = await summary(
    '--junit',
    file,
    '--fail-if',
    'failed>0',
    '--fail-if',
    'failed>9999',
  )
  assert.is(code, 9)
  const xml = readFileSync(file, 'utf8')
  assert.match(xml, /<testsuite name="ml-prod: gate" [^>]*tests="2" failures="1"/)
  assert.match(xml, 'name="not failed&gt;9999" time="0"/>')
  const groups = Array.from(
    xml.matchAll(/classname="ml-prod\.failure-group" name="([0-9a-f]{16}) /g),
  )
  assert.ok(groups.length > 0)
  assert.match(xml, `tests="${groups.length}" failures="${groups.length}"`)
  assert.is(statSync(file).mode & 0o777, 0o600)
})

test('no text of a log can end an element, an attribute or the document', () => {
  const hostile = `"><x y='&]]>\u0000\u001b[2J\u0085\ud800\ufffe\n\t--%>`
  const gate = withStores(demo.path, (stores) => stores.gate('ml-prod', []))
  const [group] = gate.groups
  assert.ok(group)
  const xml = junitXml({
    cluster: { ...gate.cluster, key: hostile },
    results: [{ condition: hostile, isMet: true, value: 1, total: 1, found: hostile }],
    groups: [
      {
        ...(group as typeof group & object),
        title: hostile,
        knownCause: hostile,
        facetSentence: hostile,
      },
    ],
  })
  const text = String.raw`&quot;&gt;&lt;x y=&apos;&amp;]]&gt;\u0000\u001b[2J\u0085\ud800\ufffe`
  assert.ok(xml.includes(`message="${text}&#10;&#9;--%&gt;: ${text}`))
  assert.equal(
    [...new Set(Array.from(xml.matchAll(/<\/?(\w+)/g), ([, name]) => name))],
    ['testsuites', 'testsuite', 'testcase', 'failure'],
  )
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML cannot hold these
  assert.not.match(xml, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]/u)
})

function syncWith(command: string, path: string): Promise<CommandResult> {
  const words = ['sync', demo.clusterName, '--db', path, '--json', '--on-failure', command]
  return runCommand(words, demo.environment)
}

test('--on-failure runs with the summary on standard input and the figures as variables', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'new.db')
  const told = join(folder, 'told.json')
  const { code, stdout, stderr } = await syncWith(
    `cat > '${told}'; echo "$HYPERSCOPE_CLUSTER: $HYPERSCOPE_FAILED of $HYPERSCOPE_EXPECTED"; exit 3`,
    path,
  )
  assert.is(code, 0, 'its exit code is not ours')
  assert.match(stderr, `ml-prod: ${failed} of ${instances.length}\n`)
  assert.match(stderr, 'exit code 3')
  assert.is((JSON.parse(stdout) as { syncs: unknown[] }).syncs.length, 1, 'it prints to stderr')
  const { stdout: record } = await runCommand(['summary', '--db', path, '--json'])
  assert.equal(JSON.parse(readFileSync(told, 'utf8')), JSON.parse(record))
  assert.equal(publicRows(path), publicRows(demo.path))
})

test('a command that does not read what it is given, or does not exist, is reported and no error', async () => {
  const { code, stderr } = await syncWith('no-such-command', join(temporaryFolder(), 'new.db'))
  assert.is(code, 0, stderr)
  assert.match(stderr, 'no-such-command: exit code 127')
})

test.run()

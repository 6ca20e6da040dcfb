import { spawn } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Sqlite from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { demoTruth } from '../../../ingest/demo/demo-truth.ts'
import { failedStates } from '../../../ingest/lifecycle/coverage.ts'
import { type CommandResult, commandEnd, runCommand } from '../../command.ts'
import { syncedDemo, temporaryFolder } from '../../synced-demo.ts'
import { publicRows } from './public-rows.ts'

const test = suite('commands that read the file')

const demo = syncedDemo()

async function run(...words: readonly string[]): Promise<CommandResult> {
  return runCommand([...words, '--db', (await demo).path])
}

/** A failed instance of the demo, as its generator knows it. */
async function failedInstance() {
  const { instances } = demoTruth((await demo).server.cluster)
  const failed = instances.find(({ state }) => state === 'failed')
  assert.ok(failed)
  return failed as (typeof instances)[number]
}

test('summary says how many failed, and where', async () => {
  const { instances } = demoTruth((await demo).server.cluster)
  const failed = instances.filter(({ state }) => failedStates.has(state)).length
  const { code, stdout, stderr } = await run('summary')
  assert.is(code, 0, stderr)
  assert.is(stderr, '')
  assert.match(stdout, `${failed} of ${instances.length} instances failed`)
  assert.not.match(stdout, /<\w+ |class=/)
})

test('summary --json is the record of the page, as the help says', async () => {
  const { instances } = demoTruth((await demo).server.cluster)
  const { stdout } = await run('summary', 'ml-prod', '--json')
  const { verdict } = JSON.parse(stdout) as { verdict: { failed: number } }
  assert.is(verdict.failed, instances.filter(({ state }) => failedStates.has(state)).length)
})

test('why shows stage, step, exit code and the decisive line with its neighbours', async () => {
  const { instanceId, attempts } = await failedInstance()
  const truth = attempts.at(-1)
  const { code, stdout, stderr } = await run('why', instanceId)
  assert.is(code, 0, stderr)
  for (const fact of [instanceId, truth?.decisiveLine, `exit code ${truth?.exitCode}`]) {
    assert.ok(stdout.includes(String(fact)), String(fact))
  }
  assert.not.match(stdout, /<\w+ |class=/)
})

test("why --json holds the error record that AWS's announcement describes", async () => {
  const { instanceId } = await failedInstance()
  const { stdout } = await run('why', instanceId, '--json')
  const { errorRecord } = JSON.parse(stdout) as { errorRecord: Record<string, string> }
  assert.equal(Object.keys(errorRecord).sort(), [
    ...['ErrorMessage', 'FailureReason', 'LogGroup', 'LogStream'],
  ])
  assert.match(errorRecord.LogStream ?? '', instanceId)
})

test('an unknown cluster or instance is an error that says how to list them', async () => {
  const cluster = await run('summary', 'no-such')
  assert.is(cluster.code, 2)
  assert.match(cluster.stderr, 'no-such')
  const instance = await run('why', 'i-00000000000000000')
  assert.is(instance.code, 2)
  assert.match(instance.stderr, 'i-00000000000000000')
})

const select = "SELECT 1 AS number, 'a,\"b\"' AS text, NULL AS missing, '=1+1' AS formula"

test('sql prints a table for people', async () => {
  const { code, stdout } = await run('sql', select)
  assert.is(code, 0)
  const [head, rule, row] = stdout.split('\n')
  assert.equal(head?.split(/ +/).filter(Boolean), ['number', 'text', 'missing', 'formula'])
  assert.match(rule ?? '', /^-+( +-+){3}$/)
  assert.match(row ?? '', '1  a,"b"')
})

test('sql --json loses nothing', async () => {
  const { stdout } = await run('sql', '--json', select)
  assert.equal(JSON.parse(stdout), {
    columns: ['number', 'text', 'missing', 'formula'],
    rows: [[1, 'a,"b"', null, '=1+1']],
  })
})

test('sql --csv quotes what must be quoted, and lets no text become a formula', async () => {
  const { stdout } = await run('sql', '--csv', select)
  assert.is(stdout, 'number,text,missing,formula\r\n1,"a,""b""",,\'=1+1\r\n')
})

for (const statement of [
  'DELETE FROM cluster',
  'WITH one AS (SELECT 1) DELETE FROM cluster',
  'PRAGMA query_only = 0',
  'EXPLAIN DELETE FROM cluster',
  "ATTACH 'other.db' AS other",
  "VACUUM INTO 'copy.db'",
  'SELECT 1; SELECT 2',
  'SELECT nonsense FROM cluster',
  '',
]) {
  test(`sql refuses \`${statement}\``, async () => {
    const before = publicRows((await demo).path)
    const { code, stdout, stderr } = await run('sql', statement)
    assert.is(code, 2, stderr)
    assert.is(stdout, '')
    assert.match(stderr, /^error: .+\n.*docs\/sql\.md/)
    assert.equal(publicRows((await demo).path), before)
  })
}

test('reindex finds the same rows in the same lines', async () => {
  const path = join(temporaryFolder(), 'copy.db')
  copyFileSync((await demo).path, path)
  const before = publicRows(path)
  const { code, stdout } = await runCommand(['reindex', '--db', path, '--json'])
  assert.is(code, 0)
  const { clusters, isWhole } = JSON.parse(stdout) as { clusters: number; isWhole: boolean }
  assert.is(clusters, 1)
  assert.is(isWhole, true)
  assert.equal(publicRows(path), before)
})

test('a reader that closes early, as head does, is no error', async () => {
  const main = fileURLToPath(new URL('../../../server/cli/main.ts', import.meta.url))
  const line = `'${process.execPath}' '${main}' sql --csv 'SELECT text FROM log_line' --db '${(await demo).path}' | head -n 1; exit \${PIPESTATUS[0]}`
  const { code, stdout, stderr } = await commandEnd(
    spawn('bash', ['-c', line], { stdio: ['ignore', 'pipe', 'pipe'] }),
  )
  assert.is(stdout, 'text\r\n')
  assert.is(stderr, '')
  assert.is(code, 0)
})

/** Escape codes, a bell, a carriage return, C1 controls and a right-to-left override. */
const hostile = '\u001b]0;owned\u0007\u001b[2J\r\u009b31m\u202egnp.exe\u0000'

test('nothing that a log or AWS says reaches the terminal as a control character', async () => {
  const path = join(temporaryFolder(), 'hostile.db')
  copyFileSync((await demo).path, path)
  const database = new Sqlite(path)
  for (const [table, column] of [
    ['failure', 'decisive_line'],
    ['failure_signature', 'template'],
    ['attempt', 'failed_step'],
    ['step_run', 'step'],
    ['stage_failure', 'step'],
    ['instance', 'aws_message'],
    ['instance', 'instance_group'],
    ['instance', 'state_reason'],
    ['cluster', 'failure_message'],
    ['log_stream', 'name'],
  ]) {
    database
      .prepare(`UPDATE ${table} SET ${column} = ${column} || @hostile WHERE ${column} IS NOT NULL`)
      .run({ hostile })
  }
  database.close()
  const { instanceId } = await failedInstance()
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
  const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/
  for (const words of [
    ['summary'],
    ['why', instanceId],
    ['sql', 'SELECT substr(decisive_line, -40) FROM failure'],
    ['summary', hostile],
  ]) {
    const { stdout, stderr } = await runCommand(
      [...words, '--db', path].map((word) => word.replaceAll('\u0000', '')),
    )
    assert.ok((stdout + stderr).includes('owned'), words[0])
    assert.not.match(stdout + stderr, control, words[0])
  }
})

test.run()

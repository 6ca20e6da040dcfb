import { chmodSync, copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { PolicyStatement } from '../../../ingest/cloudwatch/iam-policy.ts'
import { startDemoServer } from '../../../ingest/demo/demo-server.ts'
import { openForWriting } from '../../../migrations/open-database.ts'
import { runCommand } from '../../command.ts'
import { demoEnvironment, syncedDemo, temporaryFolder } from '../../synced-demo.ts'

const test = suite('hyperscope doctor')

const demo = syncedDemo()

interface Findings {
  readonly findings: readonly {
    readonly check: string
    readonly ok: boolean | 'warning'
    readonly detail: string
    readonly fix?: string
  }[]
}

test('where nothing is wrong every finding is ok, and the exit code 0', async () => {
  const { environment, clusterName, path } = await demo
  const words = ['doctor', clusterName, '--db', path, '--json']
  const { code, stdout, stderr } = await runCommand(words, environment)
  assert.is(code, 0, stdout + stderr)
  const { findings } = JSON.parse(stdout) as Findings
  assert.ok(findings.length > 6)
  assert.equal(
    findings.filter(({ ok }) => ok === false),
    [],
  )
})

test('a missing permission is named with the statement that grants it, and the exit code is 4', async () => {
  const server = await startDemoServer({
    ...{ instances: 8, quotas: 'none', deniedActions: ['logs:FilterLogEvents'] },
  })
  const words = ['doctor', 'ml-prod', '--db', (await demo).path]
  const { code, stdout } = await runCommand(words, demoEnvironment(server))
  assert.is(code, 4)
  assert.match(stdout, /^FAILED .*FilterLogEvents/m)
  const statement = JSON.parse(/\{"Sid".*\}/.exec(stdout)?.[0] ?? '{}') as PolicyStatement
  assert.is(statement.Effect, 'Allow')
  assert.equal(statement.Action, ['logs:FilterLogEvents'])
  await server.close()
})

test('without a cluster only the file is looked at, and AWS is not asked', async () => {
  const { code, stdout } = await runCommand(['doctor', '--db', (await demo).path, '--json'])
  assert.is(code, 0)
  const { findings } = JSON.parse(stdout) as Findings
  assert.equal(
    findings.map(({ check }) => check),
    ['database', 'file mode', 'integrity', 'stored lines', 'secrets'],
  )
})

test('a file that others may read is a warning with the command that mends it', async () => {
  const path = join(temporaryFolder(), 'open.db')
  copyFileSync((await demo).path, path)
  chmodSync(path, 0o644)
  const { code, stdout } = await runCommand(['doctor', '--db', path, '--json'])
  assert.is(code, 0)
  const { findings } = JSON.parse(stdout) as Findings
  const finding = findings.find(({ ok }) => ok === 'warning')
  assert.is(finding?.fix, `chmod 600 ${path}`)
})

for (const [what, change] of [
  [
    'bytes overwritten by zeros',
    'UPDATE log_block SET body = zeroblob(length(body)) WHERE log_block_id = 1',
  ],
  ['a missing block', 'DELETE FROM log_block WHERE log_block_id = 1'],
  ['a time that has moved', 'UPDATE log_block SET first_ms = first_ms + 1 WHERE log_block_id = 1'],
  ['a wrong count of lines', 'UPDATE log_block SET lines = lines + 1 WHERE log_block_id = 1'],
] as const) {
  test(`${what} of stored lines, which SQLite's own check lets pass, is named with its log stream`, async () => {
    const path = join(temporaryFolder(), 'damaged.db')
    copyFileSync((await demo).path, path)
    const { database, close } = openForWriting(path)
    const name = database
      .prepare(
        'SELECT name FROM log_stream JOIN log_block USING (log_stream_id) WHERE log_block_id = 1',
      )
      .pluck()
      .get() as string
    database.exec(change)
    close()
    const { code, stdout } = await runCommand(['doctor', '--db', path])
    assert.is(code, 4)
    assert.match(stdout, /^ok +integrity/m)
    assert.match(stdout, /^FAILED +stored lines/m)
    assert.match(stdout, name)
  })
}

test('without credentials the finding says so, and the exit code is 4', async () => {
  const { code, stdout } = await runCommand(['doctor', 'ml-prod', '--db', (await demo).path], {
    AWS_REGION: 'us-west-2',
    AWS_EC2_METADATA_DISABLED: 'true',
  })
  assert.is(code, 4)
  assert.match(stdout, /^FAILED .*credentials/m)
})

test.run()

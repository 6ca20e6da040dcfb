import { chmodSync, copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { PolicyStatement } from '../../../ingest/cloudwatch/iam-policy.ts'
import { startDemoServer } from '../../../ingest/demo/demo-server.ts'
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
    ['database', 'file mode', 'integrity'],
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

test('without credentials the finding says so, and the exit code is 4', async () => {
  const { code, stdout } = await runCommand(['doctor', 'ml-prod', '--db', (await demo).path], {
    AWS_REGION: 'us-west-2',
    AWS_EC2_METADATA_DISABLED: 'true',
  })
  assert.is(code, 4)
  assert.match(stdout, /^FAILED .*credentials/m)
})

test.run()

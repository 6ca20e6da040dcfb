// Credentials are used and nowhere written: not in the file, not in what a command says, whether it works or fails.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startDemoServer } from '../../../ingest/demo/demo-server.ts'
import type { DemoServerOptions } from '../../../ingest/demo/demo-server-options.ts'
import { type CommandResult, runCommand } from '../../command.ts'
import { endpointOf } from '../../ingest/sync/synced-demo.ts'
import { temporaryFolder } from '../../synced-demo.ts'

const test = suite('credentials')

const markers = ['AKIDMARKERMARKER0001', 'secretMARKERsecret0002', 'tokenMARKERtoken0003'] as const

const fromEnvironment = {
  AWS_ACCESS_KEY_ID: markers[0],
  AWS_SECRET_ACCESS_KEY: markers[1],
  AWS_SESSION_TOKEN: markers[2],
}

/** A home whose credentials file holds them. */
function fromProfile(): Readonly<Record<string, string>> {
  const home = temporaryFolder()
  mkdirSync(join(home, '.aws'))
  const [id, secret, token] = markers
  const text = `[ops]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\naws_session_token = ${token}\n`
  writeFileSync(join(home, '.aws', 'credentials'), text)
  return { HOME: home, AWS_PROFILE: 'ops' }
}

/** Which of them stand in what a command said, or in a file of the folder. */
function written({ stdout, stderr }: CommandResult, folder: string): readonly string[] {
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'))
  return markers.filter((marker) =>
    [stdout, stderr, ...files].some((text) => text.includes(marker)),
  )
}

for (const [name, options, code] of [
  ['a sync that works', {}, 0],
  [
    'one that may not read the logs',
    { deniedActions: ['logs:FilterLogEvents', 'logs:GetLogEvents', 'logs:DescribeLogStreams'] },
    4,
  ],
  ['one that may not ask for the cluster', { deniedActions: ['sagemaker:DescribeCluster'] }, 4],
] as const satisfies readonly (readonly [string, DemoServerOptions, number])[]) {
  test(`${name} writes no credential, from the environment or from a profile, nor does doctor`, async () => {
    const server = await startDemoServer({ instances: 8, quotas: 'none', ...options })
    const { url, clusterName } = endpointOf(server)
    for (const credentials of [fromEnvironment, fromProfile()]) {
      const folder = temporaryFolder()
      const environment = { AWS_ENDPOINT_URL: url, AWS_REGION: 'us-west-2', ...credentials }
      const to = ['--db', join(folder, 'a.db')]
      const sync = await runCommand(['sync', clusterName, '--json', ...to], environment)
      assert.is(sync.code, code, sync.stderr)
      assert.equal(written(sync, folder), [])
      const doctor = await runCommand(['doctor', clusterName, '--json', ...to], environment)
      assert.ok(doctor.stdout.length > 100, doctor.stderr)
      assert.equal(written(doctor, folder), [])
    }
    await server.close()
  })
}

test('nor does one that finds nobody, or a page of a proxy', async () => {
  for (const endpoint of ['http://127.0.0.1:1', 'http://user:pass@127.0.0.1:1/x']) {
    const folder = temporaryFolder()
    const environment = { AWS_ENDPOINT_URL: endpoint, AWS_REGION: 'us-west-2', ...fromEnvironment }
    const words = ['doctor', 'ml-prod', '--db', join(folder, 'a.db')]
    assert.equal(written(await runCommand(words, environment), folder), [])
  }
})

test.run()

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { connectAws } from '../../../ingest/cloudwatch/aws-connection.ts'
import type { OperatorError } from '../../../ingest/operator-error.ts'
import { all, inOrder, thrownBy, withEnvironment, withScriptedAws } from './scripted-aws.ts'

const test = suite('aws connection')
const { signal } = new AbortController()

const nothing = {
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: join(tmpdir(), 'hyperscope-test-no-such-file'),
  AWS_SHARED_CREDENTIALS_FILE: join(tmpdir(), 'hyperscope-test-no-such-file'),
}

function withFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hyperscope-'))
  return run(folder).finally(() => rmSync(folder, { recursive: true }))
}

function credentialsFile(profile: string, accessKeyId: string): string {
  return `[${profile}]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=x\naws_session_token=y\n`
}

test('without a Region it does not open, and says how to name one', async () => {
  await withEnvironment(nothing, async () => {
    const error = (await thrownBy(connectAws({ signal }))) as OperatorError
    assert.is(error.code, 'invalid-option')
    assert.match(error.nextStep, '--region')
  })
})

test('a Region that can be no part of an address is refused', async () => {
  await withEnvironment(nothing, async () => {
    const error = (await thrownBy(connectAws({ signal, region: 'eu west 1' }))) as OperatorError
    assert.is(error.code, 'invalid-option')
    assert.match(error.message, 'eu west 1')
  })
})

test('the Region comes from the option, else from the environment', async () => {
  await withEnvironment({ ...nothing, AWS_REGION: 'us-west-2' }, async () => {
    assert.is((await connectAws({ signal })).region, 'us-west-2')
    assert.is((await connectAws({ signal, region: 'eu-west-3' })).region, 'eu-west-3')
  })
})

test('missing credentials are named as such, with the way to get some', async () => {
  await withEnvironment({ ...nothing, AWS_REGION: 'eu-west-1' }, async () => {
    const connection = await connectAws({ signal })
    const error = (await thrownBy(connection.credentials())) as OperatorError
    assert.is(error.code, 'credentials-missing')
    const asked = (await thrownBy(connection.logs.describeLogGroups({}))) as OperatorError
    assert.is(asked.code, 'credentials-missing')
  })
})

test('Region and credentials come from the named profile, although another is in the environment', async () => {
  await withFolder(async (folder) => {
    const files = {
      AWS_CONFIG_FILE: join(folder, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    }
    writeFileSync(files.AWS_CONFIG_FILE, '[profile ops]\nregion = eu-west-3\n')
    writeFileSync(files.AWS_SHARED_CREDENTIALS_FILE, credentialsFile('ops', 'AKIAOPSOPSOPSOPS1234'))
    await withEnvironment({ ...nothing, ...files, AWS_PROFILE: 'default' }, async () => {
      const connection = await connectAws({ signal, profile: 'ops' })
      assert.is(connection.region, 'eu-west-3')
      assert.equal(await connection.credentials(), { accessKeyEnd: '1234', expiresMs: undefined })
    })
  })
})

test('credentials renewed in the file while a sync runs are taken up when the old ones expire', async () => {
  await withFolder(async (folder) => {
    const path = join(folder, 'credentials')
    writeFileSync(path, credentialsFile('ops', 'AKIAOLDOLDOLDOLDOLD1'))
    const script = inOrder(
      { json: { logGroups: [], nextToken: 't' } },
      { error: 'ExpiredTokenException' },
      { json: { logGroups: [] } },
    )
    await withScriptedAws(
      (request, index) => {
        if (index === 0) writeFileSync(path, credentialsFile('ops', 'AKIANEWNEWNEWNEWNEW1'))
        return script(request, index)
      },
      async ({ source, requests }) => {
        await all(source.logs.logGroups('/aws'))
        assert.equal(
          requests.map(({ accessKeyId }) => accessKeyId),
          ['AKIAOLDOLDOLDOLDOLD1', 'AKIAOLDOLDOLDOLDOLD1', 'AKIANEWNEWNEWNEWNEW1'],
        )
      },
      {
        options: { profile: 'ops' },
        env: { AWS_SHARED_CREDENTIALS_FILE: path, AWS_ACCESS_KEY_ID: '' },
      },
    )
  })
})

test('both services share one set of credentials, one Region and one count of calls', async () => {
  const script = inOrder({ json: { logGroups: [] } }, { error: 'ResourceNotFound' })
  await withScriptedAws(script, async ({ source }) => {
    await all(source.logs.logGroups('/aws'))
    await thrownBy(source.directory.cluster('gone'))
    assert.is(source.kind, 'cloudwatch')
    assert.is(source.region, 'eu-west-1')
    assert.equal(source.counts(), {
      calls: 2,
      throttles: 0,
      retries: 0,
      byOperation: { DescribeLogGroups: 1, DescribeCluster: 1 },
    })
  })
})

test.run()

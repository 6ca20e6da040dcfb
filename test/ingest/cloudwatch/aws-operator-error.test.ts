import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { filteredPages } from '../../../ingest/cloudwatch/filtered-pages.ts'
import type { OperatorError } from '../../../ingest/operator-error.ts'
import { group, request } from './filtered-script.ts'
import { all, inOrder, type ScriptedAws, thrownBy, withScriptedAws } from './scripted-aws.ts'

const test = suite('aws operator error')

async function errorOf({ connection }: ScriptedAws): Promise<OperatorError> {
  return (await thrownBy(all(filteredPages(connection.logs, request)))) as OperatorError
}

test('expired credentials are refreshed once, then the sync stops and names the profile chain', async () => {
  await withScriptedAws(inOrder({ error: 'ExpiredTokenException' }), async (aws) => {
    const error = await errorOf(aws)
    assert.is(error.code, 'credentials-expired')
    assert.match(error.message, 'the default credential chain')
    assert.is(aws.requests.length, 2)
  })
})

test('credentials that AWS does not know are not tried again', async () => {
  await withScriptedAws(inOrder({ error: 'UnrecognizedClientException' }), async (aws) => {
    assert.is((await errorOf(aws)).code, 'credentials-expired')
    assert.is(aws.requests.length, 1)
  })
})

test('a refused permission is named with its resource, and the next step is the statement to add', async () => {
  const arn = `arn:aws:logs:eu-west-1:123456789012:log-group:${group}:log-stream:`
  const message = `User: arn:aws:sts::123456789012:assumed-role/ops/me is not authorized to perform: logs:FilterLogEvents on resource: ${arn} because no identity-based policy allows it`
  await withScriptedAws(inOrder({ error: 'AccessDeniedException', message }), async (aws) => {
    const error = await errorOf(aws)
    assert.is(error.code, 'access-denied')
    assert.match(error.message, `logs:FilterLogEvents on ${arn}`)
    const statement = JSON.parse(error.nextStep.slice(error.nextStep.indexOf('{')))
    assert.equal(statement.Action, ['logs:FilterLogEvents'])
    assert.ok(
      statement.Resource.includes(`arn:aws:logs:eu-west-1:123456789012:log-group:${group}:*`),
    )
    assert.is(aws.requests.length, 1)
  })
})

test('an explicit deny is not answered with a statement that cannot help', async () => {
  const message =
    'not authorized to perform: logs:FilterLogEvents with an explicit deny in a service control policy'
  await withScriptedAws(inOrder({ error: 'AccessDeniedException', message }), async (aws) => {
    const error = await errorOf(aws)
    assert.not.match(error.nextStep, '"Effect"')
    assert.match(error.nextStep, 'explicit')
  })
})

test.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { awsDisagreement } from '../../../ingest/lifecycle/aws-disagreement.ts'
import { awsVerdict, errorRecord } from '../../../ingest/lifecycle/aws-verdict.ts'
import { type CoverageState, coverageStates } from '../../../ingest/lifecycle/coverage.ts'

const test = suite('aws verdict')

const instanceId = 'i-0df4aefe56f4ef3bc'
const group = '/aws/sagemaker/Clusters/ml-prod/gyazigf6kqq9'
const stream = `LifecycleConfig/worker-group-1/${instanceId}`
const oldMessage = `Instance ${instanceId} failed to provision with the following error: "Lifecycle scripts did not run successfully. Ensure the scripts exist in provided S3 path, are accessible, and run without errors. Please see CloudWatch logs for lifecycle script execution details." Note that multiple instances may be impacted.`
const newMessage = `Instance ${instanceId} failed to provision with the following error: "Lifecycle scripts did not run successfully. To view lifecycle script logs,
visit log group ‘${group}' and log stream ‘${stream}’.
If you cannot find corresponding lifecycle script logs in CloudWatch, please make sure you follow one of the options here: https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-faq-slurm.html#hyperpod-faqs-q1.” Note that multiple instances may be impacted.`
const record = JSON.stringify({
  ErrorMessage: 'Lifecycle script failed',
  LogGroup: '/aws/sagemaker/hyperpod/my-cluster',
  LogStream: 'i-1234567890abcdef0/on-create.sh',
  FailureReason: 'Script execution failed with exit code 1',
})

for (const [what, message, expected] of [
  [
    'the old wording',
    oldMessage,
    [instanceId, undefined, undefined, 'lifecycle-script', undefined],
  ],
  ['the new wording', newMessage, [instanceId, group, stream, 'lifecycle-script', undefined]],
  [
    'the new wording, quoted plainly',
    newMessage.replace(/[‘’“”]/g, '"'),
    [instanceId, group, stream, 'lifecycle-script', undefined],
  ],
  [
    'the announced record',
    record,
    [
      'i-1234567890abcdef0',
      '/aws/sagemaker/hyperpod/my-cluster',
      'i-1234567890abcdef0/on-create.sh',
      'lifecycle-script',
      1,
    ],
  ],
  [
    'an EFA health check',
    'EFA health checks did not run successfully. Ensure that your VPC and security groups are properly configured before attempting to create a new cluster.',
    [undefined, undefined, undefined, 'efa-health-check', undefined],
  ],
  [
    'capacity',
    'We currently do not have sufficient capacity to launch new ml.p5.48xlarge instances. Please try again.',
    [undefined, undefined, undefined, 'capacity', undefined],
  ],
  [
    'a time-out',
    'Lifecycle scripts execution timed out',
    [undefined, undefined, undefined, 'timeout', undefined],
  ],
  ['something else', 'Internal error', [undefined, undefined, undefined, 'other', undefined]],
  ['half a record', '{"ErrorMessage": ', [undefined, undefined, undefined, 'other', undefined]],
] as const) {
  test(`${what} is read`, () => {
    const verdict = awsVerdict(message)
    assert.equal(
      [
        verdict?.instanceId,
        verdict?.logGroup,
        verdict?.logStream,
        verdict?.cause,
        verdict?.exitCode,
      ],
      expected,
    )
  })
}

test('no message, no verdict', () => {
  assert.is(awsVerdict(undefined), undefined)
  assert.is(awsVerdict(' '), undefined)
})

test('the error record of a failed instance has the announced fields', () => {
  const failure = {
    logGroup: group,
    logStream: stream,
    stage: 'execution',
    step: './a.sh',
    exitCode: 6,
    decisiveLine: 'curl: (6) x',
  }
  assert.equal(errorRecord(failure), {
    ErrorMessage: 'Lifecycle script failed',
    LogGroup: group,
    LogStream: stream,
    FailureReason: 'Script execution failed with exit code 6 in ./a.sh: curl: (6) x',
  })
  const download = {
    ...failure,
    stage: 'download',
    step: undefined,
    exitCode: undefined,
    decisiveLine: undefined,
  }
  assert.is(errorRecord(download).FailureReason, 'Script download failed')
})

for (const [state, status, message, why] of [
  ['succeeded', 'Failure', oldMessage, /earlier attempt/],
  ['succeeded', 'Failure', 'EFA health checks did not run', /not the scripts/],
  ['succeeded', 'Running', oldMessage, /stays on the instance across retries/],
  ['succeeded-after-retry', 'Running', oldMessage, /failed attempt before it/],
  ['succeeded-but-rolled-back', 'Failure', undefined, /rolled back/],
  ['failed', 'Running', undefined, /lags behind/],
  ['failed', 'Pending', oldMessage, /trying again/],
  ['running', 'Running', undefined, /has not arrived/],
  ['hung', 'Running', undefined, /lost/],
  ['running', 'Failure', oldMessage, /just stops/],
  ['no-stream', 'Running', undefined, /no run of the scripts/],
] as const satisfies readonly (readonly [CoverageState, string, string | undefined, RegExp])[]) {
  test(`${state} against AWS's ${status}: one sentence says why`, () => {
    const found = awsDisagreement(state, status, message) ?? ''
    assert.match(found, why)
    assert.match(found, /^[A-Z].*\.$/)
  })
}

for (const [state, status, message] of [
  ['succeeded', 'Running', undefined],
  ['succeeded', 'Pending', undefined],
  ['failed', 'Failure', oldMessage],
  ['running', 'Pending', undefined],
  ['hung', 'SystemUpdating', undefined],
  ['no-stream', 'Failure', oldMessage],
  ['no-stream', 'Pending', undefined],
] as const satisfies readonly (readonly [CoverageState, string, string | undefined])[]) {
  test(`${state} and AWS's ${status} agree`, () => {
    assert.is(awsDisagreement(state, status, message), undefined)
  })
}

test('AWS cannot disagree about an instance that it does not list', () => {
  for (const state of coverageStates)
    assert.is(awsDisagreement(state, undefined, undefined), undefined)
})

test.run()

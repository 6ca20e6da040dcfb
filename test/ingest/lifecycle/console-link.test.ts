import { execFileSync } from 'node:child_process'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { consoleLink, logEventsCommand } from '../../../ingest/lifecycle/console-link.ts'

const test = suite('console link')

const place = {
  region: 'us-west-2',
  logGroup: '/aws/sagemaker/Clusters/my-cluster/abcdefghijkl',
  logStream: 'LifecycleConfig/worker-group-1/i-0123456789abcdef0',
}

test('a stream opens in the console of its region', () => {
  assert.is(
    consoleLink(place),
    'https://us-west-2.console.aws.amazon.com/cloudwatch/home?region=us-west-2#logsV2:log-groups/log-group/$252Faws$252Fsagemaker$252FClusters$252Fmy-cluster$252Fabcdefghijkl/log-events/LifecycleConfig$252Fworker-group-1$252Fi-0123456789abcdef0',
  )
})

test('a start time follows the stream', () => {
  assert.ok(
    consoleLink({ ...place, startMs: 1767000000000 }).endsWith('def0$3Fstart$3D1767000000000'),
  )
})

for (const [region, domain] of [
  ['us-gov-west-1', 'us-gov-west-1.console.amazonaws-us-gov.com'],
  ['cn-north-1', 'cn-north-1.console.amazonaws.cn'],
  ['eu-central-1', 'eu-central-1.console.aws.amazon.com'],
] as const) {
  test(`${region} has its console at ${domain}`, () => {
    assert.is(new URL(consoleLink({ ...place, region })).host, domain)
  })
}

test('a name can hold nothing that leaves the link', () => {
  const link = consoleLink({ ...place, region: 'x"/../', logStream: `"><a'()*!\ud800 [$LATEST]` })
  assert.match(link, /^[\w:/.?=#$%-]+$/)
})

test('the command names the stream', () => {
  assert.is(
    logEventsCommand({ ...place, startMs: 5 }),
    `aws logs get-log-events --region us-west-2 --log-group-name ${place.logGroup} --log-stream-name ${place.logStream} --start-time 5 --start-from-head --output text`,
  )
})

for (const logStream of [
  `a'b; rm -rf "$HOME"`,
  '$(id)`id`',
  '-x',
  '',
  'two words\nand a line',
  'é\\n',
]) {
  test(`a shell reads ${JSON.stringify(logStream)} as one word`, () => {
    const command = logEventsCommand({ ...place, logStream })
    const script = `aws() { printf '%s\\0' "$@"; }; ${command}`
    const words = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).split('\0')
    assert.is(words[words.indexOf('--log-stream-name') + 1], logStream)
  })
}

test.run()

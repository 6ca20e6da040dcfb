import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { demoCluster } from '../../../ingest/demo/demo-cluster.ts'
import type { DemoInstance } from '../../../ingest/demo/demo-instance.ts'

const test = suite('demo stream')
const cluster = demoCluster({ bringUps: 1 })

function lines(instance: DemoInstance): string[] {
  return (cluster.stream(instance)?.messages ?? []).flatMap((message) => message.split('\n'))
}

test('a healthy instance writes 300 to 1200 lines', () => {
  for (const instance of cluster.instances.filter(({ fate }) => fate.state === 'succeeded')) {
    const count = lines(instance).length
    assert.ok(count >= 300 && count <= 1200, `${instance.instanceId}: ${count} lines`)
  }
})

test('healthy instances write the errors of failed ones and pass', () => {
  const healthy = cluster.instances.filter(({ fate }) => fate.state === 'succeeded')
  const with_ = (text: string): number =>
    healthy.filter((instance) => lines(instance).some((line) => line.startsWith(text))).length
  assert.is(with_('E: Could not get lock /var/lib/dpkg/lock-frontend'), 11)
  assert.is(with_('mount.lustre: mount '), 9)
  assert.is(with_('curl: (6) Could not resolve host'), 5)
  assert.ok(with_('Error response from daemon: No such container: dcgm-exporter') > 500)
  assert.ok(with_('debconf: unable to initialize frontend') > 700)
})

test('logs hold what makes parsers stumble', () => {
  const all = cluster.instances
    .slice(0, 60)
    .flatMap((instance) => cluster.stream(instance)?.messages ?? [])
  for (const [what, pattern] of [
    ['carriage returns', /\r {5}━/],
    [
      'a marker inside another line',
      /grep: looking for "\[SageMaker\] The lifecycle scripts succeeded\."/,
    ],
    ['a trace that quotes an error', /^\+ local message='\[ERROR\] FSx mount failed/],
    ['the misspelling of the scripts', /^Script \.\/add_users\.sh executed successully$/],
    ['a trailing blank', /^Execute script: \.\/add_users\.sh $/],
    ['an indented line joined to its event', /^ansible \[core 2\.17\.14\]\n {2}config file = None/],
    ['letters beyond Latin-1', /準備完了/],
  ] as const) {
    assert.ok(
      all.some((message) => pattern.test(message)),
      what,
    )
  }
  assert.ok(
    all.some((message) => message.includes('\u001b[1;36m')),
    'colours',
  )
  assert.not(all.some((message) => message.includes('\0')))
})

test('a traceback is one event and its exception the next; a prompt may stand before it', () => {
  const instance = cluster.instances.find(({ fate }) => fate.cause?.slug === 'ssh-keypair-race')
  const messages = instance === undefined ? [] : (cluster.stream(instance)?.messages ?? [])
  const place = messages.findIndex((message) =>
    message.startsWith('Overwrite (y/n)? Traceback (most recent call last):\n  File'),
  )
  assert.match(
    messages[place + 1] ?? '',
    /^subprocess\.CalledProcessError: .*gen-keypair-ubuntu\.sh.* exit status 1\.$/,
  )
})

test('events of a stream never go back in time, and many share a millisecond', () => {
  let shared = 0
  for (const instance of cluster.instances.slice(0, 100)) {
    const { atMs } = cluster.stream(instance) ?? { atMs: [] }
    for (const [place, at] of [...atMs].entries()) {
      const before = atMs[place - 1] ?? 0
      assert.ok(at >= before)
      if (at === before) shared += 1
    }
  }
  assert.ok(shared > 20_000, String(shared))
})

test('some events arrive minutes late, behind events that happened after them', () => {
  const late = cluster.instances.filter((instance) => {
    const stream = cluster.stream(instance)
    if (stream === undefined) return false
    return stream.ingestedMs.some((ingested, place) => {
      const next = stream.ingestedMs.at(-1) ?? 0
      return ingested > next && ingested - (stream.atMs[place] ?? 0) > 60_000
    })
  })
  assert.ok(late.length >= 3, String(late.length))
})

test('all that is healthy at the snapshot has ended minutes before it', () => {
  for (const instance of cluster.instances.filter(({ fate }) =>
    fate.state.startsWith('succeeded'),
  )) {
    const last = cluster.stream(instance)?.atMs.at(-1) ?? 0
    assert.ok(last < cluster.snapshotMs - 4 * 60_000)
  }
})

test('an instance that hangs has been silent for more than twelve minutes', () => {
  const hung = cluster.instances.filter(({ fate }) => fate.state === 'hung')
  for (const instance of hung) {
    const silentMs = cluster.snapshotMs - (cluster.stream(instance)?.atMs.at(-1) ?? 0)
    assert.ok(silentMs > 12 * 60_000, `${instance.instanceId}: ${silentMs}`)
  }
})

test.run()

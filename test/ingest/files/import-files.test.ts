import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { packTar } from 'modern-tar'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { OperatorError } from '../../../ingest/operator-error.ts'
import { openForReading } from '../../../migrations/open-database.ts'
import { temporaryFolder } from '../../synced-demo.ts'
import { rowsOf } from '../sync/synced-demo.ts'
import { type ImportChanges, imported } from './imported.ts'
import { zipFile } from './zip-file.ts'

const test = suite('import of files')

const samples = fileURLToPath(new URL('data/samples/files/', import.meta.resolve('#package.json')))
const failedStream = 'LifecycleConfig/worker-1/i-0df4aefe56f4ef3bc'
const failedLog = [
  '2026-11-23T02:04:00.000Z [SageMaker] Downloading lifecycle scripts',
  '2026-11-23T02:04:36.000Z E: Could not get lock /var/lib/dpkg/lock-frontend.',
  '2026-11-23T02:04:37.000Z [SageMaker] The lifecycle scripts failed.',
  '',
].join('\n')

function query<Row>(path: string, sql: string): Row[] {
  const database = openForReading(path)
  try {
    return database.prepare(sql).all() as Row[]
  } finally {
    database.close()
  }
}

/** Writes one file, imports it, and says what came of it. */
async function importOf(name: string, content: Buffer | string, changes: ImportChanges = {}) {
  const folder = temporaryFolder()
  writeFileSync(join(folder, name), content)
  const path = join(folder, 'a.db')
  const report = await imported(path, [join(folder, name)], changes)
  return { report, path, folder, file: report.files[0] }
}

const messagesOf = (path: string) =>
  query<{ message: string }>(path, 'SELECT message FROM log_event ORDER BY event_ordinal').map(
    ({ message }) => message,
  )

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'no error'
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error
    return `${error.code}: ${error.message}`
  }
}

for (const [name, format, streams] of [
  ['filter-log-events.json', 'events-json', 2],
  ['LifecycleConfig-worker-1-i-0df4aefe56f4ef3bc.json', 'events-json', 1],
  ['console-i-0df4aefe56f4ef3bc.csv', 'csv', 1],
  ['insights.csv', 'csv', 1],
  ['provisioning-i-0df4aefe56f4ef3bc.log', 'raw', 1],
  ['exportedlogs', 'export', 1],
] as const) {
  test(`the sample ${name} is told to be ${format} and says why the instance failed`, async () => {
    const path = join(temporaryFolder(), 'a.db')
    const report = await imported(path, [join(samples, name)])
    assert.is(report.outcome, 'complete')
    assert.is(report.files[0]?.format, format)
    assert.is(report.streams, streams)
    const failures = query<{ decisive_line: string; stage: string }>(path, 'SELECT * FROM failure')
    assert.is(failures.length, 1)
    assert.match(failures[0]?.decisive_line ?? '', /^E: Could not get lock/)
  })
}

test('importing again adds nothing, whatever the format', async () => {
  const path = join(temporaryFolder(), 'a.db')
  const all = [
    ...['exportedlogs', 'filter-log-events.json', 'insights.csv'],
    ...['LifecycleConfig-worker-1-i-0df4aefe56f4ef3bc.json', 'console-i-0df4aefe56f4ef3bc.csv'],
    'provisioning-i-0df4aefe56f4ef3bc.log',
  ]
  await imported(path, [join(samples, 'filter-log-events.json')])
  const once = rowsOf(path)
  for (const name of all) {
    const report = await imported(path, [join(samples, name)])
    assert.is(report.events, 0, name)
  }
  assert.equal(rowsOf(path), once)
})

test('a part of a log that comes later, or again with more, is put in its place', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'a.db')
  const page = (from: number, to: number) =>
    JSON.stringify({
      events: Array.from({ length: to - from }, (_, index) => ({
        timestamp: 1_795_399_440_000 + (from + index) * 10,
        message: `line ${from + index}`,
      })),
    })
  for (const [from, to] of [
    [20, 30],
    [0, 12],
    [8, 25],
  ] as const) {
    const file = join(folder, `i-0df4aefe56f4ef3bc-${from}.json`)
    writeFileSync(file, page(from, to))
    await imported(path, [file])
  }
  const expected = Array.from({ length: 30 }, (_, index) => `line ${index}`)
  assert.equal(messagesOf(path), expected)
})

test('an event of several lines of an export stays one event', async () => {
  const text = `${failedLog}2026-11-23T02:05:00.000Z Traceback:\n  File "a.py"\n\n2026-11-23T02:05:01.000Z end\n`
  const { path } = await importOf('LifecycleConfig-a-b-i-0df4aefe56f4ef3bc.txt', text)
  assert.equal(messagesOf(path).slice(3), ['Traceback:\n  File "a.py"\n', 'end'])
  const [stream] = query<{ name: string }>(path, 'SELECT name FROM log_stream')
  assert.is(stream?.name, 'LifecycleConfig/a-b/i-0df4aefe56f4ef3bc')
})

test('times may be epoch milliseconds, and two streams of one archive both arrive', async () => {
  const member = (id: string) => ({
    header: { name: `x/${id}-on_create.sh/000000`, size: 40, type: 'file' as const },
    body: Buffer.from('1795399440000 [SCRIPT_DOWNLOAD_START] a\n'),
  })
  const tar = await packTar([member('i-0df4aefe56f4ef3bc'), member('i-02f19d23ecb3f975c')])
  const { path, report } = await importOf('logs.tar', Buffer.from(tar))
  assert.is(report.events, 2)
  const names = query<{ name: string }>(path, 'SELECT name FROM log_stream ORDER BY name')
  assert.equal(
    names.map(({ name }) => name),
    ['i-02f19d23ecb3f975c/on_create.sh', 'i-0df4aefe56f4ef3bc/on_create.sh'],
  )
})

test('a zip archive is read, its links are not', async () => {
  const zip = zipFile([
    { name: 'LifecycleConfig-w-i-0df4aefe56f4ef3bc/000000.gz', bytes: gzipSync(failedLog) },
    { name: 'i-02f19d23ecb3f975c.log', bytes: Buffer.from('/etc/passwd'), unixMode: 0o120777 },
  ])
  const { report } = await importOf('logs.zip', zip)
  assert.is(report.events, 3)
  assert.is(report.files.length, 1)
})

test('standard input is read like a file', async () => {
  const path = join(temporaryFolder(), 'a.db')
  const report = await imported(path, ['-'], {
    stdin: gzipSync(failedLog),
    logStream: failedStream,
  })
  assert.is(report.events, 3)
})

test('a raw log that has grown adds its new lines alone', async () => {
  const folder = temporaryFolder()
  const file = join(folder, 'provisioning-i-0df4aefe56f4ef3bc.log')
  const path = join(folder, 'a.db')
  writeFileSync(file, 'one\ntwo\ntwo\n')
  assert.is((await imported(path, [file])).events, 3)
  writeFileSync(file, 'one\ntwo\ntwo\nthree\ntwo\n')
  assert.is((await imported(path, [file])).events, 2)
  assert.equal(messagesOf(path), ['one', 'two', 'two', 'three', 'two'])
})

test('a log of which only the instance is known gets the stream that the inventory gives it', async () => {
  const folder = temporaryFolder()
  const nodes = {
    ClusterNodeSummaries: [{ InstanceId: 'i-0df4aefe56f4ef3bc', InstanceGroupName: 'gpu' }],
  }
  writeFileSync(join(folder, 'nodes.json'), JSON.stringify(nodes))
  writeFileSync(join(folder, 'i-0df4aefe56f4ef3bc.log'), 'one\n')
  const path = join(folder, 'a.db')
  await imported(path, [folder])
  const [stream] = query<{ name: string }>(path, 'SELECT name FROM log_stream')
  assert.is(stream?.name, 'LifecycleConfig/gpu/i-0df4aefe56f4ef3bc')
})

const cluster = { ClusterArn: 'arn:aws:sagemaker:us-west-2:111122223333:cluster/abcdefghijkl' }
for (const [what, document] of [
  ['groups that are no list', { ...cluster, ClusterStatus: 'InService', InstanceGroups: 7 }],
  ['a name that is none', { ...cluster, ClusterStatus: 'InService', ClusterName: { a: 1 } }],
  [
    'a count of words',
    { ...cluster, ClusterStatus: 'InService', InstanceGroups: [{ CurrentCount: 'two' }] },
  ],
  [
    'nodes that are numbers',
    { ClusterNodeSummaries: [{ InstanceId: 7, InstanceGroupName: 'gpu' }] },
  ],
  ['nothing for a node', { ClusterNodeSummaries: [null] }],
] as const) {
  test(`an inventory with ${what} is skipped with its reason, and the log beside it is read`, async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'inventory.json'), JSON.stringify(document))
    writeFileSync(join(folder, 'i-0df4aefe56f4ef3bc.log'), 'one\n')
    const report = await imported(join(folder, 'a.db'), [folder])
    assert.is(report.events, 1)
    const file = report.files.find(({ file: name }) => name.endsWith('inventory.json'))
    assert.match(file?.skipped ?? '', /^its /)
  })
}

test('an answer of SageMaker whose list is empty is read whole, as a bundle of a cluster without events holds one', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'list-cluster-events.json'), '{"Events":[]}')
  writeFileSync(join(folder, 'list-cluster-nodes.json'), '{"ClusterNodeSummaries":[]}')
  writeFileSync(join(folder, 'i-0df4aefe56f4ef3bc.log'), 'one\n')
  const report = await imported(join(temporaryFolder(), 'a.db'), [folder])
  assert.is(report.outcome, 'complete', JSON.stringify(report.files))
})

test('the log group names the cluster', async () => {
  const { path } = await importOf('a.log', failedLog, {
    logGroup: '/aws/sagemaker/Clusters/ml-prod/abcdefghijkl',
    logStream: failedStream,
  })
  const rows = query<{ cluster_id: string; name: string }>(path, 'SELECT * FROM cluster')
  assert.equal([rows[0]?.cluster_id, rows[0]?.name], ['abcdefghijkl', 'ml-prod'])
})

test('two clusters in one database: which one is meant must be said', async () => {
  const path = join(temporaryFolder(), 'a.db')
  const file = join(samples, 'filter-log-events.json')
  await imported(path, [file], { cluster: 'one' })
  await imported(path, [file], { cluster: 'two' })
  assert.match(await refusal(imported(path, [file])), /^invalid-option: .*one \(one\), two \(two\)/)
})

test('a path that is not there is an error, and nothing is written', async () => {
  const path = join(temporaryFolder(), 'a.db')
  assert.match(await refusal(imported(path, ['/nonexistent'])), /^invalid-option: Cannot read/)
  assert.is(query<{ n: number }>(path, 'SELECT count(*) AS n FROM cluster')[0]?.n, 0)
})

const bomb = gzipSync('2026-11-23T02:04:00.000Z a\n'.repeat(99_999))
/** Files that are not read, or not to their end: each is named with its reason, and the import goes on. */
const unreadable: Readonly<Record<string, readonly [content: Buffer | string, why: RegExp]>> = {
  'i-0df4aefe56f4ef3bc-cut.gz': [gzipSync(failedLog).subarray(0, 90), /ends in the middle/],
  'i-0df4aefe56f4ef3bc-damaged.gz': [
    Buffer.concat([gzipSync(failedLog).subarray(0, 60), Buffer.alloc(200, 0xff)]),
    /gzip data is damaged/,
  ],
  'i-0df4aefe56f4ef3bc-bomb.gz': [bomb, /unpacks to over 20 times its size/],
  'i-0df4aefe56f4ef3bc-cut.json': [
    '{"events":[{"timestamp":1,"message":"a"}',
    /ends in the middle/,
  ],
  'i-0df4aefe56f4ef3bc-not.json': ['{"events":[{"timestamp":1,"message":a}]}', /it is no JSON/],
  'i-0df4aefe56f4ef3bc-deep.json': [`{"events":${'['.repeat(70)}`, /nests deeper than 64/],
  'i-0df4aefe56f4ef3bc-large.json': [
    `{"events":[{"timestamp":1,"message":"${'x'.repeat(90_000)}"}]}`,
    /an object over 80000 bytes/,
  ],
  'i-0df4aefe56f4ef3bc-other.json': [
    '{"logStreams":[{"arn":"a"}]}',
    /neither events nor an answer/,
  ],
  'i-0df4aefe56f4ef3bc.csv': ['timestamp,message\n1795399440000,"a', /CSV is damaged/],
  'i-0df4aefe56f4ef3bc.bin': [Buffer.from('\u0001\u0002\u0003\u0004abc'), /it is no text/],
  'nobody.log': ['one\n', /say which with --log-stream/],
  'nested.json': [`{"ClusterArn":"a","x":${'['.repeat(70)}`, /nests deeper than 64/],
}

for (const [name, [content, why]] of Object.entries(unreadable)) {
  test(`${name} is skipped with its reason`, async () => {
    const limits = { ratio: 20, ratioFromBytes: 100_000, objectBytes: 80_000 }
    const { report, file } = await importOf(name, content, { limits })
    assert.is(report.outcome, 'partial')
    assert.match(file?.skipped ?? JSON.stringify(report.files), why)
  })
}

test('archives inside archives, links, pipes and devices are skipped, each with its reason', async () => {
  const folder = temporaryFolder()
  const inner = Buffer.from(await packTar([{ header: { name: 'a', size: 1 }, body: 'a' }]))
  const tar = await packTar([{ header: { name: 'inner.tar', size: inner.length }, body: inner }])
  writeFileSync(join(folder, 'outer.tar'), tar)
  writeFileSync(
    join(folder, 'z.zip.gz'),
    gzipSync(zipFile([{ name: 'a', bytes: Buffer.from('a') }])),
  )
  writeFileSync(join(folder, 'bad.zip'), Buffer.from('PK\u0003\u0004 and no more'))
  symlinkSync('/etc/passwd', join(folder, 'link'))
  spawnSync('mkfifo', [join(folder, 'pipe')])
  const { files } = await imported(join(folder, 'a.db'), [
    ...['outer.tar', 'z.zip.gz', 'bad.zip', 'link', 'pipe'].map((name) => join(folder, name)),
    '/dev/null',
  ])
  const reasons = files.map(({ skipped }) => skipped ?? '')
  for (const [index, why] of [
    /an archive inside an archive/,
    /from a file of its own only/,
    /zip archive is damaged/,
    /no plain file but a link/,
    /no plain file but a pipe/,
    /no plain file but a device/,
  ].entries()) {
    assert.match(reasons[index] ?? '', why)
  }
})

test('a cut archive gives what it held before the cut', async () => {
  const tar = await packTar(
    ['i-0df4aefe56f4ef3bc.log', 'i-02f19d23ecb3f975c.log'].map((name) => ({
      header: { name, size: 4, type: 'file' as const },
      body: 'one\n',
    })),
  )
  const { report } = await importOf('cut.tar', Buffer.from(tar).subarray(0, 1024 + 300))
  assert.is(report.events, 1)
  assert.match(report.files.at(-1)?.skipped ?? '', /tar archive is damaged or cut off/)
})

test('more files than a folder may hold are refused', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'logs'))
  for (const name of ['a', 'b', 'c']) writeFileSync(join(folder, 'logs', name), 'x\n')
  const work = imported(join(folder, 'a.db'), [join(folder, 'logs')], { limits: { entries: 2 } })
  assert.match(await refusal(work), /more than 2 files/)
})

test('impossible times are left out and counted', async () => {
  const events = [-1, 1e18, 'soon', null, 1_795_399_440_000].map((timestamp) => ({
    ...{ timestamp, message: 'a', logStreamName: failedStream },
  }))
  const { report, file } = await importOf('a.json', JSON.stringify({ events }))
  assert.is(report.events, 2)
  assert.match(file?.notes[0] ?? '', /^3 events with an impossible time, such as -1, were left out/)
})

test('bytes that are no UTF-8, and lone surrogates, become U+FFFD and are counted', async () => {
  const raw = await importOf('i-0df4aefe56f4ef3bc.log', Buffer.from([0x61, 0xff, 0x62, 0x0a]))
  assert.equal(messagesOf(raw.path), ['a\ufffdb'])
  assert.match(raw.file?.notes[0] ?? '', /^1 lines held bytes that are no UTF-8/)
  const json = await importOf(
    'i-0df4aefe56f4ef3bc.json',
    '{"events":[{"timestamp":1795399440000,"message":"a\\ud800"}]}',
  )
  assert.equal(messagesOf(json.path), ['a\ufffd'])
})

test('NUL, carriage returns and escapes are stored as they are', async () => {
  const message = 'a\u0000b\rc\u001b[31md\u2028'
  const { path } = await importOf(
    'i-0df4aefe56f4ef3bc.json',
    JSON.stringify({ events: [{ timestamp: 1_795_399_440_000, message }] }),
  )
  assert.equal(messagesOf(path), [message])
})

test('of a line longer than an event may be its beginning is kept, to the end of a character, and the rest is counted', async () => {
  const text = `${'é'.repeat(700)}\nshort\n${'é'.repeat(300)}`
  const limits = { lineBytes: 501 }
  const { path, file } = await importOf('i-0df4aefe56f4ef3bc.log', text, { limits })
  assert.equal(messagesOf(path), ['é'.repeat(250), 'short', 'é'.repeat(250)])
  assert.equal(file?.notes, ['of 2 lines over 1 MiB the rest, 1000 bytes, was left out'])
})

test('an event of an export that is longer than an event may be becomes several of its time', async () => {
  const lines = Array.from({ length: 300 }, (_, index) => `line ${index}`)
  const text = `2026-11-23T02:04:31.500Z ${lines.join('\n')}\n2026-11-23T02:04:32.000Z end\n`
  const limits = { lineBytes: 501 }
  const { path, file } = await importOf('i-0df4aefe56f4ef3bc.log', text, { limits })
  const messages = messagesOf(path)
  assert.ok(messages.length > 4 && messages.every(({ length }) => length <= 501))
  assert.equal(
    messages.flatMap((message) => message.split('\n')),
    [...lines, 'end'],
  )
  assert.equal(file?.notes, ['1 events over 1 MiB were cut into several'])
})

test('fields that no event has, and `__proto__`, change nothing', async () => {
  const text = `{"events":[{"__proto__":{"x":1},"timestamp":1,"message":"no"},{"timestamp":1795399440000,"message":"a","__proto__":1,"logStreamName":"${failedStream}"}]}`
  const { report } = await importOf('a.json', text)
  assert.is(report.events, 1)
  assert.is(({} as Record<string, unknown>).x, undefined)
})

test('a running import says so in its row of sync_run, and in the end what it judged last', async () => {
  const path = join(temporaryFolder(), 'a.db')
  const phases: unknown[] = []
  const onProgress = () => {
    phases.push(...query(path, 'SELECT outcome, phase FROM sync_run'))
  }
  await imported(path, [join(samples, 'filter-log-events.json')], { onProgress })
  assert.equal(phases.at(-1), { outcome: 'running', phase: 'events' })
  const [run] = query<{ outcome: string; phase: string; heartbeat_ms: number }>(
    path,
    'SELECT outcome, phase, heartbeat_ms FROM sync_run',
  )
  assert.equal([run?.outcome, run?.phase], ['complete', 'analysis'])
  assert.type(run?.heartbeat_ms, 'number')
})

test('interrupted anywhere and repeated, an import ends with the same rows', async () => {
  const folder = temporaryFolder()
  const names = ['exportedlogs', 'filter-log-events.json', 'insights.csv']
  const paths = names.map((name) => join(samples, name))
  const whole = join(folder, 'whole.db')
  await imported(whole, paths)
  for (let stopAt = 1; stopAt < 6; stopAt += 1) {
    const path = join(folder, `cut-${stopAt}.db`)
    const controller = new AbortController()
    let calls = 0
    const onProgress = () => {
      calls += 1
      if (calls === stopAt) controller.abort()
    }
    const cut = await imported(path, paths, { signal: controller.signal, onProgress })
    assert.is(cut.outcome, 'interrupted')
    await imported(path, paths)
    assert.equal(rowsOf(path), rowsOf(whole))
  }
})

test('members of an archive that are larger than what is looked at come one after the other', async () => {
  const line = (second: number) =>
    `2026-11-23T02:04:${String(second % 60).padStart(2, '0')}.000Z line ${second}\n`
  const log = Array.from({ length: 4000 }, (_, index) => line(index)).join('')
  const names = ['i-0df4aefe56f4ef3bc', 'i-0df4aefe56f4ef3bd', 'i-0df4aefe56f4ef3be']
  const archive = await packTar(
    names.map((id) => ({
      header: { name: `LifecycleConfig-worker-1-${id}/000000`, size: log.length },
      body: log,
    })),
  )
  const path = join(temporaryFolder(), 'logs.tar.gz')
  writeFileSync(path, gzipSync(archive))
  const report = await imported(join(temporaryFolder(), 'new.db'), [path])
  assert.is(report.outcome, 'complete')
  assert.is(report.events, 3 * 4000)
})

test.run()

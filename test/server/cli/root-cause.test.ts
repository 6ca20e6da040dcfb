import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runCommand } from '../../command.ts'
import { syncedDemo, temporaryFolder } from '../../synced-demo.ts'

const test = suite('commands of the root cause')

const demo = syncedDemo({ instances: 60 })

interface Groups {
  readonly cluster: { readonly failed: number }
  readonly groups: readonly {
    readonly failureGroupId: string
    readonly name: string | null
    readonly instances: number
    readonly muted: 0 | 1
    readonly knownCause: string | null
  }[]
}

/** A copy of the demo's file that a test may change. */
async function ownFile(): Promise<string> {
  const path = join(temporaryFolder(), 'own.db')
  copyFileSync((await demo).path, path)
  return path
}

async function groupsOf(path: string): Promise<Groups> {
  const { stdout } = await runCommand(['groups', '--db', path, '--json'])
  return JSON.parse(stdout)
}

function log(...lines: readonly string[]): string {
  return `${lines.join('\n')}\n`
}

test('groups lists every failure group; their instances add up to the failed', async () => {
  const { path } = await demo
  const { cluster, groups } = await groupsOf(path)
  const { stdout } = await runCommand(['groups', '--db', path])
  assert.is(
    groups.reduce((sum, { instances }) => sum + instances, 0),
    cluster.failed,
  )
  for (const { failureGroupId } of groups) assert.match(stdout, failureGroupId)
  const unknown = groups.filter(({ knownCause }) => knownCause === null)
  const [, queue = ''] = stdout.split('To be read, without a known cause:')
  for (const { failureGroupId } of unknown) assert.match(queue, failureGroupId)
})

test('groups names the first near-misses of each group with their lines', async () => {
  const { path } = await demo
  const { stdout } = await runCommand(['groups', '--db', path])
  const { stdout: listed } = await runCommand([
    ...['sql', '--db', path, '--json'],
    "SELECT failure_group_id, instance_id, line_ordinal FROM near_miss WHERE bring_up_id = '' ORDER BY 1, 2",
  ])
  const rows = (JSON.parse(listed) as { rows: [string, string, number][] }).rows
  const groups = Map.groupBy(rows, ([id]) => id)
  assert.ok(groups.size > 1)
  for (const misses of groups.values()) {
    const named = misses.slice(0, 3).map(([, id, line]) => `${id} line ${line}`)
    const rest = misses.length - named.length
    const said = `${named.join(', ')}${rest === 0 ? '' : ` and ${rest} more`}`
    const are = misses.length === 1 ? 'instance' : 'instances'
    assert.match(stdout, `${misses.length} healthy ${are} met the same and passed: ${said}\n`)
  }
})

test('a group can be renamed, merged and muted, and undo takes it all back', async () => {
  const path = await ownFile()
  const [first, second] = (await groupsOf(path)).groups
  assert.ok(first && second)
  const group = (...words: readonly string[]) => runCommand(['group', ...words, '--db', path])
  const merged = first.instances + second.instances

  assert.is((await group('rename', first.failureGroupId, 'the first')).code, 0)
  assert.is((await group('mute', first.failureGroupId)).code, 0)
  assert.is((await group('merge', second.failureGroupId, first.failureGroupId)).code, 0)
  const changed = (await groupsOf(path)).groups.find((row) => row.name === 'the first')
  assert.is(changed?.instances, merged)
  assert.is(changed?.muted, 1)

  assert.is((await group('undo', first.failureGroupId)).code, 0)
  assert.is((await group('undo', second.failureGroupId)).code, 0)
  assert.equal((await groupsOf(path)).groups, (await groupsOf((await demo).path)).groups)
})

test('a split, a merge of a part, and a name of it survive in a file of rules, and undo puts the group back', async () => {
  const path = await ownFile()
  const [first, second] = (await groupsOf(path)).groups
  assert.ok(first && second)
  const group = (...words: readonly string[]) => runCommand(['group', ...words, '--db', path])
  const before = new Set((await groupsOf(path)).groups.map(({ failureGroupId }) => failureGroupId))

  assert.is((await group('split', first.failureGroupId, '--by', 'ip-prefix')).code, 0)
  const split = (await groupsOf(path)).groups
  const parts = split.filter(({ failureGroupId }) => !before.has(failureGroupId))
  assert.is(
    parts.reduce((sum, { instances }) => sum + instances, 0),
    first.instances,
  )
  const [part] = parts
  assert.ok(part)
  assert.is((await group('merge', part.failureGroupId, second.failureGroupId)).code, 0)
  assert.is((await group('rename', second.failureGroupId, 'with a part')).code, 0)
  const decided = (await groupsOf(path)).groups
  const joined = decided.find(({ name }) => name === 'with a part')
  assert.is(joined?.instances, second.instances + part.instances)

  const rules = join(temporaryFolder(), 'rules.json')
  writeFileSync(rules, (await group('rules', '--json')).stdout)
  const other = await ownFile()
  assert.is((await runCommand(['group', 'apply', rules, '--db', other])).code, 0)
  assert.equal((await groupsOf(other)).groups, decided)

  for (const id of [part.failureGroupId, first.failureGroupId, second.failureGroupId]) {
    assert.is((await group('undo', id)).code, 0)
  }
  assert.equal((await groupsOf(path)).groups, (await groupsOf((await demo).path)).groups)
})

for (const [fact, words, said] of [
  ['a split by nothing', ['split', 'GROUP'], 'something to split by'],
  ['a split by what is no pattern', ['split', 'GROUP', '--by', 'match:('], 'RE2'],
  ['a group merged into itself', ['merge', 'GROUP', 'GROUP'], 'needs another group'],
  ['a file that is not there', ['apply', '/nowhere.json'], 'cannot be read'],
] as const) {
  test(`${fact} is refused and changes nothing`, async () => {
    const path = await ownFile()
    const id = (await groupsOf(path)).groups[0]?.failureGroupId ?? ''
    const own = words.map((word) => (word === 'GROUP' ? id : word))
    const { code, stderr } = await runCommand(['group', ...own, '--db', path])
    assert.is(code, 2)
    assert.match(stderr, said)
    assert.match((await runCommand(['group', 'rules', '--db', path])).stdout, 'No rule')
  })
}

for (const text of [
  '',
  '[]',
  '{"format":"hyperscope-group-rules","version":2,"rules":[]}',
  '{"format":"hyperscope-group-rules","version":1,"rules":[{"kind":"paint"}]}',
  '{"format":"hyperscope-group-rules","version":1,"rules":[{"kind":"mute","group":"x","value":""}]}',
  '{"format":"hyperscope-group-rules","version":1,"rules":[null]}',
]) {
  test(`a file of rules that holds ${text.slice(-40) || 'nothing'} is refused whole`, async () => {
    const rules = join(temporaryFolder(), 'rules.json')
    writeFileSync(rules, text)
    const { code, stderr } = await runCommand(['group', 'apply', rules, '--db', await ownFile()])
    assert.is(code, 2)
    assert.match(stderr, 'Nothing was applied')
  })
}

for (const [fact, words] of [
  ['an unknown group', ['rename', '0000000000000000', 'x']],
  ['an unknown rule', ['paint', '0000000000000000', 'x']],
] as const) {
  test(`${fact} is an error that says what to do`, async () => {
    const { code, stderr } = await runCommand(['group', ...words, '--db', await ownFile()])
    assert.is(code, 2)
    assert.match(stderr, 'hyperscope groups')
  })
}

test('templates gives every line its template, and lines that differ in what varies the same one', async () => {
  const file = join(temporaryFolder(), 'some.log')
  writeFileSync(
    file,
    log('connected to 10.2.3.4 in 12 ms', 'connected to 10.9.8.7 in 950 ms', 'done'),
  )
  const { stdout } = await runCommand(['templates', file, '--json'])
  const rows = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.equal(
    rows.map(({ line }) => line),
    [1, 2, 3],
  )
  assert.is(rows[0].template_id, rows[1].template_id)
  assert.is.not(rows[0].template_id, rows[2].template_id)
  const table = await runCommand(['templates', file])
  assert.match(table.stdout, /^ +2 {2}[0-9a-f]{16} {2}connected to/)
})

test('explain points at the line that says why, and not at what healthy logs print too', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'healthy'))
  const usual = [
    'Starting setup',
    'ERROR: cannot remove the old cache, going on',
    'Installing packages',
  ]
  writeFileSync(join(folder, 'healthy', 'a.log'), log(...usual, 'Setup finished'))
  writeFileSync(join(folder, 'healthy', 'b.log'), log(...usual, 'Setup finished'))
  const failed = join(folder, 'failed.log')
  writeFileSync(
    failed,
    log(...usual, 'E: Unable to locate package libfoo', 'make: *** [all] Error 100'),
  )
  const words = ['explain', failed, '--healthy', join(folder, 'healthy')]
  const { stdout } = await runCommand([...words, '--json'])
  const explanation = JSON.parse(stdout)
  assert.is(explanation.file, failed)
  assert.is(explanation.lines[0].line, 4)
  assert.ok(explanation.lines[0].reasons.length > 0)
  assert.match((await runCommand(words)).stdout, 'Unable to locate package libfoo')
})

/** What `templates --json` says of these bytes. */
async function templatesOf(bytes: Uint8Array): Promise<string> {
  const file = join(temporaryFolder(), 'some.log')
  writeFileSync(file, bytes)
  const { code, stdout } = await runCommand(['templates', file, '--json'])
  assert.is(code, 0)
  return stdout
}

test('templates takes what files hold: gzip, CR LF, NUL, broken UTF-8, a line of a megabyte, nothing', async () => {
  const plain = log('connected to 10.2.3.4 in 12 ms', 'done')
  const expected = await templatesOf(Buffer.from(plain))
  assert.is(await templatesOf(gzipSync(plain)), expected)
  assert.is(await templatesOf(Buffer.from(plain.replaceAll('\n', '\r\n'))), expected)
  assert.is(await templatesOf(Buffer.from('')), '')
  const odd = Buffer.concat([
    Buffer.from([0xff, 0xfe, 0x20, 0x00, 0x0a, 0xc3, 0x28, 0x0a]),
    Buffer.from(`${'x'.repeat(1_000_000)}\ndone`),
  ])
  const rows = (await templatesOf(odd)).trimEnd().split('\n')
  assert.equal(
    rows.map((row) => JSON.parse(row).line),
    [1, 2, 3, 4],
  )
  assert.match(rows[3] ?? '', /"template":"done"/)
})

test('explain says the same of a log and of the same log packed', async () => {
  const folder = temporaryFolder()
  const text = log('Installing', 'E: Unable to locate package libfoo', 'x'.repeat(1_000_000))
  writeFileSync(join(folder, 'a.log'), text)
  writeFileSync(join(folder, 'b.log.gz'), gzipSync(text))
  writeFileSync(join(folder, 'c.log'), '')
  const { stdout } = await runCommand(['explain', folder, '--json'])
  const [plain, packed, empty] = stdout
    .trimEnd()
    .split('\n')
    .map((row) => JSON.parse(row))
  assert.is(plain.lines[0].line, 2)
  assert.equal({ ...packed, file: plain.file }, plain)
  assert.equal([empty.signature, empty.lines], ['', []])
  assert.ok((await runCommand(['explain', folder])).stdout.length < 5000)
})

test('a log that cannot be read is named', async () => {
  const { code, stderr } = await runCommand(['explain', '/nonexistent/x.log'])
  assert.is(code, 2)
  assert.match(stderr, 'Cannot read /nonexistent/x.log: there is no such file or folder.')
})

test.run()

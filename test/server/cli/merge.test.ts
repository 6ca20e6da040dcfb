// Several files in one: the rows are those of one file that was synced of everything.
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import Sqlite from 'better-sqlite3'
import { unpackTar } from 'modern-tar'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type CommandResult, runCommand } from '../../command.ts'
import { syncedDemo, temporaryFolder } from '../../synced-demo.ts'
import { publicRows, rowsOf } from './public-rows.ts'

const test = suite('hyperscope merge')

const [demo, other] = await Promise.all([
  syncedDemo(),
  syncedDemo({ seed: 2, clusterName: 'ml-test' }),
])
const folder = temporaryFolder()
const at = (name: string) => join(folder, name)

function merge(output: string, ...files: readonly string[]): Promise<CommandResult> {
  return runCommand(['merge', ...files, '-o', at(output)])
}

test('clusters of different files stand side by side, as two syncs into one file leave them', async () => {
  copyFileSync(demo.path, at('one.db'))
  await runCommand(['sync', other.clusterName, '--db', at('one.db')], other.environment)
  const { code, stdout, stderr } = await merge('both.db', other.path, demo.path)
  assert.is(code, 0, stderr)
  assert.match(stdout, '2 clusters')
  assert.equal(publicRows(at('both.db')), publicRows(at('one.db')))
  assert.is(statSync(at('both.db')).mode & 0o777, 0o600)
  assert.not.ok(existsSync(at('both.db.unfinished')))
})

test('a file and its copy are the file', async () => {
  copyFileSync(demo.path, at('copy.db'))
  const { stdout } = await merge('same.db', demo.path, at('copy.db'))
  const events = rowsOf(demo.path, 'SELECT count(*) AS n FROM log_event')[0]?.n
  assert.match(stdout.replaceAll(',', ''), `${events} events ${events} of them in more than one`)
  assert.equal(publicRows(at('same.db')), publicRows(demo.path))
  const runs = 'SELECT * FROM sync_run'
  assert.equal(rowsOf(at('same.db'), runs), rowsOf(demo.path, runs))
})

/** A file with the inventory and, of each stream, a part of its events: from one share of it to another. */
async function partOf(name: string, from: number, to: number): Promise<string> {
  const bundle = at('bundle.tar.gz')
  const words = ['export', '--format', 'bundle', '--no-redact', '--db', demo.path, '-o', bundle]
  const { stderr } = await runCommand(words)
  const options = / (--as-of .*)`/.exec(stderr)?.[1] ?? ''
  mkdirSync(join(at(name), 'logs'), { recursive: true })
  for (const { header, data } of await unpackTar(gunzipSync(readFileSync(bundle)))) {
    const lines = Buffer.from(data ?? [])
      .toString()
      .trim()
      .split('\n')
    const isLog = header.name.startsWith('logs/')
    const kept = isLog ? lines.slice(lines.length * from, Math.ceil(lines.length * to)) : lines
    writeFileSync(join(at(name), header.name), kept.join('\n'))
  }
  const path = at(`${name}.db`)
  const read = await runCommand(['import', at(name), '--db', path, ...options.split(' ')])
  assert.is(read.code, 0, read.stderr)
  return path
}

test('halves of one cluster that overlap become the whole, in either order', async () => {
  const begin = await partOf('begin', 0, 0.6)
  const end = await partOf('end', 0.4, 1)
  const whole = publicRows(demo.path)
  assert.not.equal(publicRows(begin).log_line, whole.log_line)
  await merge('ends.db', end, begin)
  assert.equal(publicRows(at('ends.db')), whole)
})

test('labels, notes, rules on groups and red herrings come along', async () => {
  copyFileSync(demo.path, at('decided.db'))
  const [bringUp] = rowsOf(demo.path, 'SELECT bring_up_id AS id FROM bring_up ORDER BY 1 DESC')
  const [group] = rowsOf(demo.path, 'SELECT failure_group_id AS id FROM failure ORDER BY 1')
  const on = ['--db', at('decided.db')]
  await runCommand(['bring-up', 'label', `ml-prod@${bringUp?.id}`, 'new image', ...on])
  await runCommand(['group', 'rename', String(group?.id), 'our name', ...on])
  const database = new Sqlite(at('decided.db'))
  database.exec(`INSERT INTO note (cluster_id, instance_id, log_stream_id, line_ordinal, kind, text, created_ms)
    SELECT cluster_id, instance_id, log_stream_id, decisive_line_ordinal, 'note', 'seen', 1 FROM failure
     WHERE decisive_line_ordinal IS NOT NULL LIMIT 1;
    INSERT INTO red_herring (pattern, sample, created_ms) VALUES ('no line holds this', 'no line holds this', 1)`)
  database.close()
  await merge('decisions.db', demo.path, at('decided.db'))
  const decided = (path: string) => [
    rowsOf(path, 'SELECT bring_up_id, label FROM bring_up'),
    rowsOf(path, 'SELECT kind, failure_group_id, value FROM group_rule'),
    rowsOf(path, 'SELECT instance_id, line_ordinal, kind, text FROM note'),
    rowsOf(path, 'SELECT * FROM red_herring'),
  ]
  assert.equal(decided(at('decisions.db')), decided(at('decided.db')))
})

test('files of other schema versions, incidents and files that are there are refused, and nothing is written', async () => {
  copyFileSync(demo.path, at('older.db'))
  const database = new Sqlite(at('older.db'))
  const version = Number(database.pragma('user_version', { simple: true }))
  database.pragma(`user_version = ${version - 1}`)
  database.close()
  const older = await merge('refused.db', demo.path, at('older.db'))
  assert.is(older.code, 7)
  assert.match(older.stderr, `older.db has schema version ${version - 1}`)
  assert.match(older.stderr, `hyperscope reindex --db ${at('older.db')}`)
  await runCommand(['export', '--format', 'incident', '--db', demo.path, '-o', at('incident.db')])
  const incident = await merge('refused.db', demo.path, at('incident.db'))
  assert.is(incident.code, 7)
  assert.match(incident.stderr, 'is an incident')
  assert.is((await merge('copy.db', demo.path)).code, 2)
  assert.not.ok(existsSync(at('refused.db')))
})

test.run()

// An incident and a bundle: cut out of a synced file, opened by the viewer, read back by an import.
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createApp } from '../../../server/app.ts'
import { type CommandResult, runCommand } from '../../command.ts'
import { rowsOf as rowHashes } from '../../ingest/sync/synced-demo.ts'
import { syncedDemo, temporaryFolder } from '../../synced-demo.ts'
import { ownHost } from '../test-app.ts'
import { plantedSecret, withPlantedSecret } from './planted-secret.ts'
import { rowsOf } from './public-rows.ts'

const test = suite('export --format incident and bundle')

const demo = await syncedDemo({ instances: 70 })
const folder = temporaryFolder()
const secretPath = withPlantedSecret(demo.path, join(folder, 'secret.db'))
const bringUpId = '2026-11-23T02:04Z'

function run(format: string, output: string, ...words: string[]): Promise<CommandResult> {
  return runCommand(['export', '--format', format, '--db', demo.path, '-o', output, ...words])
}

const incidentPath = join(folder, 'incident.db')
const written = await run('incident', incidentPath)

/** What the viewer answers for a file. */
async function answers(path: string, urls: readonly string[]) {
  const bugs: unknown[] = []
  const app = createApp({
    ...{ databasePath: path, port: 8117, now: () => 0 },
    onBug: (error) => void bugs.push(error),
  })
  const replies = []
  for (const url of urls) {
    replies.push(await app.inject({ method: 'GET', url, headers: { host: ownHost } }))
  }
  await app.close()
  assert.equal(bugs, [])
  return replies
}

test('an incident is a private file of its own, with the lines of some instances', () => {
  assert.is(written.code, 0, written.stderr)
  assert.is(written.stdout, '')
  assert.match(written.stderr, /lines of \d+ of \d+ instances in 2026-11-23T02:04Z/)
  assert.is(statSync(incidentPath).mode & 0o777, 0o600)
  const count = (path: string) => rowsOf(path, 'SELECT 1 FROM log_line').length
  assert.ok(count(incidentPath) < count(demo.path))
})

test('all that is said stays: every table but those of lines and runs is the same', () => {
  const whole = rowHashes(demo.path)
  const cut = rowHashes(incidentPath)
  for (const [table, rows] of Object.entries(whole)) {
    // What is counted of lines that are left out is counted by who reads the file.
    if (/^(?:log|secret|kept)_|^(?:counted|timeline)$/.test(table)) continue
    assert.is(cut[table], rows, table)
  }
})

test('whoever did not simply succeed has all its lines, and so have some of the healthy', () => {
  const lines = (path: string, state: string) =>
    rowsOf(
      path,
      `SELECT instance_id, line_ordinal, at_ms, text FROM log_line JOIN instance USING (cluster_id, instance_id)
        WHERE instance.state ${state} 'succeeded' ORDER BY 1, 2`,
    )
  assert.equal(lines(incidentPath, '<>'), lines(demo.path, '<>'))
  const healthy = lines(incidentPath, '=').length
  assert.ok(healthy > 0)
  assert.ok(healthy < lines(demo.path, '=').length)
})

test('the viewer shows what it shows of the whole file', async () => {
  const key = `/clusters/ml-prod@${bringUpId}`
  const urls = [`${key}.json`, `${key}/failures.json`, `${key}/instances.json?state=any-failed`]
  const groups = rowsOf(
    demo.path,
    'SELECT failure_group_id AS id FROM failure_group WHERE instances > 0',
  )
  urls.push(...groups.map(({ id }) => `${key}/failures/${id}.json`))
  const [whole, cut] = [await answers(demo.path, urls), await answers(incidentPath, urls)]
  const shown = (reply: (typeof whole)[number] | undefined) =>
    // Lines and the file's own run are those of the cut file.
    (reply?.body ?? '').replace(/"lines":\d+/g, '').replace(/"notes":\[[^\]]*\]/g, '')
  for (const [index, url] of urls.entries()) {
    assert.is(cut[index]?.statusCode, 200, url)
    assert.is(shown(cut[index]), shown(whole[index]), url)
  }
})

test('the page of an instance without its lines opens, and the data page says what the file is', async () => {
  const [{ id } = {}] = rowsOf(
    incidentPath,
    'SELECT instance_id AS id FROM log_stream WHERE lines = 0 AND cluster_id IN (SELECT cluster_id FROM attempt)',
  )
  const cluster = '/clusters/ml-prod'
  const urls = [`${cluster}/instances/${id}`, `${cluster}/instances/${id}/log`, `${cluster}/data`]
  const more = [`${cluster}/search?q=error`, `${cluster}/compare`, `${cluster}/sync`]
  const replies = await answers(incidentPath, [...urls, ...more])
  assert.equal(
    replies.map(({ statusCode }) => statusCode),
    [200, 200, 200, 200, 200, 200],
  )
  assert.match(replies[2]?.body ?? '', 'This file is an incident')
})

test('an incident is never synced into or judged again, and replaces nothing', async () => {
  const { code, stderr } = await runCommand(['reindex', '--db', incidentPath])
  assert.is(code, 7)
  assert.match(stderr, 'is an incident')
  const again = await run('incident', incidentPath)
  assert.is(again.code, 2)
  assert.match(again.stderr, 'There is a file')
  const doctor = await runCommand(['doctor', '--db', incidentPath])
  assert.is(doctor.code, 0, doctor.stdout)
})

const bundlePath = join(folder, 'bundle.tar.gz')

test('a bundle read back gives the rows that the sync gave', async () => {
  const { code, stderr } = await run('bundle', bundlePath)
  assert.is(code, 0, stderr)
  const command = /`hyperscope (import .*)`/.exec(stderr)?.[1] ?? ''
  const path = join(folder, 'imported.db')
  const read = await runCommand([...command.split(' '), '--db', path])
  assert.is(read.code, 0, read.stderr)
  const [whole, back] = [rowHashes(demo.path), rowHashes(path)]
  for (const table of Object.keys(whole)) {
    if (table === 'log_group' || table === 'skipped_stream') continue
    assert.is(back[table], whole[table], table)
  }
})

test('the same file gives the same bundle, and a cohort a smaller one', async () => {
  const again = join(folder, 'again.tar.gz')
  await run('bundle', again)
  assert.ok(readFileSync(again).equals(readFileSync(bundlePath)))
  const failed = join(folder, 'failed.tar.gz')
  await run('bundle', failed, '--instances', 'failed')
  assert.ok(statSync(failed).size < statSync(bundlePath).size / 2)
})

for (const [format, output, textOf] of [
  ['incident', 'secret-out.db', textOfDatabase],
  ['bundle', 'secret.tar.gz', (path: string) => gunzipSync(readFileSync(path)).toString()],
] as const) {
  test(`no secret leaves in the ${format}, unless it is asked for`, async () => {
    const path = join(folder, output)
    const { stderr } = await run(format, path, '--db', secretPath)
    assert.match(stderr, /Replaced: \d+ of 1 /)
    assert.not.match(textOf(path), plantedSecret)
    assert.match(textOf(path), /export AWS_ACCESS_KEY_ID=<[a-z-]+-1>/)
    const raw = join(folder, `raw-${output}`)
    await run(format, raw, '--db', secretPath, '--no-redact')
    assert.match(textOf(raw), plantedSecret)
  })
}

/** The bytes of the file, and its lines. */
function textOfDatabase(path: string): string {
  const lines = rowsOf(path, 'SELECT text FROM log_line').map(({ text }) => text)
  return `${readFileSync(path, 'latin1')}\n${lines.join('\n')}`
}

test.run()

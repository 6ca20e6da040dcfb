// A line marked as a red herring: the page of the line gives the rule, the rule changes the verdict, and nothing is left of it.
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createApp } from '../../../server/app.ts'
import type { LineFactsRecord } from '../../../views/line-facts.ts'
import { runCommand } from '../../command.ts'
import { syncedDemo, temporaryFolder } from '../../synced-demo.ts'
import { ownHost } from '../test-app.ts'

const test = suite('red herring')

interface Failure {
  readonly instance_id: string
  readonly attempt: number
  readonly decisive_line_ordinal: number
  readonly decisive_line: string
  readonly failure_group_id: string
}

function failuresOf(path: string): readonly Failure[] {
  const database = new Sqlite(path, { readonly: true })
  const rows = database
    .prepare('SELECT * FROM failure ORDER BY cluster_id, instance_id, attempt')
    .all() as Failure[]
  database.close()
  return rows
}

async function lineOf(
  path: string,
  { instance_id, ...failure }: Failure,
): Promise<LineFactsRecord> {
  const onBug = (error: unknown): void => assert.unreachable(String(error))
  const app = createApp({ databasePath: path, port: 8117, onBug, now: () => 0 })
  const url = `/clusters/ml-prod/instances/${instance_id}/lines/${failure.decisive_line_ordinal}`
  const headers = { host: ownHost }
  const page = await app.inject({ url: `${url}?attempt=${failure.attempt}`, headers })
  assert.match(page.body, 'It is a red herring')
  const { body } = await app.inject({ url: `${url}.json?attempt=${failure.attempt}`, headers })
  await app.close()
  return JSON.parse(body)
}

test('no failure is blamed on lines like one that the rules file calls noise, until it is taken out', async () => {
  const demo = await syncedDemo({ instances: 60 })
  const path = join(temporaryFolder(), 'own.db')
  copyFileSync(demo.path, path)
  const before = failuresOf(path)
  const lock = before.find((each) => each.decisive_line?.includes('Could not get lock'))
  assert.ok(lock)
  const alike = before.filter((each) => each.failure_group_id === lock.failure_group_id)
  assert.ok(alike.length > 1)

  const rules = `${path}.rules.json`
  writeFileSync(rules, JSON.stringify((await lineOf(path, lock)).noiseRule))
  const { code, stderr } = await runCommand(['reindex', '--db', path, '--rules', rules])
  assert.is(code, 0, stderr)
  const masked = failuresOf(path)
  assert.is(masked.length, before.length)
  assert.not.ok(masked.some((each) => each.decisive_line?.includes('Could not get lock')))
  assert.equal(
    masked.filter((_, at) => !alike.includes(before[at] as Failure)),
    before.filter((each) => !alike.includes(each)),
  )

  assert.is((await runCommand(['reindex', '--db', path])).code, 0)
  assert.equal(failuresOf(path), before)
})

test('a red herring that the file keeps counts at every reindex, and stands where it acts, until it is taken back', async () => {
  const demo = await syncedDemo({ instances: 60 })
  const path = join(temporaryFolder(), 'kept.db')
  copyFileSync(demo.path, path)
  const before = failuresOf(path)
  const lock = before.find((each) => each.decisive_line?.includes('Could not get lock'))
  assert.ok(lock)
  const { instance_id: instance, attempt, decisive_line_ordinal: line } = lock
  const onBug = (error: unknown): void => assert.unreachable(String(error))
  const app = createApp({ databasePath: path, port: 8117, onBug, now: () => 0 })
  const cluster = '/clusters/ml-prod'
  const get = async (url: string): Promise<string> =>
    (await app.inject({ url: cluster + url, headers: { host: ownHost } })).body
  const send = (url: string, form: Readonly<Record<string, string>>) =>
    app.inject({
      ...{ method: 'POST', url: cluster + url, payload: new URLSearchParams(form).toString() },
      headers: {
        ...{ host: ownHost, origin: `http://${ownHost}` },
        'content-type': 'application/x-www-form-urlencoded',
      },
    })
  const ofLine = { instance, attempt: String(attempt), line: String(line) }
  const page = `/instances/${instance}/lines/${line}?attempt=${attempt}`

  const sent = await send('/red-herrings', ofLine)
  assert.is(sent.statusCode, 303)
  assert.is(sent.headers.location, `${cluster}${page}#red-herring`)
  await send('/red-herrings', ofLine)
  assert.match(await get(page), 'Take it back')
  assert.match(await get(`/instances/${instance}?attempt=${attempt}`), 'looks for another one')
  const log = await get(`/instances/${instance}/log?attempt=${attempt}`)
  assert.match(log, 'a red herring, as you say')
  assert.match(await get('/catalogue'), '1 pattern of yours')
  assert.match(await get('/notes.csv'), 'red-herring')
  assert.match((await runCommand(['notes', '--db', path])).stdout, 'red herring')
  assert.equal(failuresOf(path), before)

  assert.is((await runCommand(['reindex', '--db', path])).code, 0)
  const masked = failuresOf(path)
  assert.is(masked.length, before.length)
  assert.not.ok(masked.some((each) => each.decisive_line?.includes('Could not get lock')))

  assert.is((await send('/red-herrings/1/remove', ofLine)).statusCode, 303)
  assert.is((await send('/red-herrings/1/remove', {})).statusCode, 404)
  assert.match(await get(page), 'Call it a red herring')
  await app.close()
  assert.is((await runCommand(['reindex', '--db', path])).code, 0)
  assert.equal(failuresOf(path), before)
})

test.run()

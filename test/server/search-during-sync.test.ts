// A search while a sync writes the file, when that is killed, and after the next one has copied the rest.
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startDemoServer } from '../../ingest/demo/demo-server.ts'
import { createApp } from '../../server/app.ts'
import type { SearchRecord } from '../../views/search.ts'
import { commandEnd, runCommand, startCommand } from '../command.ts'
import { demoEnvironment, temporaryFolder } from '../synced-demo.ts'

const test = suite('search while a sync writes')

const path = join(temporaryFolder(), 'live.db')
const bugs: unknown[] = []
const app = createApp({
  ...{ databasePath: path, port: 8117, now: () => Date.now() },
  onBug: (error) => void bugs.push(error),
})

const questions = [
  'q=lifecycle&attempts=all',
  'q=apt-get&mode=word',
  'q=fail(ed|ure)&mode=regex',
  'q=succeeded&not=1&state=any-failed',
  'q=error&attempts=all',
] as const

const ask = (form: '' | '.json', query: string) =>
  app.inject({
    url: `/clusters/ml-prod/search${form}?${query}`,
    headers: { host: '127.0.0.1:8117' },
  })

/** All questions once, as record and as page; returns how many lines the first one finds. */
async function askAll(): Promise<number> {
  for (const query of questions) {
    const page = await ask('', query)
    assert.is(page.statusCode, 200, `${query}: ${page.body.slice(0, 300)}`)
    const record = (await ask('.json', query)).json() as SearchRecord
    assert.ok(record.result !== undefined && record.problem === undefined, query)
    if (record.unfinished !== null) assert.match(page.body, 'Not all is copied.')
  }
  const { result } = (await ask('.json', questions[0])).json() as SearchRecord
  return result?.lines ?? 0
}

/** A demo that answers no call for events from the 14th on, until it is let go; tells when that one is asked. */
async function heldDemo() {
  const { promise: held, resolve } = Promise.withResolvers<void>()
  let isHeld = true
  const server = await startDemoServer({
    ...{ instances: 16, quotas: 'none', pageLimits: { events: 300 } },
    fault: (operation, call) => {
      if (!isHeld || operation !== 'FilterLogEvents' || call < 14) return undefined
      resolve()
      return { kind: 'hang' }
    },
  })
  const letGo = (): void => {
    isHeld = false
  }
  return { environment: demoEnvironment(server), held, letGo }
}

test('every search is answered while a sync copies and after it was killed, and says that not all is copied', async () => {
  const { environment, held, letGo } = await heldDemo()
  const child = startCommand(['sync', 'ml-prod', '--db', path], environment)
  const ended = commandEnd(child)
  await held
  const during = await askAll()
  child.kill('SIGKILL')
  assert.is((await ended).code, null)
  letGo()

  const killed = await askAll()
  assert.ok(during <= killed)
  assert.match((await ask('', questions[0])).body, 'has not ended')

  const again = await runCommand(['sync', 'ml-prod', '--db', path], environment)
  assert.is(again.code, 0, again.stderr)
  const whole = await askAll()
  assert.ok(killed < whole, `${killed} of ${whole}`)
  assert.not.match((await ask('', questions[0])).body, 'Not all is copied')
  assert.equal(bugs, [])
})

test.after(() => app.close())

test.run()

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadRules } from '../../../ingest/load-rules.ts'
import { SyncDatabase } from '../../../ingest/store/sync-database.ts'
import { analyseInstances } from '../../../ingest/sync/analyse-instances.ts'
import { openForReading, openForWriting } from '../../../migrations/open-database.ts'
import { temporaryFolder } from '../../synced-demo.ts'
import { imported } from '../files/imported.ts'

const test = suite('long log stream')
const lines = 60_000

/** A file with one log stream of so many lines, analysed, and the statement that makes it one to be analysed. */
async function longStream(): Promise<string> {
  const folder = temporaryFolder()
  const log = join(folder, 'i-0aaaaaaaaaaaaaa11.log')
  const said = Array.from({ length: lines }, (_, at) => `Get:${at} package-${at % 700} of a mirror`)
  const end = ['E: Unable to locate package', '[SageMaker] The lifecycle scripts failed.']
  const all = ['[SageMaker] Downloading lifecycle scripts', ...said, ...end]
  writeFileSync(log, all.map((line) => `2026-11-23T02:00:00.000Z ${line}\n`).join(''))
  const path = join(folder, 'long.db')
  await imported(path, [log], { cluster: 'ml-prod', region: 'us-west-2' })
  return path
}

function rowsOf(path: string): unknown {
  const database = openForReading(path)
  const rows = [
    'SELECT instance_id, outcome, failed_step, first_line, last_line FROM attempt',
    'SELECT key, text FROM template',
    'SELECT templates, first_lines FROM attempt_template',
  ]
  const found = rows.map((sql) => database.prepare(sql).all())
  database.close()
  return found
}

/** Runs over the stream as one that is still to be analysed. */
async function unanalysed(
  path: string,
  run: (database: SyncDatabase) => Promise<void>,
): Promise<void> {
  const { database: writing, close } = openForWriting(path)
  writing.exec('UPDATE log_stream SET analysed_with = NULL')
  close()
  const database = SyncDatabase.open(path)
  try {
    await run(database)
  } finally {
    database.close()
  }
}

const rules = loadRules()

/** Analyses what is to be analysed; `during` is called at every turn that others get meanwhile. Returns how many instances were. */
async function analysed(
  database: SyncDatabase,
  clusterId: string,
  during: (abort: () => void) => void = () => undefined,
): Promise<number> {
  const controller = new AbortController()
  let isDone = false
  const turns = (async () => {
    for (await setImmediate(); !isDone; await setImmediate()) during(() => controller.abort())
  })()
  try {
    return await analyseInstances(database, clusterId, { rules, signal: controller.signal })
  } finally {
    isDone = true
    await turns
  }
}

function clusterOf(path: string): string {
  const database = openForReading(path)
  const clusterId = database.prepare('SELECT cluster_id FROM cluster').pluck().get() as string
  database.close()
  return clusterId
}

test('others have their turn while a long log is analysed', async () => {
  const path = await longStream()
  const expected = rowsOf(path)
  let turns = 0
  await unanalysed(path, async (database) => {
    const count = await analysed(database, clusterOf(path), () => {
      turns += 1
    })
    assert.is(count, 1)
  })
  assert.ok(turns >= lines / 5000, `${turns} turns`)
  assert.equal(rowsOf(path), expected)
})

test('an analysis that is interrupted within a long log saves nothing of it, and the next one all', async () => {
  const path = await longStream()
  const expected = rowsOf(path)
  let turns = 0
  await unanalysed(path, async (database) => {
    const interrupted = await analysed(database, clusterOf(path), (abort) => {
      turns += 1
      if (turns === 3) abort()
    })
    assert.is(interrupted, 0)
    assert.is(await analysed(database, clusterOf(path)), 1)
  })
  assert.equal(rowsOf(path), expected)
})

test.run()

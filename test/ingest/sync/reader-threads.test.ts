import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { plainText } from '../../../ingest/lifecycle/plain-text.ts'
import type { LifecycleRules } from '../../../ingest/lifecycle/rules.ts'
import { templateOf } from '../../../ingest/lifecycle/template-table.ts'
import { loadRules, withRedHerrings } from '../../../ingest/load-rules.ts'
import { numberListOf, varintsOf } from '../../../ingest/store/number-list.ts'
import { SyncDatabase } from '../../../ingest/store/sync-database.ts'
import { analyseInstances } from '../../../ingest/sync/analyse-instances.ts'
import { instanceReaders } from '../../../ingest/sync/instance-readers.ts'
import { judgeCluster } from '../../../ingest/sync/judge-cluster.ts'
import { openForReading, openForWriting } from '../../../migrations/open-database.ts'
import { temporaryFolder } from '../../synced-demo.ts'
import { imported } from '../files/imported.ts'
import { type DemoWorld, withDemo } from './synced-demo.ts'

const test = suite('reader threads')

/** Rules whose readers are threads. */
async function threadedRules(path?: string): Promise<LifecycleRules> {
  const rules = loadRules(path)
  const readers = instanceReaders(rules)
  readers.expect(1_000_000, 100)
  while (readers.atOnce === 1) await sleep(20)
  return rules
}

function clusterIdOf(world: DemoWorld): string {
  const [cluster] = world.query<{ cluster_id: string }>('SELECT cluster_id FROM cluster')
  return cluster?.cluster_id ?? ''
}

async function judgeAgain(world: DemoWorld, rules: LifecycleRules): Promise<number> {
  world.change('UPDATE log_stream SET analysed_with = NULL')
  const database = SyncDatabase.open(world.path)
  const { signal } = new AbortController()
  try {
    return await judgeCluster(database, clusterIdOf(world), { rules, signal })
  } finally {
    database.close()
  }
}

/** The templates of every attempt, by their keys, each with its first line; row ids differ. */
function templatesOfAttempts(world: DemoWorld): unknown {
  const keys = new Map(
    world
      .query<{ template_id: number; key: string; alone: 0 | 1 }>(
        'SELECT template_id, key, text IS NULL AS alone FROM template',
      )
      .map(({ template_id, key, alone }) => [template_id, `${key} ${alone}`]),
  )
  const rows = world.query<{ instance_id: string; attempt: number } & Record<string, Buffer>>(
    'SELECT instance_id, attempt, templates, first_lines FROM attempt_template',
  )
  return rows.map(({ instance_id, attempt, templates, first_lines }) => {
    const lines = varintsOf(first_lines as Buffer)
    const named = numberListOf(templates as Buffer).map((id, at) => `${keys.get(id)} ${lines[at]}`)
    return [instance_id, attempt, ...named.sort()]
  })
}

test('threads find what one thread finds', () =>
  withDemo({ instances: 60, seed: 5 }, async (world) => {
    await world.sync()
    const alone = { ...world.rows(), templates: templatesOfAttempts(world) }
    const rules = await threadedRules()
    assert.ok((await judgeAgain(world, rules)) > 50)
    assert.equal({ ...world.rows(), templates: templatesOfAttempts(world) }, alone)
  }))

test('what threads remember of one analysis changes nothing in the next', () =>
  withDemo({ instances: 60, seed: 5 }, async (world) => {
    await world.sync()
    const alone = templatesOfAttempts(world)
    const rules = await threadedRules()
    const database = SyncDatabase.open(world.path)
    const { signal } = new AbortController()
    for (let time = 0; time < 2; time += 1) {
      database.atOnce(() => database.analysis.forgetAll())
      assert.ok((await analyseInstances(database, clusterIdOf(world), { rules, signal })) > 50)
      assert.equal(templatesOfAttempts(world), alone)
    }
    database.close()
    instanceReaders(rules).reset()
  }))

test('while the fleet is judged no thread holds memory, and the next file has threads again', () =>
  withDemo({ instances: 30, seed: 5 }, async (world) => {
    await world.sync()
    const rules = await threadedRules()
    const readers = instanceReaders(rules)
    await judgeAgain(world, rules)
    assert.is(readers.atOnce, 1)
    readers.expect(1_000_000, 100)
    while (readers.atOnce === 1) await sleep(20)
    readers.reset()
  }))

test('threads know the red herrings of the file, and blame none of them', () =>
  withDemo({ instances: 60, seed: 5 }, async (world) => {
    await world.sync()
    const blamed = () =>
      world
        .query<{ line: string }>('SELECT decisive_line AS line FROM failure ORDER BY 1')
        .filter(({ line }) => line?.includes('Could not get lock')).length
    assert.ok(blamed() > 0)
    const rules = withRedHerrings(loadRules(), [
      { pattern: 'Could not get lock', sample: 'E: Could not get lock' },
    ])
    const readers = instanceReaders(rules)
    readers.expect(1_000_000, 100)
    // Threads that were given other rules than these end at once, and are never ready.
    for (let turn = 0; readers.atOnce === 1 && turn < 3000; turn += 1) await sleep(20)
    assert.ok(readers.atOnce > 1, 'no thread has come up')
    await judgeAgain(world, rules)
    assert.is(blamed(), 0)
    readers.reset()
  }))

test('a damaged block, met in a thread, is the error that it is without', () =>
  withDemo({ instances: 30, seed: 6 }, async (world) => {
    await world.sync()
    world.change('UPDATE log_block SET body = zeroblob(length(body)) WHERE log_block_id = 7')
    const messages: string[] = []
    for (const rules of [loadRules(), await threadedRules()]) {
      try {
        await judgeAgain(world, rules)
        assert.unreachable()
      } catch (error) {
        messages.push(String(error))
      }
    }
    assert.is(messages[0], messages[1])
  }))

test('threads that were never asked do not keep the program alive', async () => {
  const module = (path: string): string =>
    JSON.stringify(new URL(`../../../ingest/${path}`, import.meta.url).href)
  const program = `
    import { loadRules, withRedHerrings } from ${module('load-rules.ts')}
    import { instanceReaders } from ${module('sync/instance-readers.ts')}
    instanceReaders(loadRules()).expect(1_000_000, 100)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program])
  const late = setTimeout(() => child.kill('SIGKILL'), 60_000)
  const [code] = await once(child, 'close')
  clearTimeout(late)
  assert.is(code, 0)
})

test('an interrupted analysis has saved whole instances, and the next call goes on', () =>
  withDemo({ instances: 60, seed: 7 }, async (world) => {
    await world.sync()
    const rules = await threadedRules()
    world.change('UPDATE log_stream SET analysed_with = NULL')
    const database = SyncDatabase.open(world.path)
    const clusterId = clusterIdOf(world)
    const controller = new AbortController()
    const first = await analyseInstances(database, clusterId, {
      ...{ rules, signal: controller.signal },
      onInstances: () => controller.abort(),
    })
    const { signal } = new AbortController()
    const rest = await analyseInstances(database, clusterId, { rules, signal })
    database.close()
    const [{ instances = 0 } = {}] = world.query<{ instances: number }>(
      'SELECT count(DISTINCT instance_id) AS instances FROM log_stream WHERE lines > 0',
    )
    assert.ok(first > 0 && rest > 0)
    assert.is(first + rest, instances)
    instanceReaders(rules).reset()
  }))

test('an import analyses whole streams while it reads more, and ends with the same rows', async () => {
  const folder = temporaryFolder()
  for (let instance = 10; instance < 34; instance += 1) {
    const stream = join(folder, 'logs', `LifecycleConfig-workers-i-0aaaaaaaaaaaaaa${instance}`)
    mkdirSync(stream, { recursive: true })
    const lines = Array.from(
      { length: 12_000 },
      (_, at) => `line ${at} of ${instance} says ${'nothing '.repeat(9)}`,
    )
    const all = ['[SageMaker] Downloading lifecycle scripts', ...lines, 'fatal: no such instance']
    const events = all.map((line) => `2026-11-23T02:00:00.000Z ${line}\n`).join('')
    // Two files of each: a stream is whole when the next one begins.
    writeFileSync(join(stream, '000000'), events.slice(0, events.length / 2))
    writeFileSync(join(stream, '000001'), `2026-11-23T02:00:01.000Z ${events}`)
  }
  const rowsOf = async (rules: LifecycleRules | undefined) => {
    const path = join(temporaryFolder(), 'imported.db')
    const analysed = new Set<number>()
    const onProgress = () => {
      const database = openForReading(path)
      const sql = 'SELECT count(*) FROM log_stream WHERE analysed_with IS NOT NULL'
      analysed.add(database.prepare(sql).pluck().get() as number)
      database.close()
    }
    await imported(path, [join(folder, 'logs')], { onProgress, ...(rules && { rules }) })
    const database = openForReading(path)
    const rows = [
      'SELECT * FROM attempt ORDER BY instance_id',
      'SELECT key, text FROM template ORDER BY key',
      'SELECT instance_id, state, failure_group_id FROM instance LEFT JOIN failure USING (instance_id) ORDER BY 1',
      'SELECT sum(blocks) FROM search_segment',
    ].map((sql) => database.prepare(sql).all())
    database.close()
    return { rows, analysed }
  }
  const rules = await threadedRules()
  const ahead = await rowsOf(rules)
  instanceReaders(rules).reset()
  assert.ok(Math.max(...ahead.analysed) > 0, 'nothing was analysed before all was read')
  assert.equal(ahead.rows, (await rowsOf(undefined)).rows)
})

test('an import of a hundred files starts threads while it looks at them, one of fewer does not', async () => {
  const mostThreads = async (files: number): Promise<number> => {
    const folder = temporaryFolder()
    for (let file = 0; file < files; file += 1) {
      const stream = join(folder, 'logs', `LifecycleConfig-workers-i-0aaaaaaaaaaaaa${1000 + file}`)
      mkdirSync(stream, { recursive: true })
      writeFileSync(join(stream, '000000'), '2026-11-23T02:00:00.000Z a line\n')
    }
    let most = 0
    const onProgress = () => {
      most = Math.max(most, readdirSync('/proc/self/task').length)
    }
    await imported(join(folder, 'imported.db'), [join(folder, 'logs')], { onProgress })
    return most
  }
  // The first import starts what Node itself needs of threads.
  await mostThreads(99)
  const few = await mostThreads(99)
  assert.ok((await mostThreads(100)) >= few + Math.min(availableParallelism(), 4))
})

const [own, common, again] = ['only here: alpha', 'retry 3 of 5', 'retry 4 of 5'] as const

test('a template has its text in the file once a second stream prints it, whichever program met the first', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'imported.db')
  const logs = (name: string, lines: readonly string[]): string => {
    const stream = join(folder, `LifecycleConfig-workers-${name}`)
    mkdirSync(stream)
    const events = lines.map((line, at) => `2026-11-23T02:00:0${at}.000Z ${line}\n`)
    writeFileSync(join(stream, '000000'), events.join(''))
    return stream
  }
  const texts = (): unknown => {
    const database = openForReading(path)
    const keys = [own, common].map((line) => templateOf(plainText(line)).templateId)
    const found = database
      .prepare('SELECT text FROM template WHERE key IN (?, ?) ORDER BY text')
      .pluck()
      .all(keys)
    database.close()
    return found
  }
  await imported(path, [logs('i-0aaaaaaaaaaaaaaa1', [own, common])])
  assert.equal(texts(), [null, null])
  const { database, close } = openForWriting(path)
  database.exec('UPDATE log_stream SET analysed_with = NULL')
  close()
  await imported(path, [logs('i-0aaaaaaaaaaaaaaa1-again', [])])
  assert.equal(texts(), [null, null])
  await imported(path, [logs('i-0aaaaaaaaaaaaaaa2', [again])])
  assert.equal(texts(), [null, templateOf(common).template])
})

test('rules that served one file serve another: its attempts have their own templates', async () => {
  const rules = loadRules()
  const folder = temporaryFolder()
  const keysOf = async (name: string, lines: readonly string[]) => {
    const stream = join(folder, name, 'LifecycleConfig-workers-i-0aaaaaaaaaaaaaaa1')
    mkdirSync(stream, { recursive: true })
    const events = lines.map((line, at) => `2026-11-23T02:00:0${at}.000Z ${line}\n`)
    writeFileSync(join(stream, '000000'), events.join(''))
    const path = join(folder, `${name}.db`)
    await imported(path, [stream], { rules })
    const database = openForReading(path)
    const blob = database.prepare('SELECT templates FROM attempt_template').pluck().get() as Buffer
    const key = database.prepare('SELECT key FROM template WHERE template_id = ?').pluck()
    const keys = numberListOf(blob).map((id) => key.get(id))
    database.close()
    return keys.sort()
  }
  const idsOf = (lines: readonly string[]) =>
    lines.map((line) => templateOf(line).templateId).sort()
  assert.equal(await keysOf('one', [own, common]), idsOf([own, common]))
  assert.equal(await keysOf('two', [common, 'and another']), idsOf([common, 'and another']))
})

test.run()

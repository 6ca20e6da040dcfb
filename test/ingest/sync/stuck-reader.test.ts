// A reading transaction of another process, opened in the middle of a sync and kept open.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { OperatorError } from '../../../ingest/operator-error.ts'
import { type DemoWorld, withDemo } from './synced-demo.ts'

const test = suite('reader that stays')

// Says how many events it sees: when it has begun, and whenever it is asked. Sees the file as it was when it began.
const program = `
  import Sqlite from ${JSON.stringify(import.meta.resolve('better-sqlite3'))}
  const database = new Sqlite(process.argv[1], { readonly: true })
  database.exec('BEGIN')
  const say = () => console.log(database.prepare('SELECT sum(events) FROM log_stream').pluck().get())
  say()
  process.stdin.on('data', say)`

interface Reader {
  readonly child: ChildProcess
  /** What it said when it had begun. */
  readonly seen: string
  sees(): Promise<string>
  end(): Promise<void>
}

async function openReader(path: string): Promise<Reader> {
  const words = ['--input-type=module', '-e', program, path]
  const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const line = async (): Promise<string> => String((await lines.next()).value)
  const sees = async (): Promise<string> => {
    child.stdin.write('again\n')
    return line()
  }
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const end = (): Promise<void> => {
    child.kill('SIGKILL')
    return ended
  }
  return { child, seen: await line(), sees, end }
}

const mebibyte = 2 ** 20
const walBytes = ({ path }: DemoWorld): number =>
  statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0

/** Of the reader that was opened when the sync had stored its first events. */
function readerDuring(world: DemoWorld) {
  let reader: Promise<Reader> | undefined
  const onProgress = ({ events }: { readonly events: number }): void => {
    if (events > 0) reader ??= openReader(world.path)
  }
  return { onProgress, reader: (): Promise<Reader> => reader ?? (assert.unreachable() as never) }
}

test('it keeps its snapshot for a whole sync, which ends and names it; the next one makes the log small', async () => {
  await withDemo({ instances: 200 }, async (world) => {
    const during = readerDuring(world)
    const limits = { saidBytes: 8 * mebibyte }
    const { outcome, notes } = await world.sync({ ...during, limits })
    const reader = await during.reader()
    assert.is(outcome, 'complete')
    assert.is(await reader.sees(), reader.seen)
    assert.ok(walBytes(world) > 8 * mebibyte)
    const note = notes.find((each) => each.includes('keeps a reading transaction')) ?? ''
    if (existsSync('/proc/locks')) assert.match(note, `(process ${reader.child.pid})`)
    await reader.end()
    const again = await world.sync()
    assert.not(again.notes.some((each) => each.includes('keeps a reading transaction')))
    assert.ok(walBytes(world) < mebibyte)
  })
})

const few = { instances: 60, seed: 4, pageLimits: { events: 300 } }

test('past the ceiling of the log the sync waits, says for whom, and goes on when it ends', async () => {
  await withDemo(few, async (world) => {
    const during = readerDuring(world)
    const told: string[] = []
    const tell = (sentence: string): void => {
      told.push(sentence)
      void during.reader().then((reader) => reader.end())
    }
    const limits = { mostBytes: 6 * mebibyte, patienceMs: 60_000, tell }
    const { outcome } = await world.sync({ ...during, limits })
    assert.is(outcome, 'complete')
    assert.is(told.length, 1)
    assert.match(told[0] ?? '', 'keeps a reading transaction open. Waiting for it to end')
    const rows = world.rows()
    await world.sync({ reading: 'everything' })
    assert.equal(world.rows(), rows)
  })
})

test('a reader that does not end stops the sync with an error that names it; nothing is lost, and the log is no larger than that', async () => {
  await withDemo(few, async (world) => {
    const during = readerDuring(world)
    const limits = { mostBytes: 6 * mebibyte, patienceMs: 300 }
    try {
      await world.sync({ ...during, limits })
      assert.unreachable('the sync should have stopped')
    } catch (error) {
      assert.instance(error, OperatorError)
      const { code, message, nextStep } = error as OperatorError
      const { child } = await during.reader()
      assert.is(code, 'database-locked')
      if (existsSync('/proc/locks')) assert.match(message, `(process ${child.pid})`)
      assert.match(nextStep, 'run the same command again')
    }
    const reader = await during.reader()
    assert.is(await reader.sees(), reader.seen)
    // One page, and the counts that close a sync, may come on top.
    assert.ok(walBytes(world) < 8 * mebibyte, String(walBytes(world)))
    const [{ events = 0 } = {}] = world.query<{ events: number }>(
      'SELECT sum(events) AS events FROM log_stream',
    )
    assert.ok(events > Number(reader.seen))
    await reader.end()
    const second = await world.sync({ limits })
    assert.is(second.outcome, 'complete')
    await withDemo(few, async (other) => {
      await other.sync()
      assert.equal(world.rows(), other.rows())
    })
  })
})

test.run()

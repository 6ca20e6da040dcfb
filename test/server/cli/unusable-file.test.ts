// Files that a sync cannot write into: each is refused by name, before AWS is asked anything, and stays as it was.
import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openForWriting } from '../../../migrations/open-database.ts'
import { commandEnd, compiledOnce, mainModule, runCommand } from '../../command.ts'
import { syncedDemo, temporaryFolder } from '../../synced-demo.ts'

const test = suite('unusable file')

const demo = syncedDemo({ instances: 8 })

// To root no file is closed, unless it gives up the right to open all.
const asAnybody =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--'] : []

async function syncAsAnybody(path: string) {
  const { environment, clusterName } = await demo
  const sync = [process.execPath, mainModule, 'sync', clusterName, '--db', path]
  const [command = '', ...words] = [...asAnybody, ...sync]
  const env = { PATH: process.env.PATH, HOME: '/nonexistent', ...compiledOnce, ...environment }
  return commandEnd(spawn(command, words, { env, stdio: ['ignore', 'pipe', 'pipe'] }))
}

function database(path: string): string {
  openForWriting(path).close()
  return path
}

/** Each makes something in a folder of its own, and returns the path that a sync is given. */
const places: Readonly<Record<string, readonly [6 | 7, (folder: string) => string]>> = {
  'a file that may not be written': [
    6,
    (folder) => {
      const path = database(join(folder, 'a.db'))
      chmodSync(path, 0o400)
      return path
    },
  ],
  'a file that may not be read': [
    6,
    (folder) => {
      const path = database(join(folder, 'a.db'))
      chmodSync(path, 0)
      return path
    },
  ],
  'a folder that may not be written': [
    6,
    (folder) => {
      chmodSync(folder, 0o500)
      return join(folder, 'a.db')
    },
  ],
  'a file in a folder that may not be entered': [
    6,
    (folder) => {
      const path = database(join(folder, 'a.db'))
      chmodSync(folder, 0)
      return path
    },
  ],
  'a folder that is not there': [6, (folder) => join(folder, 'no', 'such.db')],
  'a link that leads nowhere': [
    6,
    (folder) => {
      symlinkSync(join(folder, 'nowhere.db'), join(folder, 'link.db'))
      return join(folder, 'link.db')
    },
  ],
  'a pipe': [
    7,
    (folder) => {
      spawnSync('mkfifo', [join(folder, 'pipe')])
      return join(folder, 'pipe')
    },
  ],
  'a text file': [
    7,
    (folder) => {
      writeFileSync(join(folder, 'notes.txt'), 'not a database\n')
      return join(folder, 'notes.txt')
    },
  ],
  'a SQLite file of another program': [
    7,
    (folder) => {
      new Sqlite(join(folder, 'theirs.db')).exec('CREATE TABLE theirs (value TEXT)').close()
      return join(folder, 'theirs.db')
    },
  ],
}

/** Everything in a folder: name, kind and content. */
function contents(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => {
    const stats = lstatSync(join(folder, name))
    const text = stats.isFile() ? readFileSync(join(folder, name)).toString('base64') : ''
    return `${name} ${stats.mode} ${text}`
  })
}

for (const [what, [code, make]] of Object.entries(places)) {
  test(`${what} is refused by name, before anything is asked of AWS, and stays as it was`, async () => {
    const { server } = await demo
    const folder = join(temporaryFolder(), 'place')
    mkdirSync(folder)
    const path = make(folder)
    const asked = JSON.stringify(server.counts().requests)
    const mode = lstatSync(folder).mode
    const before = readableContents(folder)
    const result = await syncAsAnybody(path)
    assert.is(result.code, code, result.stderr)
    assert.match(result.stderr, /^error: /, result.stderr)
    assert.ok(result.stderr.includes(path), result.stderr)
    assert.is(JSON.stringify(server.counts().requests), asked)
    chmodSync(folder, mode)
    assert.equal(readableContents(folder), before)
  })
}

/** As root, whatever the modes say; as anybody else only of what can be read. */
function readableContents(folder: string): readonly string[] {
  return asAnybody.length > 0 ? contents(folder) : []
}

test('SQLite that cannot be loaded, for want of memory say, is an error with advice', async () => {
  const program = `process.dlopen = () => {
    throw Object.assign(new Error('failed to map segment'), { code: 'ERR_DLOPEN_FAILED' })
  }`
  const load = `--import=data:text/javascript,${encodeURIComponent(program)}`
  const { environment, clusterName } = await demo
  const words = ['sync', clusterName, '--db', join(temporaryFolder(), 'a.db')]
  const { code, stderr } = await runCommand(words, { ...environment, NODE_OPTIONS: load })
  assert.is(code, 6, stderr)
  assert.match(stderr, 'SQLite itself cannot be loaded: failed to map segment')
})

test('a file of zero bytes becomes a database', async () => {
  const path = join(temporaryFolder(), 'zero.db')
  writeFileSync(path, '')
  const { code, stderr } = await syncAsAnybody(path)
  assert.is(code, 0, stderr)
})

test('a link to a database is that database', async () => {
  const folder = temporaryFolder()
  const { path } = await demo
  copyFileSync(path, join(folder, 'real.db'))
  symlinkSync(join(folder, 'real.db'), join(folder, 'link.db'))
  const { code, stderr } = await syncAsAnybody(join(folder, 'link.db'))
  assert.is(code, 0, stderr)
  assert.ok(existsSync(join(folder, 'real.db.lock')))
})

test.run()

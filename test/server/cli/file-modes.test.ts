import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openForWriting } from '../../../migrations/open-database.ts'
import { temporaryFolder } from '../../synced-demo.ts'

const test = suite('modes of files')

const main = fileURLToPath(new URL('../../../server/cli/main.ts', import.meta.url))

/** Runs a command under a umask that would let everybody read and write. */
function run(folder: string, ...words: readonly string[]): void {
  const script = 'umask 000; exec "$0" "$@"'
  const { status, stderr } = spawnSync('sh', ['-c', script, process.execPath, main, ...words], {
    ...{ cwd: folder, encoding: 'utf8' },
    env: { PATH: process.env.PATH, HOME: '/nonexistent' },
  })
  assert.is(status, 0, `${words.join(' ')}: ${stderr}`)
}

test('whatever is written, others may not read it: database, copies, exports, whatever the umask', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'w'))
  const db = ['--db', 'demo.db']
  run(join(folder, 'w'), 'demo', '--instances', '8', '--no-serve', ...db)
  // The files beside the database are there while somebody writes it.
  const { database, close } = openForWriting(join(folder, 'w', 'demo.db'))
  database.exec('BEGIN IMMEDIATE; UPDATE cluster SET status = status')
  database.exec('COMMIT')
  run(join(folder, 'w'), 'snapshot', 'copy.db', ...db)
  run(join(folder, 'w'), 'snapshot', '--plain', 'plain.db', ...db)
  run(join(folder, 'w'), 'export', 'failure', '-o', 'failures.csv', ...db)
  run(join(folder, 'w'), 'export', '--all', '--format', 'json', '-o', 'all', ...db)
  run(join(folder, 'w'), 'export', '--format', 'parquet', '-o', 'lake', ...db)
  run(join(folder, 'w'), 'report', '-o', 'incident.html', ...db)
  run(join(folder, 'w'), 'pack', '-o', 'evidence.json', ...db)
  run(join(folder, 'w'), 'export', '--format', 'incident', '-o', 'incident.db', ...db)
  run(join(folder, 'w'), 'export', '--format', 'bundle', '-o', 'support.tar.gz', ...db)
  run(join(folder, 'w'), 'merge', 'demo.db', 'copy.db', '-o', 'united.db')
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const files = names.filter((name) => statSync(join(folder, name)).isFile())
  for (const part of [
    'demo.db-wal',
    'demo.db-shm',
    'copy.db',
    'plain.db',
    '.csv',
    '.json',
    '.parquet',
    'incident.html',
    'evidence.json',
    'incident.db',
    'support.tar.gz',
    'united.db',
  ]) {
    assert.ok(
      files.some((name) => name.endsWith(part)),
      part,
    )
  }
  assert.equal(
    files.filter((name) => (statSync(join(folder, name)).mode & 0o077) !== 0),
    [],
  )
  close()
})

test.run()

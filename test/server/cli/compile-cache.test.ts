import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runCommand } from '../../command.ts'
import { temporaryFolder } from '../../synced-demo.ts'

const test = suite('compile cache')

/** Without the folder that tests share. */
const own = (cache: string) => ({ NODE_COMPILE_CACHE: '', XDG_CACHE_HOME: cache })

function filesBelow(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) =>
    each.isFile(),
  ).length
}

test('a command keeps what Node compiled where its user alone may read, and the next one runs from it', async () => {
  const cache = temporaryFolder()
  const help = await runCommand(['--help'], own(cache))
  const compiled = join(cache, 'hyperscope', 'compiled')
  assert.is(statSync(compiled).mode & 0o777, 0o700)
  const files = filesBelow(compiled)
  assert.ok(files > 20, String(files))
  assert.equal(await runCommand(['--help'], own(cache)), help)
  assert.is(filesBelow(compiled), files)
})

test('a folder that others may write is not used', async () => {
  const cache = temporaryFolder()
  const compiled = join(cache, 'hyperscope', 'compiled')
  mkdirSync(compiled, { recursive: true })
  chmodSync(compiled, 0o777)
  assert.is((await runCommand(['--help'], own(cache))).code, 0)
  assert.is(filesBelow(compiled), 0)
})

test('without a folder that can be made every command runs all the same', async () => {
  const cache = join(temporaryFolder(), 'file')
  writeFileSync(cache, '')
  const { code, stderr } = await runCommand(['--help'], own(cache))
  assert.equal([code, stderr], [0, ''])
  assert.is((await runCommand(['--help'])).code, 0)
  assert.not.ok(existsSync('/nonexistent'))
})

test.run()

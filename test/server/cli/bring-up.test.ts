import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { BringUpsRecord } from '../../../views/bring-ups.ts'
import { runCommand } from '../../command.ts'
import { syncedDemo, temporaryFolder } from '../../synced-demo.ts'

const test = suite('bring-up command')

const demo = syncedDemo()

/** The demo's file under a name of its own: labels are written into it. */
async function copyOfDemo(): Promise<string> {
  const path = join(temporaryFolder(), 'labelled.db')
  copyFileSync((await demo).path, path)
  return path
}

async function listed(path: string): Promise<BringUpsRecord['bringUps']> {
  const { code, stdout, stderr } = await runCommand(['bring-up', 'list', '--json', '--db', path])
  assert.is(code, 0, stderr)
  return (JSON.parse(stdout) as BringUpsRecord).bringUps
}

test('list names every bring-up with its instances and its failed', async () => {
  const { path } = await demo
  const bringUps = await listed(path)
  assert.ok(bringUps.length > 0)
  const { stdout } = await runCommand(['bring-up', 'list', 'ml-prod', '--db', path])
  for (const { bringUpId, instances, failed } of bringUps) {
    assert.match(stdout, `${bringUpId}  ${instances} instances, ${failed} failed`)
  }
})

test('a label stays through a sync, names the bring-up, and can be taken away', async () => {
  const path = await copyOfDemo()
  const { environment, clusterName } = await demo
  const { bringUpId = '' } = (await listed(path))[0] ?? {}
  const key = `${clusterName}@${bringUpId}`
  await runCommand(['bring-up', 'label', key, 'before the image', '--db', path])
  const sync = await runCommand(['sync', clusterName, '--db', path], environment)
  assert.is(sync.code, 0, sync.stderr)
  assert.is((await listed(path))[0]?.label, 'before the image')
  const summary = await runCommand(['summary', `${clusterName}@before the image`, '--db', path])
  assert.is(summary.code, 0, summary.stderr)
  const removed = await runCommand(['bring-up', 'label', key, '', '--db', path])
  assert.is(removed.code, 0, removed.stderr)
  assert.is((await listed(path))[0]?.label, null)
})

test('what is no bring-up, no label or no action is refused with advice', async () => {
  const { path, clusterName } = await demo
  for (const [words, advice] of [
    [['label', `${clusterName}@2026-01-01T00:00Z`, 'x'], /no bring-up 2026-01-01T00:00Z/],
    [['label', clusterName, 'x'], /needs a bring-up and a name/],
    [['label', clusterName], /needs a bring-up and a name/],
    [['forget'], /Use list or label/],
  ] as const) {
    const { code, stderr } = await runCommand(['bring-up', ...words, '--db', path])
    assert.is(code, 2)
    assert.match(stderr, advice)
  }
})

test.run()

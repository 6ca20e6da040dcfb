import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ExportRecord } from '../../views/export.ts'
import { runCommand } from '../command.ts'
import { withTestApp } from './test-app.ts'

const test = suite('export page')

/** The words of a command, as a shell takes them apart. */
function wordsOf(command: string): readonly string[] {
  const words = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' })
  return words.split('\0').slice(1, -1)
}

for (const scope of ['', '@2026-11-23T02:04Z']) {
  test(`every command of the page runs as it stands, of ml-prod${scope}`, async () => {
    await withTestApp({ size: 100 }, async ({ get }) => {
      const { forms }: ExportRecord = (await get(`/clusters/ml-prod${scope}/export.json`)).json()
      const folder = mkdtempSync(join(tmpdir(), "it's hyperscope-"))
      const commands = forms.flatMap((form) => form.commands)
      assert.is(commands.length, 7)
      for (const command of commands) {
        assert.match(
          command,
          scope === '' || command.includes('parquet') ? /^hyperscope / : scope.slice(1),
        )
        const words = wordsOf(command)
        const at = words.indexOf('-o') + 1
        const target = join(folder, String(words[at]))
        const { code, stderr } = await runCommand(
          words.map((word, place) => (place === at ? target : word)),
        )
        assert.is(code, 0, `${command}: ${stderr}`)
        assert.ok(existsSync(target), command)
      }
    })
  })
}

test('every page of a cluster leads to it', async () => {
  await withTestApp({ size: 100 }, async ({ get }) => {
    for (const url of ['/clusters/ml-prod', '/clusters/ml-prod/failures']) {
      assert.match((await get(url)).body, '<a href="/clusters/ml-prod/export">Export</a>')
    }
  })
})

test.run()

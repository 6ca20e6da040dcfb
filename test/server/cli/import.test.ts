import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ImportReport } from '../../../ingest/sync/import-report.ts'
import { commandEnd, runCommand } from '../../command.ts'
import { temporaryFolder } from '../../synced-demo.ts'

const test = suite('hyperscope import')

const root = fileURLToPath(new URL('.', import.meta.resolve('#package.json')))
const samples = join(root, 'data/samples/files')
const newFile = () => join(temporaryFolder(), 'new.db')

test('the report of --json names each file with its format, and why shows the failure', async () => {
  const path = newFile()
  const file = join(samples, 'filter-log-events.json')
  const { code, stdout, stderr } = await runCommand(['import', file, '--db', path, '--json'])
  assert.is(code, 0, stderr)
  const report = JSON.parse(stdout) as ImportReport
  assert.equal(
    report.files.map(({ file: name, format, events }) => [name, format, events]),
    [[file, 'events-json', 5]],
  )
  assert.equal(report.coverage, { failed: 1, succeeded: 1 })
  const why = await runCommand(['why', 'i-0df4aefe56f4ef3bc', '--db', path])
  assert.match(why.stdout, /Could not get lock/)
})

test('a file that is skipped is named with its reason, and the exit code is 3', async () => {
  const words = ['import', join(root, 'docs/overview.png'), samples, '--db', newFile()]
  const { code, stderr } = await runCommand(words)
  assert.is(code, 3)
  assert.match(stderr, /^skipped .*overview\.png: it is no text$/m)
  assert.match(stderr, /^instances: /m)
})

test('standard input is read, whatever is piped in', async () => {
  const main = join(root, 'server/cli/main.ts')
  const path = newFile()
  const child = spawn(process.execPath, [main, 'import', '-', '--db', path], {
    env: { PATH: process.env.PATH, HOME: '/nonexistent' },
  })
  child.stdin.end(readFileSync(join(samples, 'insights.csv')))
  const { code, stderr } = await commandEnd(child)
  assert.is(code, 0, stderr)
  assert.match(stderr, /3 new events of 1 stream from 1 file \(1 csv\)/)
})

for (const [what, words, message] of [
  ['a path that is not there', ['/nonexistent'], /Cannot read \/nonexistent/],
  ['a wrong time', [samples, '--as-of', 'soon'], /--as-of is soon/],
  ['a wrong format', [samples, '--format', 'xml'], /Allowed choices are export/],
] as const) {
  test(`${what} is a usage error`, async () => {
    const { code, stderr } = await runCommand(['import', ...words, '--db', newFile()])
    assert.is(code, 2)
    assert.match(stderr, message)
  })
}

test.run()

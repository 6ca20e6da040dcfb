// The shell helper, run by bash; what it prints, read by the engine.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Attempt } from '../../ingest/lifecycle/attempt.ts'
import { onlyAttempt } from '../ingest/lifecycle/stream-lines.ts'
import { temporaryFolder } from '../synced-demo.ts'

const test = suite('docs/lcs-step.md')

const root = new URL('.', import.meta.resolve('#package.json'))
const page = readFileSync(new URL('docs/lcs-step.md', root), 'utf8')
const block = (language: string) => page.split(`\`\`\`${language}\n`)[1]?.split('```')[0] ?? ''
const helper = block('bash')
const folder = temporaryFolder()
writeFileSync(join(folder, 'lcs-step.sh'), helper)

/** The attempt that a script beside the helper leaves in the log, and how the script itself ended. */
function run(script: string): Attempt & { readonly status: number | null; readonly log: string } {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script], {
    ...{ cwd: folder, encoding: 'utf8' },
  })
  assert.is(stderr, '')
  const end = `[SageMaker] The lifecycle scripts ${status === 0 ? 'succeeded' : 'failed'}.`
  const log = `[SageMaker] Downloading lifecycle scripts\n${stdout}${end}`
  return { ...onlyAttempt(log), status, log }
}

const steps = ({ stepRuns }: Attempt) =>
  stepRuns.map(({ step, outcome, parentOrdinal }) => [step, outcome, parentOrdinal])

const strict = 'set -euo pipefail; . ./lcs-step.sh;'

test('the helper is as short as the page says', () => {
  assert.ok(helper.trim().split('\n').length <= 22)
})

test('steps that succeed are exact, one after the other', () => {
  const attempt = run(`${strict} lcs_step one true; echo between; lcs_step 'part two' echo hello`)
  assert.is(attempt.status, 0)
  assert.is(attempt.outcome, 'succeeded')
  assert.equal(steps(attempt), [
    ['one', 'succeeded', undefined],
    ['part two', 'succeeded', undefined],
  ])
  assert.match(attempt.log, /^\[lcs-step\] end part two: succeeded after \d+ s$/m)
})

test('a step that set -e ends has failed with its exit code, and nothing behind it runs', () => {
  const attempt = run(`${strict}
    fetch() { echo 'curl: (6) Could not resolve host: example.invalid'; (exit 6); echo not reached; }
    lcs_step prepare true
    lcs_step fetch fetch
    lcs_step never true`)
  assert.is(attempt.status, 6)
  assert.equal(steps(attempt), [
    ['prepare', 'succeeded', undefined],
    ['fetch', 'failed', undefined],
  ])
  assert.is(attempt.failure?.step, 'fetch')
  assert.is(attempt.failure?.exitCode, 6)
  assert.match(attempt.failure?.decisiveLine?.text ?? '', 'curl: (6)')
  assert.not.match(attempt.log, 'not reached')
})

test('a step inside another, in a script of its own, is the one that failed', () => {
  writeFileSync(
    join(folder, 'mount.sh'),
    `${strict} lcs_step load-module true; lcs_step mount bash -c 'echo "mount.lustre: Connection timed out"; exit 110'`,
  )
  const attempt = run(`${strict} lcs_step storage bash ./mount.sh; echo not reached`)
  assert.is(attempt.status, 110)
  assert.equal(steps(attempt), [
    ['storage', 'failed', undefined],
    ['load-module', 'succeeded', 1],
    ['mount', 'failed', 1],
  ])
  assert.is(attempt.failure?.step, 'mount')
  assert.is(attempt.failure?.exitCode, 110)
  assert.is(attempt.failure?.decisiveLine?.text, 'mount.lustre: Connection timed out')
})

test('an exit inside nested functions ends every step that is open', () => {
  const attempt = run(`${strict} inner() { echo 'FATAL: no disk'; exit 4; }
    outer() { lcs_step inner inner; }
    lcs_step outer outer`)
  assert.is(attempt.status, 4)
  assert.equal(steps(attempt), [
    ['outer', 'failed', undefined],
    ['inner', 'failed', 1],
  ])
  assert.is(attempt.failure?.exitCode, 4)
})

test('without set -e a failing step returns its code and the script goes on', () => {
  const attempt = run('. ./lcs-step.sh; lcs_step may-fail false; lcs_step next echo "code was $?"')
  assert.is(attempt.status, 0)
  assert.is(attempt.outcome, 'succeeded')
  assert.match(attempt.log, 'code was 1')
  assert.equal(steps(attempt), [
    ['may-fail', 'failed', undefined],
    ['next', 'succeeded', undefined],
  ])
})

test('a failing step behind || is survived, as any command is', () => {
  const attempt = run(`${strict} lcs_step may-fail false || echo handled; lcs_step next true`)
  assert.is(attempt.status, 0)
  assert.match(attempt.log, 'handled')
})

test('a trace of the script is no step', () => {
  const { status, stdout } = spawnSync(
    'bash',
    ['-c', `exec 2>&1; set -x; ${strict} lcs_step one true`],
    {
      ...{ cwd: folder, encoding: 'utf8' },
    },
  )
  assert.is(status, 0)
  const attempt = onlyAttempt(`[SageMaker] Downloading lifecycle scripts\n${stdout}`)
  assert.equal(steps(attempt), [['one', 'succeeded', undefined]])
})

test('the log of the page is judged as the page says', () => {
  const log = `[SageMaker] Downloading lifecycle scripts\n${block('text')}[SageMaker] The lifecycle scripts failed.`
  const { failure, stepRuns } = onlyAttempt(log)
  assert.equal([failure?.step, failure?.exitCode], ['wait-for-dns', 2])
  assert.match(failure?.decisiveLine?.text ?? '', 'Name or service not known')
  assert.equal(
    stepRuns.map(({ step, parentOrdinal }) => [step, parentOrdinal]),
    [
      ['mount-fsx', undefined],
      ['wait-for-dns', 1],
    ],
  )
})

test.run()

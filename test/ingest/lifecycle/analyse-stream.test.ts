import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { analyseStream } from '../../../ingest/lifecycle/analyse-stream.ts'
import { analysed, firstMs, onlyAttempt, sample, shippedRules } from './stream-lines.ts'

const test = suite('analyse stream')

const downloading = '[SageMaker] Downloading lifecycle scripts'
const succeeded = '[SageMaker] The lifecycle scripts succeeded.'
const failed = '[SageMaker] The lifecycle scripts failed.'

function log(...lines: string[]): string {
  return lines.join('\n')
}

function outcomes(...lines: string[]): string[] {
  return analysed(log(...lines)).attempts.map(({ outcome }) => outcome)
}

test('a stream without lines has no attempt', () => {
  assert.equal(analyseStream([], shippedRules), { dialect: undefined, attempts: [] })
})

test('four failed runs and a rollback are five attempts', () => {
  const run = [downloading, 'work', failed]
  const found = outcomes(...run, ...run, ...run, ...run, downloading, 'work', succeeded)
  assert.equal(found, ['failed', 'failed', 'failed', 'failed', 'succeeded'])
})

test('an attempt without an end that another one follows is aborted', () => {
  assert.equal(outcomes(downloading, 'work', downloading, 'work'), ['aborted', 'unfinished'])
})

test('a download that follows the start of the log belongs to the same attempt', () => {
  const started = '[SageMaker] Lifecycle script log started'
  assert.equal(outcomes(started, 'agent 1.2', downloading, 'work', succeeded), ['succeeded'])
  assert.equal(outcomes(started, downloading, 'work', started, downloading), [
    'aborted',
    'unfinished',
  ])
})

test('lines before the first marker belong to the first attempt', () => {
  const attempt = onlyAttempt(log('cloud-init done', downloading, 'work', succeeded))
  assert.is(attempt.firstLine, 1)
  assert.is(attempt.startedMs, firstMs)
  assert.equal(
    attempt.stageRuns.map(({ stage }) => stage),
    ['download', 'execution'],
  )
})

test('steps before the first start marker are an attempt whose start is lost', () => {
  const found = outcomes(
    'Script ./a.sh executed successully',
    'Execute script: ./b.sh ',
    downloading,
    'work',
  )
  assert.equal(found, ['aborted', 'unfinished'])
})

test('lines behind the end of an attempt belong to it until the next start', () => {
  const { attempts } = analysed(log(downloading, 'work', failed, 'late', 'later', downloading))
  assert.equal(
    attempts.map(({ firstLine, lastLine }) => [firstLine, lastLine]),
    [
      [1, 5],
      [6, 6],
    ],
  )
})

test('an end of the other kind without a start is an attempt of its own', () => {
  assert.equal(outcomes(downloading, 'work', failed, 'lost lines', succeeded), [
    'failed',
    'succeeded',
  ])
  assert.equal(outcomes(downloading, 'work', failed, failed), ['failed'])
})

for (const quoted of [
  `+ echo '${failed}'`,
  `++ grep -c '${failed}' /var/log/provision/provisioning.log`,
  `will wait for ${failed}`,
  ` ${failed}`,
  `2026-01-21 ${failed}`,
  'INFO [SCRIPT_EXECUTION_FAILED] Script failed with exit code 1',
  `+ [SageMaker] The lifecycle scripts failed.`,
]) {
  test(`"${quoted}" is not a marker`, () => {
    const attempt = onlyAttempt(log(downloading, quoted, succeeded))
    assert.is(attempt.outcome, 'succeeded')
    assert.is(attempt.markers.length, 2)
  })
}

for (const marker of [
  `\u001b[1;31m${failed}\u001b[0m`,
  `downloading 10%\rdownloading 99%\r${failed}`,
  `${failed}\r`,
]) {
  test(`${JSON.stringify(marker)} is a marker`, () => {
    assert.is(onlyAttempt(log(downloading, 'work', marker)).outcome, 'failed')
  })
}

test('a line that begins like a marker and is none is kept as unrecognised and moves nothing', () => {
  const attempt = onlyAttempt(
    log(downloading, '[SageMaker] Agent heartbeat', '[SageMaker] Failed to download scripts'),
  )
  assert.equal(
    attempt.markers.map(({ kind }) => kind),
    ['download-started', 'unrecognised', 'unrecognised'],
  )
  assert.is(attempt.stage, 'download')
})

test('a script line implies that the download has ended', () => {
  const attempt = onlyAttempt(log(downloading, 'download: s3://b/x.sh to ./x.sh', '', 'Hello'))
  assert.equal(
    attempt.stageRuns.map(({ stage, outcome, implied }) => [stage, outcome, implied]),
    [
      ['download', 'succeeded', true],
      ['execution', 'unfinished', false],
    ],
  )
})

for (const [error, decisive] of [
  ['fatal error: An error occurred (403) when calling the HeadObject operation: Forbidden', 2],
  [
    'download failed: s3://b/x.sh to ./x.sh An error occurred (AccessDenied) when calling the GetObject operation: Access Denied',
    2,
  ],
  ['Connect timeout on endpoint URL: "https://b.s3.us-west-2.amazonaws.com/x.sh"', 2],
  ['[SageMaker] Failed to download the lifecycle scripts', 2],
  [
    'Traceback (most recent call last):\n  File "agent.py", line 3, in get\nbotocore.exceptions.ClientError: An error occurred (403) when calling the HeadObject operation: Forbidden',
    4,
  ],
] as const) {
  test(`a run that ends after "${error.slice(0, 40)}…" failed in the download`, () => {
    const { failure } = onlyAttempt(log(downloading, error, failed))
    assert.is(failure?.stage, 'download')
    assert.is(failure?.step, undefined)
    assert.is(failure?.decisiveLine?.ordinal, decisive)
  })
}

test('a failed marker right after the download began means that the download failed', () => {
  const { failure } = onlyAttempt(log(downloading, failed))
  assert.is(failure?.stage, 'download')
  assert.is(failure?.decisiveLine, undefined)
})

test('scripts that print nothing can succeed', () => {
  const attempt = onlyAttempt(log(downloading, succeeded))
  assert.is(attempt.outcome, 'succeeded')
  assert.is(attempt.stageRuns.at(-1)?.stage, 'execution')
})

test('the announced failed marker names the exit code', () => {
  const attempt = onlyAttempt(sample('announced-failed.log'))
  assert.is(attempt.failure?.exitCode, 100)
  assert.equal(
    attempt.stageRuns.map(({ stage }) => stage),
    ['start', 'download', 'execution'],
  )
})

test('a log without any known line is one unfinished attempt in the entrypoint', () => {
  const { attempts, dialect } = analysed(log('hello', 'world'))
  assert.is(dialect, undefined)
  assert.equal(
    attempts.map(({ outcome, stage, step }) => [outcome, stage, step]),
    [['unfinished', 'execution', '(entrypoint)']],
  )
  assert.equal(
    attempts[0]?.stepRuns.map(({ step }) => step),
    ['(entrypoint)'],
  )
})

test('before 2026 the scripts’ own first and last lines cut the stream', () => {
  const run = sample('before-2026-succeeded.log')
  const { attempts, dialect } = analysed(log(sample('before-2026-killed.log'), run, run))
  assert.is(dialect, 'slurm-base-config')
  assert.equal(
    attempts.map(({ outcome }) => outcome),
    ['failed', 'succeeded', 'succeeded'],
  )
})

test('before 2026 a log that just stops is unfinished', () => {
  assert.equal(outcomes('[start] on_create.sh', '[start] on_create_main.sh', 'work'), [
    'unfinished',
  ])
  assert.equal(outcomes('[start] on_create.sh', 'work', '[stop] on_create.sh'), ['succeeded'])
  assert.equal(outcomes('[start] on_create.sh', 'work', '[stop] on_create.sh with error'), [
    'failed',
  ])
})

test('a run before 2026 and one with markers in the same stream are two attempts', () => {
  const found = outcomes(
    ...sample('before-2026-succeeded.log').split('\n'),
    downloading,
    'work',
    failed,
  )
  assert.equal(found, ['succeeded', 'failed'])
})

test('where there are service markers the scripts’ own last line is not the end', () => {
  const text = log(downloading, '[INFO]: Success: All provisioning scripts completed')
  assert.is(onlyAttempt(text).outcome, 'unfinished')
})

test('a log that ends when the entrypoint raises an exception has failed, though its marker is lost', () => {
  const lines = sample('slurm-failed-then-rolled-back.log').split('\n').slice(0, 16)
  const attempt = onlyAttempt(log(...lines, '+ exit 1'))
  assert.is(attempt.outcome, 'failed')
  assert.is(attempt.failure?.step, './utils/install_enroot_pyxis.sh')
})

test('times and lines of an attempt are those of its first and last line', () => {
  const attempt = onlyAttempt(log(downloading, 'work', succeeded, 'late'))
  assert.equal(
    [attempt.startedMs, attempt.endedMs, attempt.firstLine, attempt.lastLine],
    [firstMs, firstMs + 3000, 1, 4],
  )
})

test.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { causesOfLine } from '../../ingest/lifecycle/known-cause.ts'
import { matchKnownCause } from '../../ingest/lifecycle/known-cause-match.ts'
import { loadKnownCauses } from '../../ingest/load-known-causes.ts'
import { threadMs } from '../thread-ms.ts'

const test = suite('the known causes shipped')

const catalogue = loadKnownCauses()
const alone = { decisiveOrdinal: 1, stage: undefined, step: undefined, exitCode: undefined }

const causeOf = (text: string) =>
  matchKnownCause([{ ordinal: 1, atMs: 0, text }], alone, catalogue)?.cause.id

test('there are at least sixty, each id once', () => {
  const ids = new Set(catalogue.causes.map(({ id }) => id))
  assert.is(ids.size, catalogue.causes.length)
  assert.ok(ids.size >= 60, String(ids.size))
})

for (const { id, samples } of catalogue.causes) {
  test(`${id}: of all causes it is the one that its samples are given`, () => {
    assert.ok(samples.matching.length > 0)
    for (const line of samples.matching) assert.is(causeOf(line), id, line)
  })

  test(`${id}: its counter-samples are not it`, () => {
    assert.ok(samples.other.length > 0)
    for (const line of samples.other) {
      const hit = causesOfLine(line, catalogue).some(({ cause }) => cause.id === id)
      assert.not.ok(hit, line)
    }
  })
}

test('every pattern has a sample that needs it', () => {
  for (const { id, patterns, samples } of catalogue.causes) {
    for (const pattern of patterns) {
      const tried = samples.matching.some((line) => pattern.test(line))
      assert.ok(tried, `${id}: ${pattern.source}`)
    }
  }
})

test('every cause has steps to take, a risk, a check and public sources', () => {
  for (const { id, fix, risk, verify, sources, explanation } of catalogue.causes) {
    assert.ok(fix.length > 0 && risk.length > 0 && verify.length > 0, id)
    assert.ok(sources.length > 0, id)
    for (const source of sources) assert.is(new URL(source).protocol, 'https:', id)
    assert.ok(explanation.length > 60, `${id}: ${explanation}`)
  }
})

for (const line of [
  'sudo: unable to resolve host ip-10-1-2-3: Name or service not known',
  'Error response from daemon: No such container: dcgm-exporter',
  'Error response from daemon: No such container: efa-node-exporter',
  "gpg: cannot open '/dev/tty': No such device or address",
  'WARNING: apt does not have a stable CLI interface. Use with caution in scripts.',
  'debconf: unable to initialize frontend: Dialog',
  'debconf: (Dialog frontend will not work on a dumb terminal, an emacs shell buffer, or without a controlling terminal.)',
  'The following packages were automatically installed and are no longer required:',
  "useradd: user 'ubuntu' already exists",
  'Failed to mask slurmd, perhaps the AMI already masked it?',
  '[WARN] Mount command failed — retrying in 5 seconds',
  '[SUCCESS] FSx mount succeeded on attempt 2',
  '[SageMaker] The lifecycle scripts failed.',
  '[SageMaker] Downloading lifecycle scripts',
  "subprocess.CalledProcessError: Command '['sudo', 'bash', './utils/install_docker.sh']' returned non-zero exit status 100.",
  '[error] on_create_main.sh failed, waiting 60 seconds before exit, to make sure logs are uploaded',
  "+ echo '[ERROR] FSx mount failed after 5 attempts'",
  "++ grep 'No space left on device' /var/log/syslog",
  '2026-11-23T02:04:31.123Z + echo E: Could not get lock /var/lib/dpkg/lock-frontend',
]) {
  test(`"${line}" is no known cause`, () => {
    assert.equal(
      causesOfLine(line, catalogue).map(({ cause }) => cause.id),
      [],
    )
  })
}

test('a line of 100 000 characters takes milliseconds', () => {
  const tookMs = threadMs(() => {
    causesOfLine(`curl: ${'a '.repeat(50_000)}error: x`, catalogue)
  })
  assert.ok(tookMs < 1000, `${tookMs} ms`)
})

test.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { analysed, sample, sampleNames } from './stream-lines.ts'

const test = suite('sample logs')

/** Per attempt: outcome, failed stage, step, exit code, decisive line. */
const verdicts: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  'announced-download-failed.log': [
    [
      'failed',
      'download',
      undefined,
      1,
      'fatal error: An error occurred (403) when calling the HeadObject operation: Forbidden',
    ],
  ],
  'announced-failed.log': [
    ['failed', 'execution', '(entrypoint)', 100, 'E: Unable to locate package apg'],
  ],
  'before-2026-killed.log': [['failed', 'execution', './utils/install_docker.sh', 137, 'Killed']],
  'before-2026-succeeded.log': [['succeeded']],
  'eks-quoted-errors.log': [
    [
      'failed',
      'execution',
      'on_create_main.sh',
      undefined,
      "sed: can't read /etc/eks/containerd/containerd-config.toml: No such file or directory",
    ],
  ],
  'eks-without-error-text.log': [
    ['failed', 'execution', 'on_create_main.sh', undefined, undefined],
  ],
  'slurm-failed-then-rolled-back.log': [
    [
      'failed',
      'execution',
      './utils/install_enroot_pyxis.sh',
      6,
      'curl: (6) Could not resolve host: github.com',
    ],
    ['succeeded'],
  ],
  'slurm-prompt-before-traceback.log': [
    [
      'failed',
      'execution',
      './utils/gen-keypair-ubuntu.sh',
      1,
      '/fsx/ubuntu/.ssh/id_rsa already exists.',
    ],
  ],
}

test('every sample log has a verdict to compare with', () => {
  assert.equal(Object.keys(verdicts), sampleNames)
})

for (const [name, expected] of Object.entries(verdicts)) {
  test(`${name} is judged as known`, () => {
    const found = analysed(sample(name)).attempts.map(({ outcome, failure }) =>
      failure === undefined
        ? [outcome]
        : [outcome, failure.stage, failure.step, failure.exitCode, failure.decisiveLine?.text],
    )
    assert.equal(found, expected)
  })
}

for (const name of sampleNames) {
  test(`${name} cut at any line never succeeds before its end`, () => {
    const lines = sample(name).split('\n')
    const whole = analysed(lines.join('\n')).attempts.map(({ outcome }) => outcome)
    for (let length = 0; length < lines.length; length += 1) {
      const cut = analysed(lines.slice(0, length).join('\n')).attempts
      cut.forEach(({ outcome, lastLine }, place) => {
        const isWholeAttempt = lastLine < length || place < whole.length - 1
        if (outcome === 'succeeded')
          assert.ok(isWholeAttempt && whole[place] === 'succeeded', `cut at ${length}`)
      })
    }
  })
}

test.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { onlyAttempt } from './stream-lines.ts'

const test = suite('steps')

const downloading = '[SageMaker] Downloading lifecycle scripts'
const failed = '[SageMaker] The lifecycle scripts failed.'
const succeeded = '[SageMaker] The lifecycle scripts succeeded.'

function steps(...lines: string[]): unknown[] {
  const { stepRuns } = onlyAttempt([downloading, ...lines].join('\n'))
  return stepRuns.map(({ step, outcome, parentOrdinal }) => [step, outcome, parentOrdinal])
}

function failedStep(...lines: string[]): string | undefined {
  return onlyAttempt([downloading, ...lines, failed].join('\n')).failure?.step
}

function wrapper(script: string, exit = 1): string {
  return `subprocess.CalledProcessError: Command '['sudo', 'bash', '${script}']' returned non-zero exit status ${exit}.`
}

test('a step is named without its arguments, whichever way its success is spelt', () => {
  assert.equal(
    steps(
      'Execute script: ./a.sh ',
      'Script ./a.sh executed successully',
      'Execute script: ./mount_fsx.sh fs-1 abcdefgh /fsx',
      'Script ./mount_fsx.sh executed successfully',
    ),
    [
      ['./a.sh', 'succeeded', undefined],
      ['./mount_fsx.sh', 'succeeded', undefined],
    ],
  )
})

test('a step that runs twice is two runs', () => {
  assert.equal(
    steps(
      'Starting observability installation',
      'Execute script: ./utils/install_docker.sh ',
      'Script ./utils/install_docker.sh executed successully',
      'Finished observability installation',
      'Execute script: ./utils/install_docker.sh ',
      '# BEGIN: install docker',
    ),
    [
      ['observability installation', 'succeeded', undefined],
      ['./utils/install_docker.sh', 'succeeded', 1],
      ['./utils/install_docker.sh', 'unfinished', undefined],
      ['install docker', 'unfinished', 3],
    ],
  )
})

test('a hotfix that only a trace names is a step inside its script', () => {
  assert.equal(
    steps(
      '+ bash -x ./hotfix/outside.sh',
      'Execute script: ./apply_hotfix.sh compute',
      '+ bash -x ./hotfix/hold-lustre-client.sh',
      '+ bash -x ./hotfix/mock-gpu-driver-deb.sh',
      'Script ./apply_hotfix.sh executed successully',
    ),
    [
      ['./apply_hotfix.sh', 'succeeded', undefined],
      ['./hotfix/hold-lustre-client.sh', 'succeeded', 1],
      ['./hotfix/mock-gpu-driver-deb.sh', 'succeeded', 1],
    ],
  )
})

test('Ansible tasks run one after the other inside their play', () => {
  assert.equal(
    steps(
      'PLAY [Install Docker] ****',
      'TASK [packages] ****',
      'ok: [localhost]',
      'TASK [service] ****',
      'fatal: [localhost]: FAILED! => {"msg": "no"}',
      'PLAY RECAP ****',
      'localhost : ok=1    changed=0    unreachable=0    failed=1',
    ),
    [
      ['PLAY [Install Docker]', 'failed', undefined],
      ['TASK [packages]', 'succeeded', 1],
      ['TASK [service]', 'failed', 1],
    ],
  )
})

test('a step that a wrapper names wins over the innermost open one', () => {
  assert.is(
    failedStep(
      'Execute script: ./utils/install_docker.sh ',
      '# BEGIN: install docker',
      wrapper('./utils/install_docker.sh'),
    ),
    './utils/install_docker.sh',
  )
})

test('without a wrapper the innermost open step failed', () => {
  assert.is(failedStep('Execute script: ./a.sh ', 'BEGIN: part two', 'E: broken'), 'part two')
})

test('outside every step the entrypoint failed', () => {
  assert.is(
    failedStep(
      'Execute script: ./a.sh ',
      'Script ./a.sh executed successully',
      'Traceback (most recent call last):',
      "KeyError: 'controller_group'",
    ),
    '(entrypoint)',
  )
})

test('the first step that a line names wins over the ones around it', () => {
  assert.is(
    failedStep(
      '[start] on_create.sh',
      '[start] on_create_main.sh',
      '[error] on_create_main.sh failed, waiting 60 seconds before exit',
      '[stop] on_create.sh with error',
    ),
    'on_create_main.sh',
  )
})

test('a failure that the scripts survived is not the one they failed of', () => {
  const lines = [
    '[start] on_create.sh',
    '[start] first.sh',
    '[error] first.sh failed, waiting',
    '[start] second.sh',
    'E: broken',
  ]
  assert.is(failedStep(...lines), 'second.sh')
})

test('a wrapper inside a warning fails no step', () => {
  const warning = `[WARN] fsx_auto_detect.sh failed: ${wrapper('./utils/fsx_auto_detect.sh')} Continuing`
  assert.equal(steps('Execute script: ./a.sh ', warning, succeeded), [
    ['./a.sh', 'succeeded', undefined],
  ])
})

test('a wrapper that arrives behind the failed marker still names the step', () => {
  const attempt = onlyAttempt(
    [downloading, 'Execute script: ./a.sh ', failed, wrapper('./a.sh', 12)].join('\n'),
  )
  assert.is(attempt.failure?.step, './a.sh')
  assert.is(attempt.failure?.exitCode, 12)
})

for (const [line, exitCode] of [
  [wrapper('./a.sh', 100), 100],
  [
    "subprocess.CalledProcessError: Command '['bash', './a.sh']' died with <Signals.SIGKILL: 9>.",
    137,
  ],
  [
    "subprocess.CalledProcessError: Command '['bash', './a.sh']' died with <Signals.SIGTERM: 15>.",
    143,
  ],
  ['Exit code: 32', 32],
] as const) {
  test(`"${line.slice(-40)}" gives exit code ${exitCode}`, () => {
    const text = [downloading, 'Execute script: ./a.sh ', line, failed].join('\n')
    assert.is(onlyAttempt(text).failure?.exitCode, exitCode)
  })
}

for (const [command, step] of [
  [
    `'['sudo', 'bash', './utils/install_enroot_pyxis.sh', <SlurmNodeType.COMPUTE_NODE: 'compute'>]'`,
    './utils/install_enroot_pyxis.sh',
  ],
  [`'['python3', '-u', 'setup_sssd.py', '--verbose']'`, 'setup_sssd.py'],
  [
    `'['sudo', 'bash', './mount_fsx.sh', 'fs-1.fsx.us-west-2.amazonaws.com', 'abcdefgh']'`,
    './mount_fsx.sh',
  ],
] as const) {
  test(`a wrapper names ${step}`, () => {
    const line = `subprocess.CalledProcessError: Command ${command} returned non-zero exit status 1.`
    assert.is(failedStep(line), step)
  })
}

test.run()

import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { explainLogs } from '../../../ingest/lifecycle/explain-log.ts'
import { explainRules } from '../../../ingest/lifecycle/explain-rules.ts'
import { SignReader } from '../../../ingest/lifecycle/line-signs.ts'
import { threadMs } from '../../thread-ms.ts'

const test = suite('explain log')

function readData(name: string) {
  return JSON.parse(readFileSync(new URL(`../../../data/${name}`, import.meta.url), 'utf8'))
}

const classFile = readData('line-classes.json')
const rules = explainRules(classFile, readData('line-weights.json'))

const start = [
  '[SageMaker] Downloading lifecycle scripts',
  'Execute script: ./utils/install_ansible.sh ',
  'Reading package lists...',
  'W: Some index files failed to download. They have been ignored, or old ones used instead.',
  'Script ./utils/install_ansible.sh executed successully',
]

function wrapped(step: string, exitCode: number): string[] {
  return [
    'Traceback (most recent call last):',
    '  File "/tmp/sagemaker-lifecycle-07f7a580/src/lifecycle_script.py", line 279, in <module>',
    '    main(args)',
    `subprocess.CalledProcessError: Command '['sudo', 'bash', '${step}']' returned non-zero exit status ${exitCode}.`,
    '[SageMaker] The lifecycle scripts failed.',
  ]
}

function failing(step: string, cause: readonly string[], exitCode = 100): string[] {
  return [
    ...start,
    `Execute script: ${step} `,
    '+ apt-get update',
    ...cause,
    ...wrapped(step, exitCode),
  ]
}

const healthy = [
  ...start,
  'Execute script: ./mount_fsx.sh ',
  '[INFO] mounted',
  'Script ./mount_fsx.sh executed successully',
]

function best(lines: readonly string[], healthyLogs: readonly (readonly string[])[]): string {
  const [explanation] = explainLogs(
    [{ file: 'failed', lines }],
    healthyLogs.map((log, at) => ({ file: `healthy ${at}`, lines: log })),
    rules,
  )
  return lines[(explanation?.lines[0]?.line ?? 0) - 1] ?? ''
}

function signature(lines: readonly string[]): string {
  const [explanation] = explainLogs(
    [{ file: 'failed', lines }],
    [{ file: 'h', lines: healthy }],
    rules,
  )
  return explanation?.signature ?? ''
}

for (const cause of [
  'E: Unable to locate package acme-agent',
  'curl: (6) Could not resolve host: github.com',
  'mount.lustre: mount fs-0123456789abcdef0@tcp:/fsx at /fsx failed: Connection timed out',
  "E: Version '595.91.07-1ubuntu1' for 'libnvidia-compute-595' was not found",
  "sed: can't read /etc/eks/containerd/containerd-config.toml: No such file or directory",
  'error: externally-managed-environment',
  'go: module cache not found: neither GOMODCACHE nor GOPATH is set',
  'usermod: cannot rename directory /home/ubuntu to /fsx/ubuntu',
  "ValueError: This instance not found in resource config. Can't process",
]) {
  test(`"${cause}" is the decisive line with a healthy log at hand`, () => {
    assert.is(best(failing('./utils/install_docker.sh', [cause]), [healthy]), cause)
  })
  test(`"${cause}" is the decisive line without a healthy log`, () => {
    assert.is(best(failing('./utils/install_docker.sh', [cause]), []), cause)
  })
}

test('a wrapper is never the decisive line while another line says what failed', () => {
  const lines = failing('./mount_fsx.sh', [
    'dpkg: error: dpkg frontend lock is locked by another process',
  ])
  assert.not.match(best(lines, [healthy]), 'CalledProcessError')
  assert.not.match(best(lines, []), 'CalledProcessError')
})

test('a trace that quotes an error is not the decisive line', () => {
  const lines = failing('./mount_fsx.sh', [
    "+ echo '[ERROR] FSx mount failed after 5 attempts'",
    'mount.lustre: mount failed: Connection refused',
  ])
  assert.is(best(lines, [healthy]), 'mount.lustre: mount failed: Connection refused')
})

test('an error that healthy instances print too is not the decisive line', () => {
  const harmless = 'E: Could not open file /var/lib/dpkg/arch - open (2: No such file or directory)'
  const cause = 'tee: /home/ubuntu/.ssh/config: No space left on device'
  const lines = failing('./utils/gen-keypair-ubuntu.sh', [harmless, cause], 1)
  const noisy = [...start, harmless, 'Script ./mount_fsx.sh executed successully']
  assert.is(best(lines, [noisy, noisy]), cause)
})

test('healthy instances count, not their lines: one odd log that repeats a line makes it no commoner', () => {
  const cause = 'E: Unable to locate package acme-agent'
  const odd = [...healthy, ...Array.from({ length: 500 }, () => cause)]
  const others = Array.from({ length: 99 }, () => healthy)
  assert.is(best(failing('./utils/install_docker.sh', [cause]), [odd, ...others]), cause)
})

test('an error before the last success is history', () => {
  const old = 'E: Unable to locate package legacy-tool'
  const cause = 'useradd: UID 2007 is not unique'
  const lines = [
    ...start.slice(0, 2),
    old,
    ...start.slice(4),
    'Execute script: ./add_users.sh ',
    'E: cannot add user: useradd: UID 2007 is not unique',
    ...wrapped('./add_users.sh', 4),
  ]
  assert.match(best(lines, [healthy]), cause)
})

test('the same failure on two instances has one signature', () => {
  const one = failing('./mount_fsx.sh', [
    'failed to ping 10.1.81.213@tcp from i-0123456789abcdef0: Network is down',
  ])
  const two = failing('./mount_fsx.sh', [
    'failed to ping 10.1.7.9@tcp from i-0fedcba9876543210: Network is down',
  ])
  assert.is(signature(one), signature(two))
})

for (const [name, one, two] of [
  ['package', 'E: Unable to locate package curl', 'E: Unable to locate package wget'],
  [
    'file',
    "cp: cannot stat '/etc/efa/efa.conf': No such file or directory",
    "cp: cannot stat '/etc/fsx/fsx.conf': No such file or directory",
  ],
  [
    'module',
    'ModuleNotFoundError: No module named boto3',
    'ModuleNotFoundError: No module named yaml',
  ],
  [
    'host',
    'curl: (6) Could not resolve host: github.com',
    'curl: (6) Could not resolve host: download.docker.com',
  ],
  ['error code', 'curl: (6) Could not reach github.com', 'curl: (28) Could not reach github.com'],
] as const) {
  test(`failures that differ in a ${name} have different signatures`, () => {
    const step = './utils/install_docker.sh'
    assert.is.not(signature(failing(step, [one])), signature(failing(step, [two])))
  })
}

test('each of the packages that a tool misses is part of the signature', () => {
  const step = './utils/install_docker.sh'
  const missing = (last: string) =>
    failing(step, [
      'E: Unable to locate package containerd',
      'E: Unable to locate package runc',
      `E: Unable to locate package ${last}`,
    ])
  assert.is.not(signature(missing('curl')), signature(missing('wget')))
})

test('what failed instances print in whatever step they fail is not the decisive line', () => {
  const steps = ['./mount_fsx.sh', './add_users.sh', './start_slurm.sh', './utils/motd.sh']
  const trap = 'chown: invalid user: slurm:slurm'
  const logs = steps.map((step, at) => ({
    file: step,
    lines: failing(step, [`E: Unable to locate package ${'abcd'[at]}-tools`, trap]),
  }))
  for (const { file, lines } of explainLogs(logs, [{ file: 'h', lines: healthy }], rules)) {
    const log = logs.find((other) => other.file === file)?.lines ?? []
    assert.match(log[(lines[0]?.line ?? 0) - 1] ?? '', 'E: Unable to locate package')
  }
})

test('a failure that opens in many steps is decisive in each', () => {
  const steps = ['./mount_fsx.sh', './add_users.sh', './start_slurm.sh', './utils/motd.sh']
  const cause = 'curl: (6) Could not resolve host: example.com'
  const logs = steps.map((step) => ({ file: step, lines: failing(step, [cause]) }))
  for (const { file, lines } of explainLogs(logs, [{ file: 'h', lines: healthy }], rules)) {
    const log = logs.find((other) => other.file === file)?.lines ?? []
    assert.is(log[(lines[0]?.line ?? 0) - 1], cause)
  }
})

test('a log without any error line still has an explanation', () => {
  const lines = [...start, 'Execute script: ./mount_fsx.sh ', '[INFO] Attempt 1 of 5']
  const [explanation] = explainLogs([{ file: 'cut off', lines }], [], rules)
  assert.ok((explanation?.lines.length ?? 0) > 0)
})

test('an empty log has no line and no reason', () => {
  const [explanation] = explainLogs([{ file: 'empty', lines: [] }], [], rules)
  assert.equal(explanation, { file: 'empty', signature: '', lines: [] })
})

test('a shown line comes with reasons in words', () => {
  const lines = failing('./utils/install_docker.sh', ['E: Unable to locate package acme-agent'])
  const [explanation] = explainLogs(
    [{ file: 'failed', lines }],
    [{ file: 'h', lines: healthy }],
    rules,
  )
  assert.ok(explanation?.lines[0]?.reasons.includes('no healthy instance prints it'))
})

test('the same logs give the same answer', () => {
  const logs = [
    { file: 'a', lines: failing('./mount_fsx.sh', ['mount failed: Connection refused']) },
  ]
  const once = JSON.stringify([...explainLogs(logs, [{ file: 'h', lines: healthy }], rules)])
  const again = JSON.stringify([...explainLogs(logs, [{ file: 'h', lines: healthy }], rules)])
  assert.is(once, again)
})

for (const { kind, weight, at, phrases, samples } of classFile.classes) {
  test(`each sample of ${kind} (${weight}) has its sign`, () => {
    const reader = new SignReader([{ kind, weight, atStart: at === 'start', phrases }])
    for (const sample of samples) {
      assert.is(reader.signsOf(sample)[kind as 'error'], weight, sample)
    }
  })
}

for (const [name, hostile] of [
  ['a line of a million letters', 'error '.repeat(170_000)],
  ['a hundred thousand brackets', '('.repeat(100_000)],
  ['a hundred thousand places in files', 'a/b.c:1 '.repeat(100_000)],
  ['a long dotted name', 'a.'.repeat(200_000)],
] as const) {
  test(`${name} is explained in less than two seconds`, () => {
    const tookMs = threadMs(() => {
      const lines = failing('./mount_fsx.sh', [hostile, 'E: broken'])
      assert.is(
        [...explainLogs([{ file: 'hostile', lines }], [{ file: 'h', lines: healthy }], rules)]
          .length,
        1,
      )
    })
    assert.ok(tookMs < 2000, `${tookMs} ms`)
  })
}

test.run()

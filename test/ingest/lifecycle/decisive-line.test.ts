import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { onlyAttempt } from './stream-lines.ts'

const test = suite('decisive line')

function decisive(...lines: string[]) {
  const text = [
    '[SageMaker] Downloading lifecycle scripts',
    'Execute script: ./a.sh ',
    ...lines,
    '[SageMaker] The lifecycle scripts failed.',
  ].join('\n')
  return onlyAttempt(text).failure
}

const wrapper =
  "subprocess.CalledProcessError: Command '['sudo', 'bash', './a.sh']' returned non-zero exit status 1."
const traceback = [
  'Traceback (most recent call last):',
  '  File "x.py", line 1, in main',
  '    raise ValueError("failed")',
]

test('the first line that names a cause is chosen, not a later one', () => {
  const failure = decisive(
    'E: Unable to locate package apg',
    'E: Couldn’t find any package',
    wrapper,
  )
  assert.is(failure?.decisiveLine?.text, 'E: Unable to locate package apg')
})

test('a line that names a cause wins over a warning before it', () => {
  const failure = decisive(
    '[WARN] Mount command failed — retrying in 5 seconds',
    'mount.lustre: Connection timed out',
    wrapper,
  )
  assert.is(failure?.decisiveLine?.text, 'mount.lustre: Connection timed out')
})

for (const line of [
  'sudo: unable to resolve host ip-10-1-2-3: Name or service not known',
  'WARNING: apt does not have a stable CLI interface. Use with caution in scripts.',
  'Error response from daemon: No such container: dcgm-exporter',
  'Failed to mask slurmd, perhaps the AMI already masked it?',
  'Get:5 http://archive.ubuntu.com/ubuntu jammy/main amd64 libgpg-error-l10n all 1.43-3',
  "+ echo '[ERROR] FSx mount failed'",
  '+ curl: (6) Could not resolve host: github.com',
  wrapper,
  'E: Sub-process /usr/bin/dpkg returned an error code (1)',
  'make: *** [Makefile:4: all] Error 2',
]) {
  test(`"${line.slice(0, 50)}" is never decisive`, () => {
    assert.is(decisive(line)?.decisiveLine, undefined)
  })
}

test('errors of steps that ended well are not looked at', () => {
  const failure = decisive(
    'E: survived',
    'Script ./a.sh executed successully',
    'Execute script: ./b.sh ',
    'quiet end',
  )
  assert.is(failure?.decisiveLine, undefined)
  assert.match(
    failure?.reasons[0] ?? '',
    /^No line says why: the log of .\/b.sh ends with line 6\.$/,
  )
})

test('an exception counts when nothing says more', () => {
  const exception = "ValueError: This instance not found in resource config. Can't process"
  const failure = decisive('Script ./a.sh executed successully', ...traceback, exception)
  assert.is(failure?.step, '(entrypoint)')
  assert.is(failure?.decisiveLine?.text, exception)
  assert.ok(failure?.reasons.includes('It is the exception that ends a Python traceback.'))
})

test('an exception of an unknown name counts too', () => {
  assert.is(decisive(...traceback, 'mypkg.Boom: no')?.decisiveLine?.text, 'mypkg.Boom: no')
})

test('the inside of a traceback never counts', () => {
  assert.is(decisive(...traceback, '    E: in here', wrapper)?.decisiveLine, undefined)
})

test('a traceback glued to a prompt opens a traceback', () => {
  const failure = decisive(
    'id_rsa already exists.',
    'Overwrite (y/n)? Traceback (most recent call last):',
    '  File "x.py"',
    wrapper,
  )
  assert.is(failure?.decisiveLine?.text, 'id_rsa already exists.')
})

test('a cause that arrives behind the report of the failure is found, and the reasons say so', () => {
  const failure = decisive(...traceback, wrapper, 'noise', 'E: Unable to locate package apg')
  assert.is(failure?.decisiveLine?.text, 'E: Unable to locate package apg')
  assert.match(failure?.reasons.at(-1) ?? '', 'after line 6, which reports the failure')
})

test('a cause more than 40 lines behind the report of the failure is another matter', () => {
  const failure = decisive(
    ...traceback,
    wrapper,
    ...Array<string>(41).fill('quiet'),
    'E: much later',
  )
  assert.is(failure?.decisiveLine, undefined)
})

test('the reasons name lines that are there', () => {
  const failure = decisive('quiet', 'E: first', 'E: second', ...traceback, wrapper)
  assert.equal(failure?.reasons, [
    'Line 4 is the first line of ./a.sh that names a cause.',
    '1 other error line there comes later or says less.',
    'Line 9 only reports that a command failed.',
  ])
})

test('an endless line is shown by its beginning', () => {
  assert.is(decisive(`E: ${'x'.repeat(100_000)}`)?.decisiveLine?.text.length, 4096)
})

test.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { signatureTemplate } from '../../../ingest/lifecycle/signature-template.ts'
import { threadMs } from '../../thread-ms.ts'

const test = suite('signature template')

for (const [line, masked] of [
  ['Failed to reach 10.2.3.4 from i-0123456789abcdef0', 'Failed to reach <ip> from <instance>'],
  [
    'curl: (28) Failed to connect to 10.2.3.4 port 443',
    'curl: (28) Failed to connect to <ip> port <number>',
  ],
  ['Script failed with exit code 137', 'Script failed with exit code 137'],
  [
    "FileNotFoundError: [Errno 2] No such file or directory: 'x.json'",
    "FileNotFoundError: [Errno 2] No such file or directory: 'x.json'",
  ],
  ['OSError(101, refused) errno=111', 'OSError(101, refused) errno=111'],
  [
    'E: Failed to fetch https://x.example/InRelease  403  Forbidden',
    'E: Failed to fetch https://x.example/InRelease  403  Forbidden',
  ],
  ['It is held by process 2213 (unattended-upgr)', 'It is held by process <pid> (unattended-upgr)'],
  ['sshd[4321]: refused', 'sshd[<pid>]: refused'],
  [
    'mount.lustre: mount fs-0123456789abcdef0.fsx.us-west-2.amazonaws.com@tcp:/abcdefgh at /fsx failed: Connection timed out',
    'mount.lustre: mount <fsx>@tcp:/<mount> at /fsx failed: Connection timed out',
  ],
  ['host ip-10-1-2-3.us-west-2.compute.internal is down', 'host <host> is down'],
  [
    'Error: Could not find package libnvidia-compute-595 with version 595.58.03 in apt-cache',
    'Error: Could not find package libnvidia-compute-595 with version 595.x in apt-cache',
  ],
  [
    "E: Version '595.91.07-1ubuntu1' for 'libnvidia-compute-595' was not found",
    "E: Version '595.x' for 'libnvidia-compute-595' was not found",
  ],
  ['E: Unable to locate package apg', 'E: Unable to locate package apg'],
  ['at 2026-07-10T02:07:36.706Z and 02:07:36', 'at <time> and <time>'],
  ['id 123e4567-e89b-12d3-a456-426614174000 hash 9f86d081884c7d65', 'id <uuid> hash <hex>'],
  [
    '/tmp/sagemaker-lifecycle-07f7a580/src/on_create.sh: line 12: jq: command not found',
    '<tmp>/on_create.sh: line <number>: jq: command not found',
  ],
  ['cannot write /tmp/tmp.AbC123', 'cannot write <tmp>'],
  ['mac 0a:1b:2c:3d:4e:5f subnet-0abc1234', 'mac <mac> <subnet>'],
  ['waited 12.5 seconds for 300 MB', 'waited <number> seconds for <number> MB'],
  [
    'usermod: cannot rename directory /home/ubuntu to /fsx/ubuntu',
    'usermod: cannot rename directory /home/ubuntu to /fsx/ubuntu',
  ],
  ['deadbeef facade', 'deadbeef facade'],
] as const) {
  test(`"${line}" groups as "${masked}"`, () => {
    assert.is(signatureTemplate(line), masked)
  })
}

for (const [one, other] of [
  ['E: Unable to locate package apg', 'E: Unable to locate package jq'],
  ['exit status 1', 'exit status 137'],
  ['curl: (6) x', 'curl: (28) x'],
  ['No such file: /etc/a', 'No such file: /etc/b'],
] as const) {
  test(`"${one}" and "${other}" are different failures`, () => {
    assert.is.not(signatureTemplate(one), signatureTemplate(other))
  })
}

test('a template of a template is itself', () => {
  const once = signatureTemplate('at 10:11:12 pid 77 on 10.1.2.3 in /tmp/a1/b/c.sh v1.2.3 took 5s')
  assert.is(signatureTemplate(once), once)
})

test('a long line of digits and dots takes no time', () => {
  const tookMs = threadMs(() => {
    for (const text of [
      '1.'.repeat(2048),
      '0a:'.repeat(1365),
      '/tmp/'.repeat(800),
      'a'.repeat(4096),
      '1-'.repeat(2048),
    ]) {
      signatureTemplate(text)
    }
  })
  assert.ok(tookMs < 2000, `${tookMs} ms`)
})

test.run()

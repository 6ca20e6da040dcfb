import { demoDay } from './demo-day.ts'
import type { DemoInstance } from './demo-instance.ts'
import type { StepScene } from './demo-script.ts'

/** The one Lustre file system of the demo cluster. */
export const demoFileSystem = {
  dns: 'fs-0c7e52b1d8a94f360.fsx.us-west-2.amazonaws.com',
  mountName: 'q7xzbbev',
  serverIp: '10.1.81.213',
} as const

/** `mount.lustre: mount … failed: …`, the line that says why /fsx is not there. */
export function lustreMountFailure(reason: string): string {
  return `mount.lustre: mount ${demoFileSystem.dns}@tcp:/${demoFileSystem.mountName} at /fsx failed: ${reason}`
}

// Ansible prints JSON over several lines: all but the first and the closing brace are indented, so that the
// CloudWatch agent joins them to the first.
function ansibleAnswer(scene: StepScene, verdict: 'CHANGED' | 'SUCCESS'): string[] {
  const colour = verdict === 'CHANGED' ? '33' : '32'
  return [
    `\u001b[0;${colour}mlocalhost | ${verdict} => {\u001b[0m`,
    `\u001b[0;${colour}m    "changed": ${verdict === 'CHANGED'},\u001b[0m`,
    `\u001b[0;${colour}m    "gid": 0, "group": "root", "mode": "0755", "owner": "root",\u001b[0m`,
    `\u001b[0;${colour}m    "path": "/fsx", "size": ${scene.random.integer(20, 90) * 1024}, "state": "directory", "uid": 0\u001b[0m`,
    `\u001b[0;${colour}m}\u001b[0m`,
  ]
}

function lnetStatus(instance: DemoInstance): string[] {
  return [
    'net:',
    '    - net type: lo',
    '      local NI(s):',
    '        - nid: 0@lo',
    '          status: up',
    '    - net type: tcp',
    '      local NI(s):',
    `        - nid: ${instance.privateIp}@tcp`,
    '          status: up',
    '          interfaces:',
    '              0: ens32',
  ]
}

function mountAttempts({ instance }: StepScene): string[] {
  if (instance.fate.nearMiss !== 'fsx-mount')
    return ['[INFO] Attempt 1 of 5', '[STEP] Mounting FSx...']
  return [
    '[INFO] Attempt 1 of 5',
    '[STEP] Mounting FSx...',
    lustreMountFailure('Connection timed out'),
    '[WARN] Mount command failed — retrying in 5 seconds',
    '[INFO] Attempt 2 of 5',
    '[STEP] Mounting FSx...',
  ]
}

/** What a healthy `mount_fsx.sh` writes. */
export function mountFsxLog(scene: StepScene): string[] {
  const { instance, random } = scene
  const attempt = instance.fate.nearMiss === 'fsx-mount' ? 2 : 1
  return [
    `Mount_fsx called with fsx_dns_name: ${demoFileSystem.dns}, fsx_mountname: ${demoFileSystem.mountName}`,
    'Using mount_point: /fsx',
    '[STEP] Loading Lustre kernel modules...',
    `[${random.integer(60, 99)}.${random.integer(100_000, 999_999)}] LNet: Added LNI ${instance.privateIp}@tcp [8/256/0/180]`,
    ...lnetStatus(instance),
    "+ local message='[ERROR] FSx mount failed after 5 attempts'",
    '+ trap \'echo "Error occurred in command: $BASH_COMMAND"; exit 1\' ERR',
    ...mountAttempts(scene),
    '[WARNING]: No inventory was parsed, only implicit localhost is available',
    ...ansibleAnswer(scene, 'CHANGED'),
    `[SUCCESS] FSx mount succeeded on attempt ${attempt}`,
    '[STEP] Verifying FSx mount...',
    `[INFO] Test file /fsx/test_file_${instance.hostname} written and removed`,
    ...ansibleAnswer(scene, 'SUCCESS'),
    `Filesystem                        Size  Used Avail Use% Mounted on`,
    `${instance.privateIp}@tcp:/${demoFileSystem.mountName}   ${random.pick(['4.5T', '9.0T'])}  ${random.integer(11, 900)}G  3.9T   9% /fsx`,
    '[INFO] EFA transport: in use (efa LNet network found, 32 interfaces)',
    '[SUCCESS] FSx mount verified',
  ]
}

/** What a healthy `fsx_ubuntu.sh` writes. */
export function fsxUbuntuLog({ startMs, random }: StepScene): string[] {
  const rounds = random.integer(1, 4)
  const waiting = Array.from({ length: rounds }, (_, round) => [
    `Waiting for FSx mount: /fsx to be ready... (attempt ${round + 1}/60)`,
    `Mount not ready after ${(round + 1) * 2} seconds`,
  ]).flat()
  return [
    ...waiting,
    `FSx mount ready after ${rounds * 2} seconds`,
    'Found /fsx/ubuntu. Skipping creation',
    'usermod: no changes',
    'Home directory of ubuntu is /fsx/ubuntu',
    `drwxr-xr-x ${random.integer(5, 30)} ubuntu ubuntu 33280 ${demoDay(startMs).monthDay} 02:0${random.integer(1, 9)} /fsx/ubuntu`,
  ]
}

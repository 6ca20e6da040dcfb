import { demoDay } from './demo-day.ts'
import type { StepScene } from './demo-script.ts'
import { aptInstall, aptUpdate, ubuntuPackages } from './package-log.ts'
import type { SeededRandom } from './seeded-random.ts'

/** Two lines that apt writes while unattended-upgrades holds its lock. */
export function aptLockLines(random: SeededRandom): readonly [string, string] {
  const holder = random.integer(1100, 9800)
  return [
    `E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process ${holder} (unattended-upgr)`,
    'E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?',
  ]
}

function lockNearMiss({ instance, random }: StepScene): string[] {
  if (instance.fate.nearMiss !== 'dpkg-lock') return []
  return [...aptLockLines(random), '[WARN] apt-get failed, retrying in 20 seconds (attempt 1 of 3)']
}

/** What `install_docker.sh` writes. */
export function dockerLog(scene: StepScene): string[] {
  const { random } = scene
  return [
    '# BEGIN: install docker',
    "+ grep -q 'dpkg frontend lock is locked by another process' /tmp/apt.log",
    ...lockNearMiss(scene),
    ...aptUpdate(random),
    ...(random.chance(0.6) ? ["gpg: cannot open '/dev/tty': No such device or address"] : []),
    ...aptInstall(scene, ubuntuPackages.docker),
    'Synchronizing state of docker.service with SysV service script with /lib/systemd/systemd-sysv-install.',
    'Executing: /lib/systemd/systemd-sysv-install enable docker',
    `Detected pre-installed nvidia-container-toolkit-base version: 1.17.${random.integer(5, 8)}-1`,
    `Docker data root is /opt/dlami/nvme/docker/data-root (${random.integer(26, 28)} TB free)`,
    'END: install docker',
  ]
}

const images = [
  { name: 'hyperpod/otel_collector', layers: 9, container: 'otel-collector' },
  { name: 'hyperpod/dcgm_exporter', layers: 12, container: 'dcgm-exporter' },
  { name: 'hyperpod/efa_exporter', layers: 8, container: 'efa-node-exporter' },
] as const

function pull(image: (typeof images)[number], random: SeededRandom): string[] {
  const layers = Array.from({ length: image.layers }, () => random.hex(12))
  const states = ['Pulling fs layer', 'Verifying Checksum', 'Download complete', 'Pull complete']
  return [
    `v1.0.0: Pulling from ${image.name}`,
    ...states.flatMap((state) => layers.map((layer) => `${layer}: ${state}`)),
    `Digest: sha256:${random.hex(64)}`,
    `Status: Downloaded newer image for 602401143452.dkr.ecr.us-west-2.amazonaws.com/${image.name}:v1.0.0`,
    `Error response from daemon: No such container: ${image.container}`,
    `${random.hex(64)}`,
  ]
}

/** What `install_observability.py` writes; it looks for the service's own markers and quotes them. */
export function observabilityLog({ instance, startMs, random }: StepScene): string[] {
  const quoted = random.chance(0.3)
    ? [
        'grep: looking for "[SageMaker] The lifecycle scripts succeeded." in /var/log/provision/provisioning.log',
        'INFO filter "[SCRIPT_EXECUTION_FAILED] Script failed with exit code 1" registered as alarm pattern',
      ]
    : []
  return [
    ...quoted,
    "+ echo 'alarm pattern: [SageMaker] The lifecycle scripts failed.'",
    ...images.flatMap((image) => pull(image, random)),
    `time="${demoDay(startMs).date}T02:10:${random.integer(10, 59)}Z" level=warning msg="exporter scrape failed, will retry" target=http://${instance.privateIp}:9400 error="connect: connection refused"`,
    `Created symlink /etc/systemd/system/multi-user.target.wants/dcgm-exporter.service → /etc/systemd/system/dcgm-exporter.service.`,
  ]
}

const enrootVersion = '3.5.0'
const sources = [
  'pyxis_slurmstepd',
  'pyxis_slurmd',
  'pyxis_srun',
  'enroot',
  'common',
  'config',
  'importer',
  'args',
] as const

/** The command with which `install_enroot_pyxis.sh` fetches enroot. */
export const enrootDownload = `curl -fSsL -O https://github.com/NVIDIA/enroot/releases/download/v${enrootVersion}/enroot_${enrootVersion}-1_amd64.deb`

function downloadAttempts({ instance }: StepScene): string[] {
  const first = `Attempt 1 of 5: ${enrootDownload}`
  if (instance.fate.nearMiss !== 'dns') return [first]
  return [
    first,
    'curl: (6) Could not resolve host: github.com',
    'Command failed. Retrying in 5 seconds...',
    `Attempt 2 of 5: ${enrootDownload}`,
  ]
}

/** What `install_enroot_pyxis.sh` writes. */
export function enrootLog(scene: StepScene): string[] {
  const { random } = scene
  const flags =
    '-std=gnu11 -O2 -g -Wall -Wunused-variable -fstack-protector-strong -fpic -I/opt/slurm/include'
  return [
    ...aptInstall(scene, ubuntuPackages.enroot),
    ...downloadAttempts(scene),
    `  % Total    % Received % Xferd  Average Speed   Time\r100 ${random.integer(100, 130)}k  100 ${random.integer(100, 130)}k    0     0   ${random.integer(300, 900)}k      0 --:--:-- --:--:-- --:--:--`,
    `Cloning into 'pyxis'...`,
    `Receiving objects:  50% (1024/2048)\rReceiving objects: 100% (2048/2048), 512.${random.integer(10, 99)} KiB | ${random.integer(4, 28)}.10 MiB/s, done.`,
    ...sources.map(
      (source) => `cc ${flags} -DPYXIS_VERSION=\\"0.20.0\\" -c ${source}.c -o ${source}.o`,
    ),
    `cc -shared ${sources.map((source) => `${source}.o`).join(' ')} -o spank_pyxis.so`,
    'install -d -m 755 /usr/local/lib/slurm',
    'strip --strip-unneeded -R .comment spank_pyxis.so && install -m 644 spank_pyxis.so /usr/local/lib/slurm',
    `enroot ${enrootVersion}: runtime path /opt/dlami/nvme/tmp/enroot/user-$(id -u)`,
  ]
}

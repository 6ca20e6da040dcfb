// What apt and pip write: the bulk of every lifecycle log, the same packages on every instance of a group with
// counters, sizes and speeds that differ.
import type { StepScene } from './demo-script.ts'
import type { SeededRandom } from './seeded-random.ts'

const ubuntuVersion = '2.35-0ubuntu3'

/** `name version` as of Ubuntu 22.04. */
export const ubuntuPackages = {
  ansible: [
    'python3-pip-whl 22.0.2+dfsg-1ubuntu0.7',
    'python3-setuptools 59.6.0-1.2ubuntu0.22.04.3',
    'python3-wheel 0.37.1-2ubuntu0.22.04.1',
    'python3-pip 22.0.2+dfsg-1ubuntu0.7',
    'python3-venv 3.10.6-1~22.04.1',
    'libpython3.10-dev 3.10.12-1~22.04.11',
    'python3.10-dev 3.10.12-1~22.04.11',
    'python3-dev 3.10.6-1~22.04.1',
    'libjs-sphinxdoc 4.3.2-1',
    'libjs-underscore 1.13.2~dfsg-2',
    'libexpat1-dev 2.4.7-1ubuntu0.6',
    'zlib1g-dev 1:1.2.11.dfsg-2ubuntu9.2',
    'javascript-common 11+nmu1',
    'jq 1.6-2.1ubuntu3.1',
    'libjq1 1.6-2.1ubuntu3.1',
    'libonig5 6.9.7.1-2build1',
  ],
  docker: [
    'pigz 2.6-1',
    'containerd.io 1.7.27-1',
    'docker-ce-cli 5:28.3.2-1~ubuntu.22.04~jammy',
    'docker-ce 5:28.3.2-1~ubuntu.22.04~jammy',
    'docker-buildx-plugin 0.25.0-1~ubuntu.22.04~jammy',
    'docker-compose-plugin 2.38.2-1~ubuntu.22.04~jammy',
    'docker-ce-rootless-extras 5:28.3.2-1~ubuntu.22.04~jammy',
    'libslirp0 4.6.1-1build1',
    'slirp4netns 1.0.1-2',
    'libltdl7 2.4.6-15build2',
  ],
  enroot: [
    'squashfs-tools 1:4.5-3build1',
    'parallel 20210822+ds-2',
    'fuse-overlayfs 1.7.1-1',
    'libnvidia-container-tools 1.17.8-1',
    'sysstat 12.5.2-2ubuntu0.2',
    'bc 1.07.1-3build1',
    'pbzip2 1.1.13-1build1',
    'pv 1.6.6-1build2',
    'libcap2-bin 1:2.44-1ubuntu0.22.04.2',
    'devscripts 2.22.1ubuntu1',
    'debhelper 13.6ubuntu1',
    'dh-autoreconf 20',
    'libarchive-cpio-perl 0.10-1.1',
    'intltool-debian 0.35.0+20060710.5',
  ],
  accounting: [
    'mariadb-common 1:10.6.22-0ubuntu0.22.04.1',
    'libmariadb3 1:10.6.22-0ubuntu0.22.04.1',
    'mariadb-client-core-10.6 1:10.6.22-0ubuntu0.22.04.1',
    'mariadb-server-core-10.6 1:10.6.22-0ubuntu0.22.04.1',
    'mariadb-server-10.6 1:10.6.22-0ubuntu0.22.04.1',
    'galera-4 26.4.9-1build1',
    'gawk 1:5.1.0-1ubuntu0.1',
    'libdbi-perl 1.643-3build3',
  ],
} as const satisfies Record<string, readonly string[]>

function nameOf(entry: string): string {
  return entry.split(' ')[0] ?? entry
}

function downloads(scene: StepScene, entries: readonly string[]): string[] {
  const { random } = scene
  const mirror = 'http://us-west-2.ec2.archive.ubuntu.com/ubuntu'
  return entries.map((entry, place) => {
    const [name, version] = entry.split(' ')
    const pocket = random.pick(['jammy', 'jammy-updates', 'jammy-security'])
    return `Get:${place + 1} ${mirror} ${pocket}/main amd64 ${name} amd64 ${version} [${random.integer(8, 9400)} kB]`
  })
}

function unpacking(entries: readonly string[], random: SeededRandom): string[] {
  const database = random.integer(118_000, 121_000)
  return entries.flatMap((entry, place) => {
    const [name, version] = entry.split(' ')
    const lines = [
      `Selecting previously unselected package ${name}.`,
      `Preparing to unpack .../${String(place).padStart(2, '0')}-${name}_${version}_amd64.deb ...`,
      `Unpacking ${name} (${version}) ...`,
    ]
    // apt draws this one progress line over itself with carriage returns.
    const reading = '(Reading database ... 5%\r(Reading database ... 50%\r(Reading database ... '
    if (place === 0)
      lines.splice(1, 0, `${reading}${database} files and directories currently installed.)`)
    return lines
  })
}

/** What `apt-get install -y` writes for these packages (`name version`). */
export function aptInstall(scene: StepScene, entries: readonly string[]): string[] {
  const { random } = scene
  const names = entries.map(nameOf)
  return [
    'WARNING: apt does not have a stable CLI interface. Use with caution in scripts.',
    'Reading package lists...',
    'Building dependency tree...',
    'Reading state information...',
    'The following packages were automatically installed and are no longer required:',
    '  linux-aws-6.8-headers-6.8.0-1029 linux-headers-6.8.0-1029-aws',
    "Use 'sudo apt autoremove' to remove them.",
    'The following NEW packages will be installed:',
    `  ${names.slice(0, 6).join(' ')}`,
    `  ${names.slice(6).join(' ')}`,
    `0 upgraded, ${names.length} newly installed, 0 to remove and ${random.integer(9, 64)} not upgraded.`,
    `Need to get ${(random.integer(90, 900) / 10).toFixed(1)} MB of archives.`,
    ...downloads(scene, entries),
    'debconf: unable to initialize frontend: Dialog',
    'debconf: (TERM is not set, so the dialog frontend is not usable.)',
    'debconf: falling back to frontend: Readline',
    `Fetched ${(random.integer(90, 900) / 10).toFixed(1)} MB in ${random.integer(1, 6)}s (${random.integer(11_000, 74_000)} kB/s)`,
    ...unpacking(entries, random),
    ...entries.map((entry) => {
      const [name, version] = entry.split(' ')
      return `Setting up ${name} (${version}) ...`
    }),
    'Processing triggers for man-db (2.10.2-1) ...',
    `Processing triggers for libc-bin (${ubuntuVersion}.${random.integer(8, 10)}) ...`,
  ]
}

/** What `apt-get update` writes. */
export function aptUpdate(random: SeededRandom): string[] {
  const sources = ['jammy InRelease', 'jammy-updates InRelease', 'jammy-backports InRelease']
  return [
    ...sources.map(
      (source, place) =>
        `Hit:${place + 1} http://us-west-2.ec2.archive.ubuntu.com/ubuntu ${source}`,
    ),
    'Get:4 http://security.ubuntu.com/ubuntu jammy-security InRelease [129 kB]',
    'Get:5 https://fsx-lustre-client-repo.s3.amazonaws.com/ubuntu jammy InRelease [6,145 B]',
    `Fetched ${random.integer(135, 412)} kB in ${random.integer(1, 3)}s (${random.integer(90, 310)} kB/s)`,
    'Reading package lists...',
  ]
}

const wheels = [
  'ansible 10.7.0 51.6',
  'ansible_core 2.17.14 2.2',
  'jinja2 3.1.6 0.1',
  'PyYAML 6.0.2 0.7',
  'cryptography 45.0.5 4.5',
  'packaging 25.0 0.1',
  'resolvelib 1.0.1 0.1',
  'MarkupSafe 3.0.2 0.1',
  'cffi 1.17.1 0.4',
  'pycparser 2.22 0.1',
] as const

/** What `pip install ansible` writes, its progress bars drawn with carriage returns. */
export function pipInstall(random: SeededRandom): string[] {
  const bar = '━'.repeat(40)
  const collected = wheels.flatMap((wheel) => {
    const [name, version, megabytes] = wheel.split(' ')
    const speed = (random.integer(200, 1900) / 10).toFixed(1)
    return [
      `Collecting ${name}==${version}`,
      `  Downloading ${name}-${version}-py3-none-any.whl (${megabytes} MB)`,
      `\r     ${'━'.repeat(12)}╺ 0.0/${megabytes} MB ? eta -:--:--\r     ${bar} ${megabytes}/${megabytes} MB ${speed} MB/s eta 0:00:00`,
    ]
  })
  return [
    ...collected,
    'Installing collected packages: resolvelib, PyYAML, pycparser, packaging, MarkupSafe, jinja2, cffi, cryptography, ansible-core, ansible',
    `Successfully installed ${wheels.map((wheel) => wheel.split(' ').slice(0, 2).join('-')).join(' ')}`,
    "WARNING: Running pip as the 'root' user can result in broken permissions and conflicting behaviour with the system package manager. It is recommended to use a virtual environment instead: https://pip.pypa.io/warnings/venv",
  ]
}

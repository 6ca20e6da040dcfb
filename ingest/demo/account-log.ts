import type { StepScene } from './demo-script.ts'

const users = [
  'adaeze',
  'björn',
  'chiara',
  'dmitri',
  'esra',
  'farid',
  'guðrún',
  'haruka',
  'ines',
  'joão',
] as const

/** What `add_users.sh` writes: users of a shared file, some of whom the image already has. */
export function addUsersLog({ instance, random }: StepScene): string[] {
  const known = random.integer(0, 2)
  const lines = users.flatMap((user, place) => {
    const uid = 2001 + place
    const requested = `Requested create user: ${user} with uid: ${uid} and home directory: /fsx/${user}`
    if (place < known) return [requested, `useradd: user '${user}' already exists`]
    return [
      requested,
      `Created user ${user} with uid ${uid} and home /fsx/${user}.`,
      `User ${user} home directory already exists. Skipping copying files from skel`,
    ]
  })
  return [`sudo: unable to resolve host ${instance.hostname}: Name or service not known`, ...lines]
}

/** What `motd.sh` writes: colours, box drawing and a clock that runs through terminal control sequences. */
export function motdLog({ instance, random }: StepScene): string[] {
  const bold = '\u001b[1;36m'
  const plain = '\u001b[0m'
  return [
    `${bold}╔══════════════════════════════════════════════════════════════╗${plain}`,
    `${bold}║   ml-prod · ${instance.instanceGroup.padEnd(14)} · ${instance.hostname.padEnd(18)}           ║${plain}`,
    `${bold}╚══════════════════════════════════════════════════════════════╝${plain}`,
    `\u001b[32m✔\u001b[0m Instance Type : ${instance.instanceType}`,
    `\u001b[32m✔\u001b[0m Primary IP    : ${instance.privateIp}`,
    `\u001b[2K\rUpdating motd 33 %\u001b[2K\rUpdating motd 66 %\u001b[2K\rUpdating motd 100 %`,
    `\u001b[33m⚠\u001b[0m ${random.integer(2, 40)} updates can be applied immediately – “see apt list --upgradable”`,
    'Nœud prêt, 準備完了, gut gemacht 🐳',
  ]
}

// ssh-keygen draws the key as a picture; its characters look like nothing else in a log.
function randomArt({ random }: StepScene): string[] {
  const row = () =>
    Array.from({ length: 17 }, () => random.pick([' ', '.', 'o', '+', '=', 'B', 'X', '@'])).join('')
  return [
    '+---[RSA 3072]----+',
    ...Array.from({ length: 9 }, () => `|${row()}|`),
    '+----[SHA256]-----+',
  ]
}

/** What `gen-keypair-ubuntu.sh` writes. */
export function keypairLog(scene: StepScene): string[] {
  const { instance, random } = scene
  if (random.chance(0.6)) {
    return [
      'Generating SSH keys for all users',
      '/fsx/ubuntu/.ssh/id_rsa exists. Skipping generation',
      'SSH key generation completed for all users',
    ]
  }
  return [
    'Generating SSH keys for all users',
    'Generating public/private rsa key pair.',
    `Your identification has been saved in /fsx/ubuntu/.ssh/id_rsa_${instance.hostname}`,
    `Your public key has been saved in /fsx/ubuntu/.ssh/id_rsa_${instance.hostname}.pub`,
    'The key fingerprint is:',
    `SHA256:${random.hex(43)} ubuntu@${instance.hostname}`,
    "The key's randomart image is:",
    ...randomArt(scene),
    'SSH key generation completed for all users',
  ]
}

/** What `ssh-to-compute.sh` writes. */
export function sshToComputeLog({ instance, random }: StepScene): string[] {
  return [
    `Host 10.1.*`,
    `    StrictHostKeyChecking no`,
    `    UserKnownHostsFile /dev/null`,
    `ssh_config for ${instance.hostname} written (${random.integer(180, 260)} bytes)`,
  ]
}

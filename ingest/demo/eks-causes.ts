import type { DemoCause } from './demo-cause.ts'

const inStep = { stage: 'execution', exit: undefined, facet: undefined } as const

function one(decisive: string, after: readonly string[] = []) {
  return () => ({ lines: [decisive, ...after], decisive, alsoDecisive: [] })
}

export const eksCauses = {
  containerdConfig: {
    ...inStep,
    slug: 'containerd-config-missing',
    step: 'on_create_main.sh',
    facet: { facet: 'instance_group', value: 'worker-gpu-b' },
    strikesBefore: '+ hostnamectl',
    write: one(
      "sed: can't read /etc/eks/containerd/containerd-config.toml: No such file or directory",
    ),
  },
  dpkgLock: {
    ...inStep,
    slug: 'dpkg-lock',
    step: 'install_packages.sh',
    strikesBefore: 'Get:1 ',
    write: one(
      'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 2213 (unattended-upgr)',
      [
        'E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?',
      ],
    ),
  },
  registryTimeout: {
    ...inStep,
    slug: 'registry-timeout',
    step: 'run_extensions.sh',
    facet: { facet: 'availability_zone', value: 'c' },
    strikesBefore: 'v1.0.0: Pulling',
    write: one(
      'Error response from daemon: Get "https://602401143452.dkr.ecr.us-west-2.amazonaws.com/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
      ['Failed to pull Docker image after 5 attempts. Exiting...'],
    ),
  },
  moduleCache: {
    ...inStep,
    slug: 'go-home-unset',
    step: 'run_extensions.sh',
    strikesBefore: 'v1.0.0: Pulling',
    write: one('go: module cache not found: neither GOMODCACHE nor GOPATH is set'),
  },
  diskFull: {
    ...inStep,
    slug: 'disk-full',
    step: 'on_create_main.sh',
    strikesBefore: 'Setting kubelet root',
    write: one("mkdir: cannot create directory '/opt/sagemaker/kubelet': No space left on device"),
  },
} as const satisfies Record<string, DemoCause>

import { type DemoCause, saidLines } from './demo-cause.ts'
import { demoFileSystem } from './storage-log.ts'

const inStep = { stage: 'execution', facet: undefined } as const

/** Causes that a later attempt gets over, or that a rollback hides. */
export const overcomeCauses = {
  lnetDown: {
    ...inStep,
    slug: 'lnet-network-down',
    step: './utils/fsx_ubuntu.sh',
    exit: 12,
    strikesBefore: 'FSx mount ready',
    write: () =>
      saidLines(
        [
          `failed to ping ${demoFileSystem.serverIp}@tcp: Network is down`,
          'usermod: cannot rename directory /home/ubuntu to /fsx/ubuntu',
        ],
        0,
        [1],
      ),
  },
  slurmdbdTimeout: {
    ...inStep,
    slug: 'slurmdbd-timeout',
    step: './setup_user_associations.sh',
    exit: 1,
    strikesBefore: '[INFO] slurmdbd is active',
    write: () => {
      const error = '[ERROR] slurmdbd failed to start within timeout'
      return saidLines([error, error], 0)
    },
  },
  externallyManaged: {
    ...inStep,
    slug: 'pip-externally-managed',
    step: './utils/install_ansible.sh',
    exit: 1,
    strikesBefore: 'Collecting ansible',
    write: () =>
      saidLines(
        [
          'error: externally-managed-environment',
          '× This environment is externally managed',
          '╰─> To install Python packages system-wide, try apt install',
          '    python3-xyz, where xyz is the package you are trying to install.',
          'hint: See PEP 668 for the detailed specification.',
        ],
        0,
        [1],
      ),
  },
} as const satisfies Record<string, DemoCause>

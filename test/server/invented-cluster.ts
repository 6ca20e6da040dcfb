// The invented cluster behind filled-database.ts: which instance ends how. No randomness.
import { type CoverageState, failedStates } from '../../ingest/lifecycle/coverage.ts'
import {
  type Fate,
  type InventedAttempt,
  inventedAttempt,
  unmarkedAttempt,
} from './invented-attempt.ts'

export interface InventedInstance {
  readonly instanceId: string
  readonly group: string
  readonly type: string
  readonly zone: string
  readonly ip: string
  readonly slot: string
  readonly state: CoverageState
  readonly attempts: readonly InventedAttempt[]
}

/** 23 November 2026, 02:04 UTC. */
export const startMs = Date.UTC(2026, 10, 23, 2, 4)

const fates = {
  dpkg: {
    ...{ stage: 'execution', step: './utils/install_docker.sh', exitCode: 100 },
    line: 'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 2213 (unattended-upgr)',
    template:
      'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process <num> (unattended-upgr)',
    knownCause: 'apt-lock-held',
  },
  fsx: {
    ...{ stage: 'execution', step: './mount_fsx.sh', exitCode: 110 },
    line: 'mount.lustre: mount 10.1.2.3@tcp:/abcdefgh at /fsx failed: Connection timed out',
    template: 'mount.lustre: mount <ip>@tcp:/<id> at /fsx failed: Connection timed out',
    knownCause: 'lustre-unreachable',
  },
  slurm: {
    ...{ stage: 'execution', step: './start_slurm.sh', exitCode: 1 },
    line: 'slurmd: fatal: Unable to contact slurm controller (connect failure)',
    template: 'slurmd: fatal: Unable to contact slurm controller (connect failure)',
    knownCause: null,
  },
  lostTail: {
    ...{ stage: 'execution', step: './start_slurm.sh', exitCode: null },
    ...{ line: '', template: '', knownCause: null },
  },
  download: {
    ...{ stage: 'download', step: null, exitCode: null },
    line: 'fatal error: An error occurred (403) when calling the HeadObject operation: Forbidden',
    template:
      'fatal error: An error occurred (<num>) when calling the HeadObject operation: Forbidden',
    knownCause: 's3-access-denied',
  },
} as const satisfies Record<string, Fate>

type FateName = keyof typeof fates | 'none'

// Of every 800 instances, in this order; the rest succeed.
const plan: readonly (readonly [state: CoverageState, fate: FateName, instances: number])[] = [
  ['failed', 'dpkg', 23],
  ['failed', 'fsx', 7],
  ['failed', 'slurm', 2],
  ['failed-lost-tail', 'lostTail', 3],
  ['download-failed', 'download', 2],
  ['hung', 'none', 6],
  ['no-stream', 'none', 14],
  ['empty', 'none', 3],
  ['no-markers', 'none', 2],
  ['running', 'none', 5],
  ['succeeded-after-retry', 'dpkg', 12],
  ['succeeded-but-rolled-back', 'none', 1],
]

/** `size` instances (from 100); their states are those of the plan, scattered over the instance groups. */
export function inventedCluster(size: number, extraLines: readonly string[]): InventedInstance[] {
  const fated = plan.flatMap(([state, fate, instances]) => {
    const length = Math.max(1, Math.round((instances * size) / 800))
    return Array.from({ length }, () => ({ state, fate }))
  })
  // 389 is prime: the fated fall on instances far apart, each on one of its own.
  const byIndex = new Map(fated.map((each, index) => [(index * 389 + 17) % size, each]))
  return Array.from({ length: size }, (_, index) => {
    const { state, fate } = byIndex.get(index) ?? {
      state: 'succeeded' as const,
      fate: 'none' as const,
    }
    return inventedInstance({ index, size, state, fate, extraLines })
  })
}

interface Plan {
  readonly index: number
  readonly size: number
  readonly state: CoverageState
  readonly fate: FateName
  readonly extraLines: readonly string[]
}

function inventedInstance(plan: Plan): InventedInstance {
  const { index, size, state } = plan
  const group = groupOf(index, size)
  return {
    instanceId: `i-0${(0x1b2c3d4e5f6071 + index * 0x9e3779b1).toString(16).padStart(16, '0')}`,
    ...{ group, type: group.includes('gpu') ? 'ml.p5.48xlarge' : 'ml.m5.4xlarge', state },
    // What fails to mount does so in one zone alone: a facet to be found.
    zone: `us-west-2${plan.fate === 'fsx' ? 'c' : 'abc'[index % 3]}`,
    ip: `10.1.${Math.floor(index / 250)}.${(index % 250) + 4}`,
    slot: `${group}-${index}`,
    attempts: attemptsOf(plan),
  }
}

function groupOf(index: number, size: number): string {
  if (index === 0) return 'controller'
  if (index < 5) return 'login'
  if (index < size * 0.5) return 'worker-gpu-a'
  return index < size * 0.88 ? 'worker-gpu-b' : 'worker-cpu'
}

function attemptsOf({ index, state, fate, extraLines }: Plan): InventedAttempt[] {
  const fromMs = startMs + Math.round(90_000 * (1 + Math.sin(index))) + (index % 40) * 9000
  const course = { fromMs, groupId: `fg-${fate}`, extraLines, pace: index }
  const failing = { ...course, fate: fate === 'none' ? undefined : ownFate(fates[fate], index) }
  const well = { ...course, fate: undefined }
  if (state === 'no-stream' || state === 'empty') return []
  if (state === 'no-markers') return [unmarkedAttempt(fromMs)]
  if (state === 'running') return [inventedAttempt({ ...well, stopsIn: './utils/motd.sh' })]
  if (state === 'hung')
    return [inventedAttempt({ ...well, stopsIn: './utils/install_enroot_pyxis.sh' })]
  if (state === 'succeeded-after-retry') {
    return [inventedAttempt(failing), inventedAttempt({ ...well, fromMs: fromMs + 300_000 })]
  }
  return [inventedAttempt(failing)]
}

/** The same failure with the numbers of this instance. */
function ownFate(fate: Fate, index: number): Fate {
  const line = fate.line
    .replace('2213', String(2213 + (index % 7)))
    .replace('10.1.2.3@', `10.1.2.${3 + (index % 2)}@`)
  return { ...fate, line }
}

/** Those whose last attempt failed. */
export function failedOf(instances: readonly InventedInstance[]): readonly InventedInstance[] {
  return instances.filter(({ state }) => failedStates.has(state))
}

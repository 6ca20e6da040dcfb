// The invented cluster behind filled-database.ts: which instance ends how, and the log that says so. No randomness.
import type { AttemptOutcome } from '../../ingest/lifecycle/attempt.ts'
import type { CoverageState } from '../../ingest/lifecycle/coverage.ts'
import type { MarkerKind } from '../../ingest/lifecycle/marker.ts'

export interface InventedAttempt {
  readonly lines: readonly { readonly atMs: number; readonly message: string }[]
  readonly outcome: AttemptOutcome
  readonly stage: string
  readonly step: string | null
  readonly steps: readonly {
    readonly step: string
    readonly outcome: string
    readonly startedMs: number
    readonly endedMs: number
    readonly firstIndex: number
    readonly lastIndex: number
  }[]
  readonly stageRuns: readonly {
    readonly stage: string
    readonly started_ms: number
    readonly ended_ms: number
    readonly outcome: string
  }[]
  readonly markers: readonly { readonly index: number; readonly kind: MarkerKind }[]
  readonly failure: InventedFailure | undefined
}

interface Fate {
  readonly stage: string
  readonly step: string | null
  readonly exitCode: number | null
  readonly line: string
  readonly template: string
  readonly knownCause: string | null
}

interface InventedFailure extends Fate {
  readonly groupId: string
  /** Index of the decisive line among the attempt's lines; undefined: none. */
  readonly index: number | undefined
}

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

const steps = [
  './utils/install_ansible.sh',
  './mount_fsx.sh',
  './add_users.sh',
  './apply_hotfix.sh',
  './utils/motd.sh',
  './start_slurm.sh',
  './utils/gen-keypair-ubuntu.sh',
  './utils/install_docker.sh',
  './utils/install_enroot_pyxis.sh',
  './utils/ssh-to-compute.sh',
]

const fates = {
  dpkg: {
    ...{ stage: 'execution', step: './utils/install_docker.sh', exitCode: 100 },
    line: 'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 2213 (unattended-upgr)',
    template:
      'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process <num> (unattended-upgr)',
    knownCause: 'dpkg lock',
  },
  fsx: {
    ...{ stage: 'execution', step: './mount_fsx.sh', exitCode: 110 },
    line: 'mount.lustre: mount 10.1.2.3@tcp:/abcdefgh at /fsx failed: Connection timed out',
    template: 'mount.lustre: mount <ip>@tcp:/<id> at /fsx failed: Connection timed out',
    knownCause: null,
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
    knownCause: 'S3 access denied',
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

/** `size` instances; their states are those of the plan, scattered over the instance groups. */
export function inventedCluster(size: number, extraLines: readonly string[]): InventedInstance[] {
  const scale = size / 800
  const fated = plan.flatMap(([state, fate, instances]) =>
    Array.from({ length: Math.max(1, Math.round(instances * scale)) }, () => ({ state, fate })),
  )
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
  const part = index / size
  const group =
    index === 0
      ? 'controller'
      : index < 5
        ? 'login'
        : part < 0.5
          ? 'worker-gpu-a'
          : part < 0.88
            ? 'worker-gpu-b'
            : 'worker-cpu'
  return {
    instanceId: `i-0${(0x1b2c3d4e5f6071 + index * 0x9e3779b1).toString(16).padStart(16, '0')}`,
    ...{ group, type: group.includes('gpu') ? 'ml.p5.48xlarge' : 'ml.m5.4xlarge', state },
    zone: `us-west-2${'abc'[index % 3]}`,
    ip: `10.1.${Math.floor(index / 250)}.${(index % 250) + 4}`,
    slot: `${group}-${index}`,
    attempts: attemptsOf(plan),
  }
}

function attemptsOf(plan: Plan): InventedAttempt[] {
  const from = startMs + Math.round(90_000 * (1 + Math.sin(plan.index))) + (plan.index % 40) * 9000
  switch (plan.state) {
    case 'no-stream':
    case 'empty':
      return []
    case 'no-markers':
      return [unmarkedAttempt(from)]
    case 'running':
      return [invented(plan, { from, fate: 'none', stopAfter: 4 })]
    case 'hung':
      return [invented(plan, { from, fate: 'none', stopAfter: 8 })]
    case 'succeeded-after-retry':
      return [
        invented(plan, { from, fate: plan.fate }),
        invented(plan, { from: from + 300_000, fate: 'none' }),
      ]
    default:
      return [invented(plan, { from, fate: plan.fate })]
  }
}

function unmarkedAttempt(from: number): InventedAttempt {
  const lines = ['Hello', 'World'].map((message, index) => ({ atMs: from + index * 1000, message }))
  return {
    lines,
    outcome: 'unfinished',
    stage: 'start',
    step: null,
    steps: [],
    stageRuns: [],
    markers: [],
    failure: undefined,
  }
}

interface Course {
  readonly from: number
  readonly fate: FateName
  /** The log just stops in this step. */
  readonly stopAfter?: number
}

function invented(plan: Plan, course: Course): InventedAttempt {
  const fate: Fate | undefined = course.fate === 'none' ? undefined : fates[course.fate]
  const lines: { atMs: number; message: string }[] = []
  const markers: { index: number; kind: MarkerKind }[] = []
  const runs: InventedAttempt['steps'][number][] = []
  let atMs = course.from
  const write = (message: string, afterMs = 400): number =>
    lines.push({ atMs: (atMs += afterMs), message }) - 1
  const mark = (kind: MarkerKind, message: string): void => {
    markers.push({ index: write(message), kind })
  }
  let decisive: number | undefined
  const fail = (): void => {
    for (const line of plan.extraLines) write(line)
    if (fate !== undefined && fate.line !== '') decisive = write(fate.line)
  }
  mark('download-started', '[SageMaker] Downloading lifecycle scripts')
  if (fate?.stage === 'download') fail()
  else {
    write(
      'Running lifecycle_script.py with resourceConfig: /opt/ml/config/resource_config.json',
      4000,
    )
    for (const [at, step] of steps.entries()) {
      const firstIndex = write(`Execute script: ${step} `)
      const startedMs = atMs
      for (let n = 0; n < 3; n += 1)
        write(
          `+ apt-get install -y package-${n} # ${step}`,
          700 + ((plan.index * 7 + at) % 9) * 300,
        )
      write('\u001b[1;33mReading package lists...\u001b[0m Done')
      const isLast = at === (course.stopAfter ?? -1) || step === fate?.step
      if (step === fate?.step) {
        write(
          'Waiting for cache lock 1\rWaiting for cache lock 2\rWaiting for cache lock 3',
          62_000,
        )
        fail()
        write(
          `subprocess.CalledProcessError: Command '['sudo', 'bash', '${step}']' returned non-zero exit status ${fate.exitCode ?? 1}.`,
        )
      } else if (!isLast) write(`Script ${step} executed successully`)
      const outcome = step === fate?.step ? 'failed' : isLast ? 'unfinished' : 'succeeded'
      runs.push({
        step,
        outcome,
        startedMs,
        endedMs: atMs,
        firstIndex,
        lastIndex: lines.length - 1,
      })
      if (isLast) break
    }
  }
  if (fate !== undefined) mark('script-failed', '[SageMaker] The lifecycle scripts failed.')
  else if (course.stopAfter === undefined)
    mark('script-succeeded', '[SageMaker] The lifecycle scripts succeeded.')
  const stopped = course.stopAfter !== undefined
  const stage = fate?.stage ?? (stopped ? 'execution' : 'done')
  const downloadEndMs = lines[1]?.atMs ?? atMs
  return {
    ...{ lines, markers, steps: runs, stage: stopped ? stage : 'done' },
    outcome: fate !== undefined ? 'failed' : stopped ? 'unfinished' : 'succeeded',
    step: stopped ? (steps[course.stopAfter ?? 0] ?? null) : null,
    stageRuns: [
      {
        stage: 'download',
        started_ms: course.from,
        ended_ms: downloadEndMs,
        outcome: fate?.stage === 'download' ? 'failed' : 'succeeded',
      },
      ...(fate?.stage === 'download'
        ? []
        : [
            {
              stage: 'execution',
              started_ms: downloadEndMs,
              ended_ms: atMs,
              outcome: fate ? 'failed' : stopped ? 'unfinished' : 'succeeded',
            },
          ]),
    ],
    failure: fate && { ...fate, groupId: `fg-${course.fate}`, index: decisive },
  }
}

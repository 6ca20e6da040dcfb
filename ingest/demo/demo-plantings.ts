// How many instances of 800 meet which fate. Together 37 have failed at the snapshot: 32 `failed`, 3
// `failed-lost-tail`, 2 `download-failed`. What strikes only one zone or instance group strikes often enough there to be told
// from chance.
import type { DemoCause } from './demo-cause.ts'
import type { DemoFate, DemoSeat } from './demo-instance.ts'
import type { DemoSettings } from './demo-options.ts'
import { scriptsForbidden } from './download-cause.ts'
import { earlierCauses } from './earlier-causes.ts'
import { eksCauses } from './eks-causes.ts'
import { overcomeCauses } from './overcome-causes.ts'
import { slurmCauses } from './slurm-causes.ts'

/** So many instances of 800 that `where` admits meet this fate. */
export interface Planting {
  readonly count: number
  readonly fate: DemoFate
  readonly where?: (seat: DemoSeat) => boolean
  /** Planted in the smallest cluster too. */
  readonly always?: boolean
}

/** The fate of an instance that nothing is planted on. */
export const healthyFate: DemoFate = {
  state: 'succeeded',
  cause: undefined,
  failedAttempts: 0,
  stopsIn: undefined,
  nearMiss: undefined,
  awsStatus: undefined,
  listed: true,
  startsBeforeSnapshotMs: undefined,
  oddMarker: false,
}

function facetValue(seat: DemoSeat, facet: NonNullable<DemoCause['facet']>['facet']): string {
  return facet === 'availability_zone' ? seat.availabilityZone.slice(-1) : seat.instanceGroup
}

function failed(count: number, cause: DemoCause, rest: Partial<DemoFate> = {}): Planting {
  const { facet } = cause
  return {
    count,
    fate: { ...healthyFate, state: 'failed', cause, ...rest },
    ...(facet === undefined
      ? {}
      : { where: (seat: DemoSeat) => facetValue(seat, facet.facet) === facet.value }),
  }
}

function healthy(count: number, rest: Partial<DemoFate>): Planting {
  return { count, fate: { ...healthyFate, ...rest } }
}

const isGpuA = (seat: DemoSeat): boolean => seat.instanceGroup === 'worker-gpu-a'
const isGpu = (seat: DemoSeat): boolean => seat.instanceGroup.includes('gpu')

const slurmFailures: readonly Planting[] = [
  failed(3, slurmCauses.controllerUnreachable),
  { ...failed(6, slurmCauses.fsxMountTimeout), always: true },
  failed(2, slurmCauses.fsxMountTimeout, { failedAttempts: 1 }),
  failed(9, slurmCauses.gpuDriverPackage),
  { ...failed(1, slurmCauses.compilerKilled), where: isGpu },
  { ...failed(4, slurmCauses.dpkgLock), always: true },
  failed(1, slurmCauses.dpkgLock, { failedAttempts: 1 }),
  failed(1, slurmCauses.dpkgLock, { awsStatus: 'Running' }),
  failed(2, slurmCauses.githubUnresolved),
  failed(1, slurmCauses.keypairPrompt),
  failed(1, slurmCauses.parameterMissing),
  failed(1, slurmCauses.notInResourceConfig),
  healthy(11, {
    state: 'succeeded-after-retry',
    cause: overcomeCauses.lnetDown,
    failedAttempts: 1,
  }),
]

const eksFailures: readonly Planting[] = [
  failed(9, eksCauses.registryTimeout),
  failed(10, eksCauses.containerdConfig),
  { ...failed(7, eksCauses.dpkgLock), always: true },
  failed(1, eksCauses.dpkgLock, { awsStatus: 'Running' }),
  failed(3, eksCauses.moduleCache),
  failed(2, eksCauses.diskFull),
  healthy(12, { state: 'succeeded-after-retry', cause: eksCauses.moduleCache, failedAttempts: 1 }),
]

// These show only where the service writes markers of its own.
function markedOnly(steps: DemoStepNames): readonly Planting[] {
  return [
    { ...healthy(1, { state: 'started', startsBeforeSnapshotMs: 9_000 }), where: isGpuA },
    { ...healthy(1, { state: 'downloading', startsBeforeSnapshotMs: 18_000 }), where: isGpuA },
    healthy(3, { state: 'failed-lost-tail', stopsIn: steps.busy }),
    healthy(2, { state: 'download-failed', cause: scriptsForbidden }),
    healthy(1, { state: 'hung', stopsIn: 'download' }),
    healthy(1, { oddMarker: true }),
  ]
}

interface DemoStepNames {
  /** Writes much, so that a log may end inside it. */
  readonly busy: string
  readonly waiting: string
}

function fatesOfAnyCluster(steps: DemoStepNames): readonly Planting[] {
  return [
    { ...healthy(4, { state: 'no-stream', listed: false }), where: isGpuA },
    healthy(10, { state: 'no-stream', awsStatus: 'Failure' }),
    healthy(2, { state: 'no-stream' }),
    healthy(2, { state: 'empty' }),
    healthy(2, { state: 'no-markers' }),
    { ...healthy(1, { state: 'running', startsBeforeSnapshotMs: 125_000 }), where: isGpuA },
    { ...healthy(1, { state: 'running', startsBeforeSnapshotMs: 80_000 }), where: isGpuA },
    healthy(3, { state: 'hung', stopsIn: steps.busy }),
    healthy(2, { state: 'hung', stopsIn: steps.waiting }),
    healthy(2, { awsStatus: 'Failure' }),
    healthy(11, { nearMiss: 'dpkg-lock' }),
    healthy(9, { nearMiss: 'fsx-mount' }),
    healthy(5, { nearMiss: 'dns' }),
  ]
}

/** What struck in the earlier bring-up; how many of 800, as for the present one. */
export function earlierPlantings({ orchestrator }: DemoSettings): readonly Planting[] {
  const isSlurm = orchestrator === 'slurm'
  const { fsxMountTimeout, dpkgLock } = slurmCauses
  const retried = { state: 'succeeded-after-retry', failedAttempts: 1 } as const
  return [
    failed(4, isSlurm ? fsxMountTimeout : eksCauses.registryTimeout),
    { ...failed(3, isSlurm ? dpkgLock : eksCauses.dpkgLock), always: true },
    { ...failed(5, isSlurm ? earlierCauses.slurmMirror : earlierCauses.eksMirror), always: true },
    healthy(4, { ...retried, cause: isSlurm ? overcomeCauses.lnetDown : eksCauses.moduleCache }),
  ]
}

const slurmSteps: DemoStepNames = {
  busy: './utils/install_enroot_pyxis.sh',
  waiting: './utils/fsx_ubuntu.sh',
}
const eksSteps: DemoStepNames = { busy: 'install_packages.sh', waiting: 'on_create_main.sh' }

/** All plantings, the choosiest first. */
export function demoPlantings(settings: DemoSettings): readonly Planting[] {
  const isSlurm = settings.orchestrator === 'slurm'
  const steps = isSlurm ? slurmSteps : eksSteps
  return [
    ...(isSlurm ? slurmFailures : eksFailures),
    ...fatesOfAnyCluster(steps),
    ...(settings.layout === 'before-2026' ? [] : markedOnly(steps)),
  ]
}

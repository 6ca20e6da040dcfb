import type { AttemptOutcome } from '../lifecycle/attempt.ts'
import type { CoverageState } from '../lifecycle/coverage.ts'
import { entrypointStep } from '../lifecycle/step.ts'
import { type AttemptScene, causeLines, reportedExitCode } from './attempt-log.ts'
import type { DemoCluster } from './demo-cluster.ts'
import type { DemoInstance, EarlierRun } from './demo-instance.ts'
import type { AttemptEnding, AttemptPlan } from './demo-timeline.ts'

/** How one attempt really went, at the snapshot. */
export interface AttemptTruth {
  readonly outcome: AttemptOutcome
  /** null: it did not fail. */
  readonly failedStage: 'download' | 'execution' | null
  /** null: it did not fail, or failed before execution. */
  readonly failedStep: string | null
  /** null: no line of its log says it. */
  readonly exitCode: number | null
  /** Exact text; null: it did not fail, or no line says why. */
  readonly decisiveLine: string | null
  /** Other lines that say why as well. */
  readonly alsoDecisive: readonly string[]
}

export interface InstanceTruth {
  readonly instanceId: string
  readonly instanceGroup: string
  readonly state: CoverageState
  /** Those of the earlier bring-up first; the first has number 1. */
  readonly attempts: readonly AttemptTruth[]
  /** Slug of what made its last failed attempt fail; null: nothing failed, or the log does not say. */
  readonly cause: string | null
  /** Where it stood at the end of the earlier bring-up, and what made it fail then; null: it had no part in it. */
  readonly earlier: { readonly state: CoverageState; readonly cause: string | null } | null
  /** True: what AWS says of it contradicts its log. */
  readonly awsDisagrees: boolean
  readonly facets: Readonly<Record<string, string>>
}

/** A cause that strikes only where the facet has this value. */
export interface PlantedFact {
  readonly cause: string
  readonly facet: string
  readonly value: string
}

/** All that is known of a demo cluster at its snapshot; survives JSON. */
export interface DemoTruth {
  readonly clusterId: string
  readonly snapshotMs: number
  readonly instances: readonly InstanceTruth[]
  readonly planted: readonly PlantedFact[]
  /** Causes that follow from another one elsewhere. */
  readonly cascades: readonly { readonly cause: string; readonly from: string }[]
}

const outcomes = {
  succeeded: 'succeeded',
  failed: 'failed',
  'download-failed': 'failed',
  'lost-tail': 'failed',
  stuck: 'unfinished',
} as const satisfies Record<AttemptEnding, AttemptOutcome>

const notFailed = {
  failedStage: null,
  failedStep: null,
  exitCode: null,
  decisiveLine: null,
  alsoDecisive: [],
}

// A wrapper that says `died with SIGKILL` says 137, as a shell counts it.
function exitCodeTruth(scene: AttemptScene): number | null {
  const { cause, ending, spans } = scene.plan
  const isSaid = ending === 'failed' && spans.length > 0 && cause?.exit !== undefined
  return isSaid || scene.settings.layout === 'announced' ? reportedExitCode(scene) : null
}

function attemptTruth(scene: AttemptScene, snapshotMs: number): AttemptTruth {
  const { plan } = scene
  const outcome = plan.endMs > snapshotMs ? 'unfinished' : outcomes[plan.ending]
  if (outcome !== 'failed') return { outcome, ...notFailed }
  const said = plan.ending === 'lost-tail' ? undefined : causeLines(scene)
  const isDownload = plan.ending === 'download-failed'
  return {
    outcome,
    failedStage: isDownload ? 'download' : 'execution',
    failedStep: isDownload ? null : (plan.spans.at(-1)?.step.name ?? entrypointStep),
    exitCode: exitCodeTruth(scene),
    decisiveLine: said?.decisive ?? null,
    alsoDecisive: said?.alsoDecisive ?? [],
  }
}

function facets(instance: DemoInstance): Record<string, string> {
  return {
    instance_group: instance.instanceGroup,
    instance_type: instance.instanceType,
    availability_zone: instance.availabilityZone,
    subnet: instance.subnetId,
    image_id: instance.imageId,
    capacity_type: instance.capacityType,
  }
}

function hasBegun(plan: AttemptPlan, snapshotMs: number): boolean {
  return plan.startMs <= snapshotMs
}

/** Lines of nothing known are one attempt, of which nothing more can be said. */
const unmarkedAttempt: AttemptTruth = {
  outcome: 'unfinished',
  failedStage: null,
  failedStep: null,
  exitCode: null,
  decisiveLine: null,
  alsoDecisive: [],
}

function earlierTruth({ fate }: EarlierRun): InstanceTruth['earlier'] {
  return { state: fate.state, cause: fate.cause?.slug ?? null }
}

function instanceTruth(cluster: DemoCluster, instance: DemoInstance): InstanceTruth {
  const { fate, earlier } = instance
  const present = cluster
    .attempts(instance)
    .filter(({ plan }) => hasBegun(plan, cluster.snapshotMs))
  const isBroken = fate.state !== 'no-stream' && fate.awsStatus !== undefined
  return {
    instanceId: instance.instanceId,
    instanceGroup: instance.instanceGroup,
    state: fate.state,
    attempts:
      fate.state === 'no-markers'
        ? [unmarkedAttempt]
        : [...cluster.earlierAttempts(instance), ...present].map((scene) =>
            attemptTruth(scene, cluster.snapshotMs),
          ),
    cause: fate.cause?.slug ?? null,
    earlier: earlier === undefined ? null : earlierTruth(earlier),
    awsDisagrees: isBroken,
    facets: facets(instance),
  }
}

function plantedFacts(cluster: DemoCluster): PlantedFact[] {
  const causes = new Map(cluster.instances.map(({ fate }) => [fate.cause?.slug, fate.cause]))
  return [...causes.values()].flatMap((cause) => {
    if (cause?.facet === undefined) return []
    const { facet, value } = cause.facet
    const isZone = facet === 'availability_zone'
    return { cause: cause.slug, facet, value: isZone ? cluster.settings.region + value : value }
  })
}

/** The truth about a demo cluster. */
export function demoTruth(cluster: DemoCluster): DemoTruth {
  const isSlurm = cluster.settings.orchestrator === 'slurm'
  return {
    clusterId: cluster.clusterId,
    snapshotMs: cluster.snapshotMs,
    instances: cluster.instances.map((instance) => instanceTruth(cluster, instance)),
    planted: plantedFacts(cluster),
    cascades: isSlurm ? [{ cause: 'slurm-controller-unreachable', from: 'slurmdbd-timeout' }] : [],
  }
}

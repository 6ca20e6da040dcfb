// The cluster events of a Continuous cluster: what happened to each instance in the words of the events reference
// (HyperPod developer guide). A failure comes as two events within a second, and only the 500 newest are kept.
import type { DemoCluster } from './demo-cluster.ts'
import type { DemoInstance } from './demo-instance.ts'
import { healthCheckMessage, lifecycleFailureMessage } from './failure-message.ts'
import { seededRandom } from './seeded-random.ts'

export interface ClusterEvent {
  readonly eventId: string
  readonly atMs: number
  readonly instance: DemoInstance
  readonly level: 'Info' | 'Warn' | 'Error'
  readonly description: string
  readonly lifecycleState: 'Started' | 'Succeeded' | 'Failed' | undefined
  readonly failureMessage: string | undefined
}

type EventDraft = Omit<ClusterEvent, 'eventId' | 'instance'>

const keptEvents = 500
/** The service looks at an instance twice a minute. */
const pollMs = 30_000

function polled(atMs: number): number {
  return Math.ceil(atMs / pollMs) * pollMs
}

function uuid(...seed: readonly (string | number)[]): string {
  const random = seededRandom(...seed)
  return [8, 4, 4, 4, 12].map((digits) => random.hex(digits)).join('-')
}

function lifecycleEvent(
  instance: DemoInstance,
  state: 'Started' | 'Succeeded',
  atMs: number,
): EventDraft {
  const description = `Instance lifecycle script execution for EC2 Instance ${instance.instanceId} has ${state}`
  return { atMs, level: 'Info', description, lifecycleState: state, failureMessage: undefined }
}

function failurePair(cluster: DemoCluster, instance: DemoInstance, atMs: number): EventDraft[] {
  const failureMessage = lifecycleFailureMessage(cluster, instance)
  const description = `Instance lifecycle script execution for EC2 Instance ${instance.instanceId} has Failed. To view lifecycle script logs, visit log group ‘${cluster.logGroupName}’`
  const event: EventDraft = {
    atMs,
    level: 'Error',
    description,
    lifecycleState: 'Failed',
    failureMessage,
  }
  return [event, { ...event, atMs: atMs + 700 }]
}

// An instance that never wrote a line: AWS gave up on it shortly before the snapshot.
function provisioningFailure(cluster: DemoCluster, instance: DemoInstance): EventDraft[] {
  const { clusterName } = cluster.settings
  const description = `Failed to provision EC2 Instance ${instance.instanceId} in Cluster ${clusterName} and InstanceGroup ${instance.instanceGroup}`
  const atMs = polled(instance.launchedMs + 6 * 60_000)
  const event: EventDraft = {
    atMs,
    level: 'Error',
    description,
    lifecycleState: undefined,
    failureMessage: healthCheckMessage,
  }
  return [event, { ...event, atMs: atMs + 900 }]
}

function drafts(cluster: DemoCluster, instance: DemoInstance): EventDraft[] {
  const { state, awsStatus, listed } = instance.fate
  if (state === 'no-stream') {
    return awsStatus === 'Failure' || !listed ? provisioningFailure(cluster, instance) : []
  }
  return cluster.attempts(instance).flatMap(({ plan }) => {
    const started = lifecycleEvent(instance, 'Started', polled(plan.startMs))
    if (plan.ending === 'stuck') return [started]
    const endMs = polled(plan.endMs) + 400
    if (plan.ending !== 'succeeded') return [started, ...failurePair(cluster, instance, endMs)]
    return [started, lifecycleEvent(instance, 'Succeeded', endMs)]
  })
}

function allEvents(cluster: DemoCluster): readonly ClusterEvent[] {
  const { seed } = cluster.settings
  return cluster.instances
    .flatMap((instance) =>
      drafts(cluster, instance).map((draft, place) => ({
        ...draft,
        instance,
        eventId: uuid(seed, 'event', instance.index, place),
      })),
    )
    .sort((a, b) => b.atMs - a.atMs || (a.eventId < b.eventId ? -1 : 1))
}

const made = new WeakMap<DemoCluster, readonly ClusterEvent[]>()

/** The events of the cluster up to now, newest first, at most 500. */
export function clusterEvents(cluster: DemoCluster, nowMs: number): readonly ClusterEvent[] {
  const events = made.get(cluster) ?? allEvents(cluster)
  made.set(cluster, events)
  return events.filter(({ atMs }) => atMs <= nowMs).slice(0, keptEvents)
}

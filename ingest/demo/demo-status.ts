import { failedStates } from '../lifecycle/coverage.ts'
import type { AttemptScene } from './attempt-log.ts'
import type { DemoCluster } from './demo-cluster.ts'
import type { DemoInstance } from './demo-instance.ts'
import type { AttemptPlan } from './demo-timeline.ts'
import { healthCheckMessage, lifecycleFailureMessage } from './failure-message.ts'

/** InstanceStatus of a node, as ListClusterNodes gives it. */
export interface AwsStatus {
  readonly Status: 'Running' | 'Failure' | 'Pending' | 'SystemUpdating'
  readonly Message?: string
}

/** From launch until AWS gives up on an instance that fails its health checks. */
const healthCheckMs = 8 * 60_000
/** From a lifecycle log's last marker until AWS has taken note. */
const noticeMs = 5_000

function statusWithoutLog(instance: DemoInstance, nowMs: number): AwsStatus {
  const isGivenUp = nowMs >= instance.launchedMs + healthCheckMs
  if (instance.fate.awsStatus !== 'Failure' || !isGivenUp) return { Status: 'Pending' }
  return { Status: 'Failure', Message: healthCheckMessage }
}

/** The attempts that have begun at this time, of the latest bring-up that has. */
function latestPlans(
  cluster: DemoCluster,
  instance: DemoInstance,
  nowMs: number,
): readonly AttemptPlan[] {
  const begun = (scenes: readonly AttemptScene[]): readonly AttemptPlan[] =>
    scenes.map(({ plan }) => plan).filter(({ startMs }) => startMs <= nowMs)
  const present = begun(cluster.attempts(instance))
  return present.length > 0 ? present : begun(cluster.earlierAttempts(instance))
}

/** What the attempts say at this time; messages stay across retries. */
function statusByLog(cluster: DemoCluster, instance: DemoInstance, nowMs: number): AwsStatus {
  const plans = latestPlans(cluster, instance, nowMs)
  const ended = plans.filter((plan) => plan.ending !== 'stuck' && plan.endMs + noticeMs <= nowMs)
  const message = ended.some((plan) => plan.ending !== 'succeeded')
    ? { Message: lifecycleFailureMessage(cluster, instance) }
    : {}
  const isUnderWay = ended.length < plans.length || plans.length === 0
  if (isUnderWay) {
    const isUpdate = instance.softwareUpdatedMs !== undefined
    return { Status: isUpdate ? 'SystemUpdating' : 'Pending', ...message }
  }
  const isFailed = ended.at(-1)?.ending !== 'succeeded'
  return isFailed ? { Status: 'Failure', ...message } : { Status: 'Running' }
}

/** True when ListClusterNodes has the instance at this time. */
export function isListed({ fate, launchedMs }: DemoInstance, nowMs: number): boolean {
  return fate.listed && launchedMs <= nowMs
}

/** The status of a listed node at this time. */
export function awsStatus(cluster: DemoCluster, instance: DemoInstance, nowMs: number): AwsStatus {
  const { fate } = instance
  if (fate.state === 'no-stream') return statusWithoutLog(instance, nowMs)
  const status = statusByLog(cluster, instance, nowMs)
  const isSettled = status.Status === 'Running' || status.Status === 'Failure'
  if (!isSettled || fate.awsStatus === undefined) return status
  // AWS is behind: it still shows a failure that a later run has overcome, or has not noticed one.
  return fate.awsStatus === 'Running'
    ? { Status: 'Running' }
    : { Status: 'Failure', Message: lifecycleFailureMessage(cluster, instance) }
}

/** The first attempt to fail of all that have failed by now: the one instance that DescribeCluster names. */
export function firstFailure(cluster: DemoCluster, nowMs: number): DemoInstance | undefined {
  let first: { readonly instance: DemoInstance; readonly plan: AttemptPlan } | undefined
  for (const instance of cluster.instances) {
    const plan = failedStates.has(instance.fate.state)
      ? cluster.attempts(instance).at(-1)?.plan
      : undefined
    const isDown = plan !== undefined && plan.endMs <= nowMs
    if (isDown && (first === undefined || plan.endMs < first.plan.endMs)) first = { instance, plan }
  }
  return first?.instance
}

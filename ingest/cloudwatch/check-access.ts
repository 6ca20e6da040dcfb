import type { ClusterInfo } from '../log-source.ts'
import { type AwsConnection, type AwsConnectionOptions, connectAws } from './aws-connection.ts'
import { isRefusal } from './aws-fault.ts'
import { checkLogAccess } from './check-log-access.ts'
import { type Attempt, attempt, type Finding } from './finding.ts'
import { SageMakerClusterDirectory } from './sagemaker-cluster-directory.ts'

export interface CheckAccessOptions extends AwsConnectionOptions {
  /** Name or ARN; without it only credentials and the list of clusters are checked. */
  readonly cluster?: string
  /** Read in place of the cluster's own log group; the cluster may be gone. */
  readonly logGroup?: string
  /** The names that the cluster's log group may have, likeliest first. */
  readonly logGroupNames: (cluster: ClusterInfo) => readonly string[]
  /** This computer's clock, epoch ms. */
  readonly localNowMs: () => number
}

const skewWorthTellingMs = 60_000
const clustersShown = 10
/** Someone is waiting at the terminal: an unreachable service is told sooner than in a sync. */
const patience = { tries: 2 }

/**
 * Checks by trying them all things that a sync needs, in the order in which it needs them, and stops where
 * nothing after can work. Shows no secret. Throws only the signal's reason.
 */
export async function* checkAccess(options: CheckAccessOptions): AsyncGenerator<Finding> {
  const opened = await attempt('region', false, async () => {
    const value = await connectAws({ ...options, limits: { ...patience, ...options.limits } })
    return { value, detail: `The Region is ${value.region}.` }
  })
  yield opened.finding
  if (opened.value === undefined) return
  const identity = await credentials(opened.value, options)
  yield identity.finding
  if (identity.finding.ok === false) return
  yield* checkServices(opened.value, options)
}

async function* checkServices(
  aws: AwsConnection,
  options: CheckAccessOptions,
): AsyncGenerator<Finding> {
  yield (await clusters(aws)).finding
  const clock = clockFinding(aws, options)
  if (clock !== undefined) yield clock
  let logGroups = options.logGroup === undefined ? [] : [options.logGroup]
  if (options.cluster !== undefined) {
    const described = await cluster(aws, options.cluster)
    yield described.finding
    if (described.value !== undefined) {
      yield* checkCluster(aws, described.value)
      if (options.logGroup === undefined) logGroups = [...options.logGroupNames(described.value)]
    }
  }
  if (logGroups.length > 0) yield* checkLogAccess(aws.logs, logGroups)
}

function credentials(aws: AwsConnection, options: CheckAccessOptions): Promise<Attempt<unknown>> {
  return attempt('credentials', false, async () => {
    const { accessKeyEnd, expiresMs } = await aws.credentials()
    const chain = options.profile === undefined ? 'the default chain' : `profile ${options.profile}`
    const until =
      expiresMs === undefined ? '' : `, valid until ${new Date(expiresMs).toISOString()}`
    return { value: true, detail: `Access key …${accessKeyEnd} of ${chain}${until}.` }
  })
}

function clusters(aws: AwsConnection): Promise<Attempt<unknown>> {
  return attempt('sagemaker:ListClusters', 'warning', async () => {
    const { ClusterSummaries: found = [], NextToken } = await aws.sagemaker.listClusters(undefined)
    const names = found.slice(0, clustersShown).map(({ ClusterName }) => ClusterName ?? '')
    const count = `${found.length}${NextToken ? ' or more' : ''} clusters in ${aws.region}`
    const more = found.length > names.length ? ', …' : ''
    return {
      value: true,
      detail: `${count}${names.length > 0 ? `: ${names.join(', ')}${more}` : ''}.`,
    }
  })
}

function clockFinding(aws: AwsConnection, options: CheckAccessOptions): Finding | undefined {
  const serviceMs = aws.serviceNowMs()
  if (serviceMs === undefined) return undefined
  const aheadMs = options.localNowMs() - serviceMs
  const seconds = Math.round(Math.abs(aheadMs) / 1000)
  const detail = `This computer's clock is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} AWS's.`
  if (Math.abs(aheadMs) < skewWorthTellingMs) return { check: 'clock', ok: true, detail }
  return { check: 'clock', ok: 'warning', detail, fix: 'Set the clock, for example with NTP.' }
}

function cluster(aws: AwsConnection, nameOrArn: string): Promise<Attempt<ClusterInfo>> {
  return attempt('sagemaker:DescribeCluster', false, async () => {
    const value = await new SageMakerClusterDirectory(aws.sagemaker).cluster(nameOrArn)
    return { value, detail: `Cluster ${value.name} (${value.clusterId}) is ${value.status}.` }
  })
}

async function* checkCluster(aws: AwsConnection, { name }: ClusterInfo): AsyncGenerator<Finding> {
  const nodes = await attempt('sagemaker:ListClusterNodes', false, async () => {
    const { ClusterNodeSummaries: found = [], NextToken } = await aws.sagemaker.listClusterNodes({
      ClusterName: name,
    })
    const detail = `${found.length}${NextToken ? ' or more' : ''} instances.`
    return { value: found[0]?.InstanceId, detail }
  })
  yield nodes.finding
  if (nodes.finding.ok === true) yield await nodeFinding(aws, name, nodes.value)
  yield* checkEvents(aws, name)
}

async function nodeFinding(
  aws: AwsConnection,
  clusterName: string,
  instanceId: string | undefined,
): Promise<Finding> {
  const check = 'sagemaker:DescribeClusterNode'
  if (!instanceId)
    return { check, ok: 'warning', detail: 'Not tried: the cluster has no instance.' }
  const tried = await attempt(check, 'warning', async () => {
    await aws.sagemaker.describeClusterNode(clusterName, instanceId)
    return { value: true, detail: 'Availability zones, images and addresses can be read.' }
  })
  return tried.finding
}

async function* checkEvents(aws: AwsConnection, clusterName: string): AsyncGenerator<Finding> {
  const events = await attempt('sagemaker:ListClusterEvents', 'warning', async () => {
    const value = await newestEventId(aws, clusterName)
    const none = 'The cluster has no events (only Continuous provisioning has).'
    return { value, detail: value === undefined ? none : 'Cluster events can be read.' }
  })
  yield events.finding
  const eventId = events.value
  if (eventId === undefined) return
  const details = await attempt('sagemaker:DescribeClusterEvent', 'warning', async () => {
    await aws.sagemaker.describeClusterEvent(clusterName, eventId)
    return { value: true, detail: 'Failure messages of events can be read.' }
  })
  yield details.finding
}

async function newestEventId(aws: AwsConnection, clusterName: string): Promise<string | undefined> {
  try {
    const { Events = [] } = await aws.sagemaker.listClusterEvents(clusterName, undefined)
    return Events[0]?.EventId
  } catch (error) {
    if (isRefusal(error, 'ValidationException')) return undefined
    throw error
  }
}

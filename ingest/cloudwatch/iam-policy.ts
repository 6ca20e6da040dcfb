// What hyperscope may do in an account: it only reads, and it calls nothing that does not stand here. Every call
// is typed by `UsedAction`, so that a new call without its permission does not compile.

export const usedActions = [
  'logs:DescribeLogGroups',
  'logs:DescribeLogStreams',
  'logs:FilterLogEvents',
  'logs:GetLogEvents',
  'sagemaker:DescribeCluster',
  'sagemaker:DescribeClusterEvent',
  'sagemaker:DescribeClusterNode',
  'sagemaker:ListClusterEvents',
  'sagemaker:ListClusterNodes',
  'sagemaker:ListClusters',
] as const

export type UsedAction = (typeof usedActions)[number]

export interface PolicyStatement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Action: readonly UsedAction[]
  readonly Resource: readonly string[]
}

export interface IamPolicy {
  readonly Version: '2012-10-17'
  readonly Statement: readonly PolicyStatement[]
}

/** Where permissions apply. `account` may be `*`. */
export interface PolicyPlace {
  readonly region: string
  readonly account: string
}

/**
 * The least that a sync and `doctor` need to read one cluster, in both known layouts of log groups. Without
 * FindClusters, `doctor` cannot list clusters; without FindLogGroups, the log group must be named.
 */
export function iamPolicy(cluster: PolicyPlace & { readonly cluster: string }): IamPolicy {
  const groups = [
    `/aws/sagemaker/Clusters/${cluster.cluster}/*`,
    `/aws/sagemaker/hyperpod/${cluster.cluster}`,
  ]
  return {
    Version: '2012-10-17',
    Statement: [
      statement('ReadLifecycleLogs', cluster, groups),
      statement('FindLogGroups', cluster, groups),
      statement('ReadCluster', cluster, groups),
      statement('FindClusters', cluster, groups),
    ],
  }
}

/** The statement that permits one action, on one log group where the action is about logs. */
export function permittingStatement(
  action: UsedAction,
  place: PolicyPlace,
  logGroupName: string,
): PolicyStatement {
  const sid = sidOf[action]
  return { ...statement(sid, place, [logGroupName]), Action: [action] }
}

type Sid = 'ReadLifecycleLogs' | 'FindLogGroups' | 'ReadCluster' | 'FindClusters'

const sidOf = {
  'logs:DescribeLogGroups': 'FindLogGroups',
  'logs:DescribeLogStreams': 'ReadLifecycleLogs',
  'logs:FilterLogEvents': 'ReadLifecycleLogs',
  'logs:GetLogEvents': 'ReadLifecycleLogs',
  'sagemaker:DescribeCluster': 'ReadCluster',
  'sagemaker:DescribeClusterEvent': 'ReadCluster',
  'sagemaker:DescribeClusterNode': 'ReadCluster',
  'sagemaker:ListClusterEvents': 'ReadCluster',
  'sagemaker:ListClusterNodes': 'ReadCluster',
  'sagemaker:ListClusters': 'FindClusters',
} as const satisfies Record<UsedAction, Sid>

function statement(sid: Sid, place: PolicyPlace, logGroups: readonly string[]): PolicyStatement {
  return {
    Sid: sid,
    Effect: 'Allow',
    Action: usedActions.filter((action) => sidOf[action] === sid),
    Resource: resources(sid, place, logGroups),
  }
}

function resources(sid: Sid, place: PolicyPlace, logGroups: readonly string[]): string[] {
  const partition = partitionOf(place.region)
  const where = `${place.region}:${place.account}`
  if (sid === 'ReadLifecycleLogs') {
    // AWS checks a log group under its name and under its name followed by `:*`, which covers its streams.
    return logGroups.flatMap((name) => {
      const arn = `arn:${partition}:logs:${where}:log-group:${name}`
      return name.endsWith('*') ? [arn] : [arn, `${arn}:*`]
    })
  }
  // A cluster's ARN ends in an id that nobody knows before asking.
  if (sid === 'ReadCluster') return [`arn:${partition}:sagemaker:${where}:cluster/*`]
  return ['*']
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  if (region.startsWith('us-gov-')) return 'aws-us-gov'
  return 'aws'
}

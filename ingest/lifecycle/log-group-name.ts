import type { Matcher } from './matcher.ts'

/** A known way to name log groups and log streams: an entry of data/layouts.json. */
export interface LogGroupLayout {
  readonly name: string
  /** Matches a log group name; groups `cluster` and, where the layout has it, `cluster_id`. */
  readonly logGroup: Matcher
  /** `/aws/sagemaker/Clusters/{cluster}/{cluster_id}`: what DescribeLogGroups is asked for. */
  readonly logGroupTemplate: string
  /** Matches a lifecycle stream name; groups `instance_id` and, where the layout has them, `instance_group`, `script`. */
  readonly logStream: Matcher
  /** `LifecycleConfig/{instance_group}/{instance_id}`: the one stream of an instance; undefined: its name says more. */
  readonly logStreamTemplate: string | undefined
  /** Streams of such a group that are known and hold no lifecycle log. */
  readonly otherStreams: readonly { readonly kind: string; readonly matcher: Matcher }[]
}

/** What the name of a log group says. */
export interface LogGroupIdentity {
  readonly layout: LogGroupLayout
  readonly cluster: string
  /** undefined: the layout does not name it. */
  readonly clusterId: string | undefined
}

/** The first layout that knows the name reads it; undefined: none does. */
export function parseLogGroupName(
  name: string,
  layouts: readonly LogGroupLayout[],
): LogGroupIdentity | undefined {
  for (const layout of layouts) {
    const groups = layout.logGroup.groups(name)
    if (groups?.cluster !== undefined) {
      return { layout, cluster: groups.cluster, clusterId: groups.cluster_id }
    }
  }
  return undefined
}

/** The names that the log group of a cluster may have, one a layout, in the order of the layouts. */
export function logGroupNames(
  cluster: { readonly name: string; readonly clusterId: string },
  layouts: readonly LogGroupLayout[],
): readonly string[] {
  return layouts.map(({ logGroupTemplate }) =>
    logGroupTemplate.replace('{cluster}', cluster.name).replace('{cluster_id}', cluster.clusterId),
  )
}

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
  /** Streams of such a group that are known and hold no lifecycle log. */
  readonly otherStreams: readonly { readonly kind: string; readonly matcher: Matcher }[]
}

import type { LogGroupLayout } from './log-group-name.ts'

/** What the name of a lifecycle stream says. */
export interface LogStreamIdentity {
  readonly instanceId: string
  /** undefined: the layout does not name it. */
  readonly instanceGroup: string | undefined
  /** undefined: the layout holds all scripts in one stream. */
  readonly script: string | undefined
}

/**
 * undefined for a stream that holds no lifecycle log (health agent, deep health check): normal in a cluster's log
 * group, so no error.
 */
export function parseLogStreamName(
  name: string,
  layout: LogGroupLayout,
): LogStreamIdentity | undefined {
  const groups = layout.logStream.groups(name)
  if (groups?.instance_id === undefined) return undefined
  return {
    instanceId: groups.instance_id,
    instanceGroup: groups.instance_group,
    script: groups.script,
  }
}

/** The known kind of a stream that holds no lifecycle log; undefined: unknown. */
export function otherStreamKind(name: string, layout: LogGroupLayout): string | undefined {
  return layout.otherStreams.find(({ matcher }) => matcher.test(name))?.kind
}

/** The name of an instance's stream in the first layout that gives it one by group and id alone; undefined: none does. */
export function logStreamName(
  instance: { readonly instanceGroup: string; readonly instanceId: string },
  layouts: readonly LogGroupLayout[],
): string | undefined {
  const template = layouts.find(({ logStreamTemplate }) => logStreamTemplate !== undefined)
  return template?.logStreamTemplate
    ?.replace('{instance_group}', instance.instanceGroup)
    .replace('{instance_id}', instance.instanceId)
}

import type { LogGroupInfo } from '../log-source.ts'
import { logGroupInfo } from './cloudwatch-log-source.ts'
import { type Attempt, attempt, type Finding } from './finding.ts'
import type { LogsApi } from './logs-api.ts'

/** A bring-up is often looked into weeks after it happened. */
const shortRetentionDays = 30

/**
 * Checks that one of the log groups exists and can be read, how long it keeps events, and when something was
 * last written.
 *
 * @param names the names that the log group may have, likeliest first.
 */
export async function* checkLogAccess(
  logs: LogsApi,
  names: readonly string[],
): AsyncGenerator<Finding> {
  const permitted = await attempt('logs:DescribeLogGroups', 'warning', async () => {
    const value = await existing(logs, names)
    return { value, detail: 'Log groups can be found.' }
  })
  yield permitted.finding
  const found = permitted.value ?? []
  if (permitted.value !== undefined) yield groupFinding(names, found)
  for (const group of found) yield retentionFinding(group)
  // Without the right to list groups, the likeliest name is tried as it is.
  const readable = permitted.value === undefined ? names.slice(0, 1) : found.map(({ name }) => name)
  for (const name of readable) yield* checkGroup(logs, name)
}

async function existing(logs: LogsApi, names: readonly string[]): Promise<LogGroupInfo[]> {
  const found: LogGroupInfo[] = []
  for (const name of names) {
    // The list is in the order of names: the group itself comes before any that its name begins.
    const { logGroups = [] } = await logs.describeLogGroups({ logGroupNamePrefix: name, limit: 1 })
    found.push(...logGroups.flatMap(logGroupInfo).filter((group) => group.name === name))
  }
  return found
}

function groupFinding(names: readonly string[], found: readonly LogGroupInfo[]): Finding {
  const check = 'log group'
  if (found.length > 0) {
    return { check, ok: true, detail: `Found ${found.map(({ name }) => name).join(' and ')}.` }
  }
  return {
    check,
    ok: false,
    detail: `There is no log group ${names.join(' or ')}.`,
    fix: "Either no instance has started yet, or the instance group's execution role lacks logs:CreateLogGroup, logs:CreateLogStream, logs:PutLogEvents and logs:DescribeLogStreams, or the subnet has no route to CloudWatch Logs.",
  }
}

function retentionFinding({ retentionDays }: LogGroupInfo): Finding {
  const check = 'retention'
  if (retentionDays === undefined) return { check, ok: true, detail: 'Events never expire.' }
  const detail = `Events expire after ${retentionDays} days.`
  if (retentionDays >= shortRetentionDays) return { check, ok: true, detail }
  return {
    check,
    ok: 'warning',
    detail,
    fix: 'Sync before they expire: what was copied stays. Or raise the retention of the log group.',
  }
}

async function* checkGroup(logs: LogsApi, logGroupName: string): AsyncGenerator<Finding> {
  const streams = await newestStream(logs, logGroupName)
  yield streams.finding
  const streamName = streams.value?.name
  if (streams.value !== undefined) yield lastEventFinding(streams.value.lastEventMs)
  if (streamName === undefined) return
  const events = await attempt('logs:FilterLogEvents', false, async () => {
    await logs.filterLogEvents({ logGroupName, logStreamNames: [streamName], limit: 1 })
    return { value: true, detail: 'Log events can be read.' }
  })
  yield events.finding
  // A sync does without it, more slowly.
  const single = await attempt('logs:GetLogEvents', 'warning', async () => {
    await logs.getLogEvents({ logGroupName, logStreamName: streamName, limit: 1 })
    return { value: true, detail: 'Single log streams can be read.' }
  })
  yield single.finding
}

function newestStream(
  logs: LogsApi,
  logGroupName: string,
): Promise<Attempt<{ name: string | undefined; lastEventMs: number | undefined }>> {
  return attempt('logs:DescribeLogStreams', false, async () => {
    const { logStreams = [] } = await logs.describeLogStreams({
      logGroupName,
      orderBy: 'LastEventTime',
      descending: true,
      limit: 1,
    })
    const newest = logStreams[0]
    const detail =
      newest === undefined ? 'The log group has no log stream yet.' : 'Log streams can be listed.'
    const value = { name: newest?.logStreamName, lastEventMs: newest?.lastEventTimestamp }
    return { value, detail }
  })
}

function lastEventFinding(lastEventMs: number | undefined): Finding {
  const check = 'last event'
  if (lastEventMs === undefined) return { check, ok: 'warning', detail: 'Nothing was written yet.' }
  return { check, ok: true, detail: `The last event is of ${new Date(lastEventMs).toISOString()}.` }
}

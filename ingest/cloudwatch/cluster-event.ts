import type { ClusterEventDetail, ClusterEventSummary } from '@aws-sdk/client-sagemaker'
import type { ClusterEventInfo } from '../log-source.ts'
import { epochMs } from './cluster-info.ts'

/** What the list of events says of one event; undefined for one without id or time. */
export function clusterEventInfo(event: ClusterEventSummary): ClusterEventInfo | undefined {
  const atMs = epochMs(event.EventTime)
  if (event.EventId === undefined || atMs === undefined) return undefined
  return {
    eventId: event.EventId,
    atMs,
    resourceType: event.ResourceType ?? 'Unknown',
    instanceGroup: event.InstanceGroupName,
    instanceId: event.InstanceId,
    level: event.EventLevel,
    description: event.Description,
    failureMessage: undefined,
  }
}

/**
 * True where the event's details may hold a failure message. Each detail is a call of its own, and most events
 * report success. The level is missing in older events, so the words of the description count too.
 */
export function mayHoldFailureMessage(event: ClusterEventInfo): boolean {
  if (event.level === 'Error') return true
  return /fail|error|insufficient|unable|did not|not found|^no /i.test(event.description ?? '')
}

/**
 * The failure message in the details of an event. The metadata is a union with one member for each kind of
 * resource; members that the SDK does not know yet (`InstanceHealth`, …) are looked into like the known ones.
 */
export function failureMessage(detail: ClusterEventDetail | undefined): string | undefined {
  const metadata: unknown = detail?.EventDetails?.EventMetadata
  if (typeof metadata !== 'object' || metadata === null) return undefined
  for (const [name, member] of Object.entries(metadata)) {
    const body: unknown = name === '$unknown' && Array.isArray(member) ? member[1] : member
    const message = messageIn(body)
    if (message !== undefined) return message
  }
  return undefined
}

function messageIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const { FailureMessage } = body as { FailureMessage?: unknown }
  return typeof FailureMessage === 'string' && FailureMessage !== '' ? FailureMessage : undefined
}

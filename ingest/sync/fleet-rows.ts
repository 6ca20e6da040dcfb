import type { AttemptFacts, InstanceFacts } from '../lifecycle/instance-facts.ts'
import type { AttemptRow, InstanceRow } from '../store/fleet-store.ts'

/** A stored instance as the domain knows it; undefined: nothing is known of it. */
export function instanceFacts(row: InstanceRow | undefined): Omit<InstanceFacts, 'attempts'> {
  return {
    listed: row?.listed === 1,
    awsMessage: row?.awsMessage ?? undefined,
    ...{
      streams: row?.streams ?? 0,
      unreadStreams: row?.unreadStreams ?? 0,
      events: row?.events ?? 0,
      lines: row?.lines ?? 0,
    },
    imageId: row?.imageId ?? undefined,
    desiredImageId: row?.desiredImageId ?? undefined,
    softwareUpdateStatus: row?.softwareUpdateStatus ?? undefined,
  }
}

export function attemptFacts(row: AttemptRow): AttemptFacts {
  return {
    ...row,
    step: row.step ?? undefined,
    failedStage: row.failedStage ?? undefined,
    lostTail: row.lostTail === 1,
  }
}

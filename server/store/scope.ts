import type { ClusterHeader } from '../../views/layout.ts'

/** What is asked about: a cluster as it stands now, or as it stood at the end of one of its bring-ups. */
export interface Scope {
  readonly clusterId: string
  /** Empty: the present state of the whole cluster. */
  readonly bringUpId: string
}

export function scopeOf({ clusterId, bringUp }: ClusterHeader): Scope {
  return { clusterId, bringUpId: bringUp?.bringUpId ?? '' }
}

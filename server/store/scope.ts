import type { ClusterHeader } from '../../views/layout.ts'
import type { CohortTerms } from '../../views/urls.ts'

/** What is asked about: a cluster as it stands now, or as it stood at the end of one of its bring-ups. */
export interface Scope {
  readonly clusterId: string
  /** Empty: the present state of the whole cluster. */
  readonly bringUpId: string
}

export function scopeOf({ clusterId, bringUp }: ClusterHeader): Scope {
  return { clusterId, bringUpId: bringUp?.bringUpId ?? '' }
}

/** Of a cluster as it stood at the end of a bring-up only the instances of that one, unless another is asked for. */
export function inScopeOf({ bringUp }: ClusterHeader, terms: CohortTerms): CohortTerms {
  return bringUp === null ? terms : { 'bring-up': bringUp.bringUpId, ...terms }
}

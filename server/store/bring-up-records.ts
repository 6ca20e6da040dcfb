import type { BringUpsRecord } from '../../views/bring-ups.ts'
import type { Stores } from './stores.ts'

/** Throws OperatorError `cluster-not-found`, `bring-up-not-found`. */
export function bringUpsRecord(stores: Stores, key: string): BringUpsRecord {
  const cluster = stores.clusters.cluster(key)
  return { cluster, bringUps: stores.clusters.bringUps(cluster.clusterId) }
}

import type { ClusterEventInfo, ClusterInfo, NodeInfo } from '../log-source.ts'
import { OperatorError } from '../operator-error.ts'
import type { SyncState } from './sync-state.ts'
import { type Stopping, together } from './together.ts'

/** DescribeClusterNode answers one instance a call: this many are asked at once, at the pace of the quota. */
const describeConcurrency = 8

/** Lists every node of the cluster and stores the list as one snapshot. */
export async function copyNodes(state: SyncState, cluster: ClusterInfo): Promise<void> {
  const { source, database } = state.request
  const nodes: NodeInfo[] = []
  const isListed = await permitted(
    state,
    'instances are known from their log streams alone',
    async () => {
      for await (const page of source.directory.nodes(cluster.name)) nodes.push(...page)
    },
  )
  if (isListed) database.inventory.saveNodes(cluster.clusterId, nodes)
}

/** Zone, image, address of every listed instance that is not described yet. */
export async function copyNodeDetails(state: SyncState, cluster: ClusterInfo): Promise<void> {
  const { source, database } = state.request
  const queue = [...database.inventory.undescribed(cluster.clusterId)]
  state.instancesToDescribe = queue.length
  // Not the sync's own: it goes on without descriptions.
  const describing: Stopping = { isStopping: false }
  const describe = async () => {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      if (describing.isStopping || state.isStopping) return
      const details = await source.directory.nodeDetails(cluster.name, id)
      if (details !== undefined) database.inventory.saveDetails(cluster.clusterId, details)
      state.instancesDescribed += 1
      state.report()
    }
  }
  await permitted(state, 'zones, images and addresses stay unknown', async () => {
    await together(describing, Array(describeConcurrency).fill(describe))
  })
}

/** Cluster events that are not stored yet; only Continuous clusters have any. */
export async function copyClusterEvents(state: SyncState, cluster: ClusterInfo): Promise<void> {
  if (cluster.nodeProvisioningMode !== 'Continuous') return
  const { source, database } = state.request
  const known = database.inventory.knownEventIds(cluster.clusterId)
  const events: ClusterEventInfo[] = []
  await permitted(state, 'cluster events are not shown', async () => {
    for await (const event of source.directory.clusterEvents(cluster.name, known))
      events.push(event)
  })
  database.inventory.saveEvents(cluster.clusterId, events)
}

/** Runs a part of the inventory that a sync can do without: where it is not permitted, that is noted. */
async function permitted(
  state: SyncState,
  consequence: string,
  work: () => Promise<void>,
): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    if (!(error instanceof OperatorError) || error.code !== 'access-denied') throw error
    state.note(`${error.message} So ${consequence}. ${error.nextStep}`)
    return false
  }
}

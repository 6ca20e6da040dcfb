import type { DataRecord } from '../../views/data.ts'
import type { Stores } from './stores.ts'

const mostSamples = 20
const mostSyncs = 50

export function dataRecord(stores: Stores, nameOrId: string): DataRecord {
  const cluster = stores.clusters.cluster(nameOrId)
  const { clusterId } = cluster
  const samples = stores.data.unrecognised(clusterId, mostSamples)
  return {
    cluster,
    logGroups: stores.data.logGroups(clusterId),
    streams: stores.data.streamCounts(clusterId),
    dialects: stores.data.dialects(clusterId),
    skipped: stores.data.skipped(clusterId),
    unrecognised: {
      lines: stores.data.unrecognisedCount(clusterId),
      samples: samples.map(({ logStreamId, instanceId, attempt, lineOrdinal }) => {
        const range = { logStreamId, fromLine: lineOrdinal, toLine: lineOrdinal }
        const [line] = [...stores.logs.blocksOfLines(range)].flat()
        return { instanceId, attempt, lineOrdinal, text: line?.text ?? '' }
      }),
    },
    notListed: stores.data.notListed(clusterId),
    syncRuns: stores.data.syncRuns(clusterId, mostSyncs),
  }
}

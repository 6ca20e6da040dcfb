import type { DataRecord } from '../../views/data.ts'
import { urls } from '../../views/urls.ts'
import type { Stores } from './stores.ts'

const mostSamples = 20
const mostSyncs = 50

/** Also in the pages of a bring-up it is the whole cluster that the record is about. */
export function dataRecord(stores: Stores, key: string): DataRecord {
  const cluster = stores.clusters.cluster(key)
  const { clusterId } = cluster
  const oddClocks = stores.data.oddClocks(clusterId, mostSamples)
  return {
    ...{ cluster, whole: urls.inScope(cluster.key, null) },
    streams: stores.data.streamCounts(clusterId),
    holes: { ...stores.data.holes(clusterId), oddClocks: oddClocks.instances },
    logGroups: stores.data.logGroups(clusterId),
    dialects: stores.data.dialects(clusterId),
    skipped: stores.data.skipped(clusterId),
    oddClocks: oddClocks.furthest,
    unrecognised: unrecognised(stores, clusterId),
    secrets: stores.secretLines.found(clusterId),
    file: stores.file.file(),
    versions: stores.file.versions(clusterId),
    syncRuns: stores.syncRuns.runs(clusterId, mostSyncs),
  }
}

function unrecognised(stores: Stores, clusterId: string): DataRecord['unrecognised'] {
  const samples = stores.data.unrecognised(clusterId, mostSamples)
  return {
    lines: stores.data.unrecognisedCount(clusterId),
    samples: samples.map(({ logStreamId, instanceId, attempt, lineOrdinal }) => {
      const range = { logStreamId, fromLine: lineOrdinal, toLine: lineOrdinal }
      const [line] = [...stores.logs.blocksOfLines(range)].flat()
      return { instanceId, attempt, lineOrdinal, text: line?.text ?? '' }
    }),
  }
}

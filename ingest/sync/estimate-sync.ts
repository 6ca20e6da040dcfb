// What a first sync of a cluster will cost, told from the list of its streams and a few of them read whole.

import type { LogGroupLayout } from '../lifecycle/log-group-name.ts'
import { logGroupNames } from '../lifecycle/log-group-name.ts'
import { parseLogStreamName } from '../lifecycle/log-stream-name.ts'
import type { ClusterSource, StreamToRead } from '../log-source.ts'

/** An estimate of one sync into an empty file. */
export interface SyncEstimate {
  readonly clusterName: string
  readonly streams: number
  /** Streams read to tell how long one is. */
  readonly sampledStreams: number
  /** Of the messages of all streams. */
  readonly bytes: number
  /** Calls that read events and list streams. */
  readonly calls: number
  /** The least time that reading them takes at the quotas of the account. */
  readonly readingMs: number
}

const sampleSize = 5
const streamsAPage = 50
const pageBytes = 2 ** 20

/**
 * Lists the streams of a cluster and reads some of them; nothing is stored. Throws as ClusterDirectory and LogSource do.
 */
export async function estimateSync(
  source: ClusterSource,
  cluster: string,
  layouts: readonly LogGroupLayout[],
): Promise<SyncEstimate> {
  const info = await source.directory.cluster(cluster)
  let streams = 0
  const sampled: number[] = []
  for (const [index, name] of logGroupNames(info, layouts).entries()) {
    const layout = layouts[index]
    if (layout === undefined || !(await exists(source, name))) continue
    const names = await lifecycleStreams(source, name, layout)
    streams += names.length
    sampled.push(...(await sampledBytes(source, name, names)))
  }
  const mean = sampled.reduce((sum, bytes) => sum + bytes, 0) / Math.max(1, sampled.length)
  return {
    ...{ clusterName: info.name, streams, sampledStreams: sampled.length },
    bytes: Math.round(mean * streams),
    ...cost(source, streams, mean),
  }
}

async function exists(source: ClusterSource, name: string): Promise<boolean> {
  for await (const page of source.logs.logGroups(name)) {
    if (page.some((group) => group.name === name)) return true
  }
  return false
}

async function lifecycleStreams(
  source: ClusterSource,
  logGroupName: string,
  layout: LogGroupLayout,
): Promise<readonly StreamToRead[]> {
  const found: StreamToRead[] = []
  for await (const page of source.logs.logStreams(logGroupName)) {
    for (const { name, lastEventMs } of page) {
      if (parseLogStreamName(name, layout) === undefined) continue
      found.push({ name, fromMs: 0, isUrgent: false, lastEventMs })
    }
  }
  return found
}

/** Bytes of streams spread over the whole list. */
async function sampledBytes(
  source: ClusterSource,
  logGroupName: string,
  streams: readonly StreamToRead[],
): Promise<readonly number[]> {
  const step = Math.max(1, Math.floor(streams.length / sampleSize))
  const sample = streams.filter((_, index) => index % step === 0).slice(0, sampleSize)
  const bytes = new Map(sample.map(({ name }) => [name, 0]))
  const read = { logGroupName, streams: sample, toMs: Number.MAX_SAFE_INTEGER }
  for await (const page of source.logs.read(read)) {
    for (const { streamName, message } of page.events) {
      bytes.set(streamName, (bytes.get(streamName) ?? 0) + Buffer.byteLength(message))
    }
  }
  return [...bytes.values()]
}

function cost(
  source: ClusterSource,
  streams: number,
  streamBytes: number,
): Pick<SyncEstimate, 'calls' | 'readingMs'> {
  const { filterPerSecond = 0, getPerSecond = 0 } = source.reading() ?? {}
  const perGet = streamBytes / (Math.ceil(streamBytes / pageBytes) + 1)
  const bytesPerSecond = filterPerSecond * pageBytes + getPerSecond * perGet
  const seconds = bytesPerSecond === 0 ? 0 : (streams * streamBytes) / bytesPerSecond
  const listing = Math.ceil(streams / streamsAPage)
  const calls = Math.ceil(seconds * (filterPerSecond + getPerSecond)) + listing
  return { calls, readingMs: Math.round(seconds * 1000) }
}

// What `aws sagemaker describe-cluster`, `list-cluster-nodes`, `describe-cluster-node`, `list-cluster-events` and
// `describe-cluster-event` print, as the calls of a sync would have answered.
import { clusterEventInfo, failureMessage } from '../cloudwatch/cluster-event.ts'
import { clusterInfo, nodeDetails, nodeInfo } from '../cloudwatch/cluster-info.ts'
import type { ClusterEventInfo, ClusterInfo, NodeDetails, NodeInfo } from '../log-source.ts'
import { checkedRecord } from './checked-record.ts'
import type { ImportLimits } from './import-limits.ts'
import { ImportSkip } from './import-skip.ts'

/** What the inventory files of an import say together. */
export interface ImportedInventory {
  readonly clusters: ClusterInfo[]
  /** undefined: no file lists nodes. */
  nodes: NodeInfo[] | undefined
  readonly details: NodeDetails[]
  readonly events: Map<string, ClusterEventInfo>
}

export function emptyInventory(): ImportedInventory {
  return { clusters: [], nodes: undefined, details: [], events: new Map() }
}

/** Answers of SageMaker as the command line prints them; each document is one of these, or a list of them. */
interface Document {
  readonly ClusterArn?: string
  readonly ClusterNodeSummaries?: Parameters<typeof nodeInfo>[0][]
  readonly NodeDetails?: Parameters<typeof nodeDetails>[0]
  readonly Events?: Parameters<typeof clusterEventInfo>[0][]
  readonly EventDetails?: NonNullable<Parameters<typeof failureMessage>[0]>
}

/**
 * Adds what one file says. Returns how many records it held, which a list of AWS's may be without; undefined: it holds no answer of
 * AWS's. Throws ImportSkip where it is no JSON, too large or too deep, or not shaped as AWS's answers are.
 *
 * @param region stands in where a cluster's ARN does not name one.
 */
export async function addInventory(
  inventory: ImportedInventory,
  chunks: AsyncIterable<Buffer>,
  options: { readonly limits: ImportLimits; readonly region: string },
): Promise<number | undefined> {
  const documents = [parseDocument(await wholeText(chunks, options.limits), options.limits)].flat()
  const counts = documents.flatMap(
    (document) => addDocument(inventory, document, options.region) ?? [],
  )
  return counts.length === 0 ? undefined : counts.reduce((total, count) => total + count)
}

/** undefined: it is none of the answers. */
function addDocument(
  inventory: ImportedInventory,
  document: unknown,
  region: string,
): number | undefined {
  if (typeof document !== 'object' || document === null) return undefined
  const { ClusterArn, ClusterNodeSummaries, NodeDetails, Events, EventDetails } =
    document as Document
  if (typeof ClusterArn === 'string' && 'ClusterStatus' in document) {
    const cluster = document as Parameters<typeof clusterInfo>[0]
    inventory.clusters.push(checkedRecord(() => clusterInfo(cluster, region)))
    return 1
  }
  if (Array.isArray(ClusterNodeSummaries)) return addNodes(inventory, ClusterNodeSummaries)
  if (NodeDetails?.InstanceId !== undefined) {
    const { InstanceId } = NodeDetails
    inventory.details.push(checkedRecord(() => nodeDetails(NodeDetails, InstanceId)))
    return 1
  }
  if (Array.isArray(Events)) return addEvents(inventory, Events)
  return EventDetails === undefined ? undefined : addEventDetails(inventory, EventDetails)
}

function addNodes(
  inventory: ImportedInventory,
  summaries: readonly Parameters<typeof nodeInfo>[0][],
): number {
  const nodes = checkedRecord(() => summaries.flatMap(nodeInfo))
  inventory.nodes = [...(inventory.nodes ?? []), ...nodes]
  return nodes.length
}

function addEvents(
  inventory: ImportedInventory,
  summaries: readonly Parameters<typeof clusterEventInfo>[0][],
): number {
  const events = checkedRecord(() =>
    summaries.flatMap((summary) => clusterEventInfo(summary) ?? []),
  )
  for (const event of events) {
    if (!inventory.events.has(event.eventId)) inventory.events.set(event.eventId, event)
  }
  return events.length
}

function addEventDetails(
  inventory: ImportedInventory,
  detail: NonNullable<Parameters<typeof failureMessage>[0]>,
): number {
  const event = checkedRecord(() => clusterEventInfo(detail))
  if (event === undefined) return 0
  const said = checkedRecord(() => ({ ...event, failureMessage: failureMessage(detail) }))
  inventory.events.set(event.eventId, said)
  return 1
}

async function wholeText(chunks: AsyncIterable<Buffer>, limits: ImportLimits): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    parts.push(chunk)
    bytes += chunk.length
    if (bytes > limits.documentBytes) {
      throw new ImportSkip(`its JSON is larger than ${limits.documentBytes} bytes`)
    }
  }
  return Buffer.concat(parts)
    .toString('utf8')
    .replace(/^\ufeff/, '')
}

function parseDocument(text: string, limits: ImportLimits): unknown {
  refuseDepth(text, limits.depth)
  try {
    return JSON.parse(text, reviveDate)
  } catch (error) {
    throw new ImportSkip(`it is no JSON (${(error as Error).message})`, error)
  }
}

/** Counts brackets, those in strings too: no inventory comes near the limit. */
function refuseDepth(text: string, limit: number): void {
  let depth = 0
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1
    if (depth > limit) throw new ImportSkip(`its JSON nests deeper than ${limit} levels`)
  }
}

const dates = new Set(['CreationTime', 'LaunchTime', 'LastSoftwareUpdateTime', 'EventTime'])

/** Version 2 of the AWS command line writes ISO dates, version 1 epoch seconds. */
function reviveDate(name: string, value: unknown): unknown {
  if (!dates.has(name)) return value
  if (typeof value === 'number') return new Date(value * 1000)
  return typeof value === 'string' ? new Date(value) : undefined
}

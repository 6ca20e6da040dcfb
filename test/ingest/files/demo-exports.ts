// What the real tools would have written of a demo cluster: the same events, asked for over HTTP, in each format that an
// import reads. File names and line forms are those of the CloudWatch Logs user guide ("Export log data to Amazon S3")
// and of the AWS command line.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs'
import {
  DescribeClusterCommand,
  DescribeClusterEventCommand,
  DescribeClusterNodeCommand,
  ListClusterEventsCommand,
  ListClusterNodesCommand,
} from '@aws-sdk/client-sagemaker'
import { type Clients, filterAll } from '../demo/demo-clients.ts'

/** Every event of the cluster's log group, other streams than lifecycle ones too, page by page. */
export function allPages(clients: Clients): Promise<FilteredLogEvent[][]> {
  return filterAll(clients, { logGroupName: clients.logGroupName })
}

/** The five kinds of answers of SageMaker, one file each. Returns their paths. */
export async function writeInventory(clients: Clients, folder: string): Promise<string[]> {
  const ClusterName = clients.server.cluster.settings.clusterName
  const { sagemaker } = clients
  const nodes = []
  for (let NextToken: string | undefined; ; ) {
    const page = await sagemaker.send(
      new ListClusterNodesCommand({
        ClusterName,
        NextToken,
        IncludeNodeLogicalIds: true,
        MaxResults: 100,
      }),
    )
    nodes.push(...(page.ClusterNodeSummaries ?? []))
    NextToken = page.NextToken
    if (NextToken === undefined) break
  }
  const details = []
  for (const { InstanceId: NodeId } of nodes) {
    const answer = await sagemaker.send(new DescribeClusterNodeCommand({ ClusterName, NodeId }))
    details.push({ NodeDetails: answer.NodeDetails })
  }
  const events = []
  for (let NextToken: string | undefined; ; ) {
    const page = await sagemaker.send(
      new ListClusterEventsCommand({ ClusterName, NextToken, MaxResults: 100 }),
    )
    events.push(...(page.Events ?? []))
    NextToken = page.NextToken
    if (NextToken === undefined) break
  }
  const eventDetails = []
  for (const { EventId } of events) {
    const answer = await sagemaker.send(new DescribeClusterEventCommand({ ClusterName, EventId }))
    eventDetails.push({ EventDetails: answer.EventDetails })
  }
  const { $metadata: _, ...cluster } = await sagemaker.send(
    new DescribeClusterCommand({ ClusterName }),
  )
  const documents = {
    'describe-cluster.json': cluster,
    'list-cluster-nodes.json': { ClusterNodeSummaries: nodes },
    'describe-cluster-node.json': details,
    'list-cluster-events.json': { Events: events },
    'describe-cluster-event.json': eventDetails,
  }
  return Object.entries(documents).map(([name, document]) => {
    const path = join(folder, name)
    writeFileSync(path, JSON.stringify(document, null, 4))
    return path
  })
}

/** By stream, each in CloudWatch's order. */
export function byStream(
  pages: readonly FilteredLogEvent[][],
): ReadonlyMap<string, FilteredLogEvent[]> {
  return Map.groupBy(pages.flat(), ({ logStreamName }) => logStreamName ?? '')
}

/** The layout of an export task: `exportedlogs/<task>/<stream with - for />/000000.gz`, in files that time does not order. */
export function writeS3Export(pages: readonly FilteredLogEvent[][], folder: string): string {
  const root = join(folder, 'exportedlogs')
  mkdirSync(root)
  writeFileSync(join(root, 'aws-logs-write-test'), 'Permission Check Successful')
  for (const [name, events] of byStream(pages)) {
    const place = join(root, '5a1e3ad5-b1a6-4f2c-a7c0-7c8d2d2c1b11', name.replaceAll('/', '-'))
    mkdirSync(place, { recursive: true })
    // Between two milliseconds: which of two events of one came first, files out of order cannot tell.
    const middle = events[Math.floor(events.length / 2)]?.timestamp
    const half = events.findIndex(({ timestamp }) => timestamp === middle)
    // The later half first.
    const parts = [events.slice(half), events.slice(0, half)]
    for (const [index, part] of parts.entries()) {
      const text = part.map((event) => `${isoTime(event)} ${event.message}\n`).join('')
      writeFileSync(join(place, `00000${index}.gz`), gzipSync(text))
    }
  }
  return root
}

export function isoTime({ timestamp = 0 }: FilteredLogEvent): string {
  return new Date(timestamp).toISOString()
}

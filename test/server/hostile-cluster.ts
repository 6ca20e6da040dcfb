// A cluster all of whose names and lines are hostile, imported as its exported files would be, so that templates, groups,
// causes and facets are made of hostile text, too.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { imported } from '../ingest/files/imported.ts'
import { temporaryFolder } from '../synced-demo.ts'
import { hostileLines, hostileTexts } from './hostile-text.ts'

export interface HostileCluster {
  readonly path: string
  readonly clusterName: string
  readonly instances: readonly string[]
  readonly failed: readonly string[]
  readonly lines: number
}

const startMs = Date.UTC(2026, 10, 23, 2)
const clusterName = `c"><img src=x onerror=window.pwned=1>'`
const arn = 'arn:aws:sagemaker:us-west-2:111122223333:cluster/abcdefghijkl'

const text = (index: number): string => hostileTexts[index % hostileTexts.length] ?? ''
const instanceId = (index: number): string => `i-${index.toString(16).padStart(17, '0')}`

/** `instances`, every second of which failed, for one of so many `reasons` (default two), with `lines` hostile lines together. */
export async function hostileCluster(size: {
  readonly instances: number
  readonly lines: number
  readonly reasons?: number
  /** Other lines for another one. */
  readonly seed?: number
}): Promise<HostileCluster> {
  const folder = temporaryFolder()
  const files = join(folder, 'files')
  mkdirSync(files)
  const ids = Array.from({ length: size.instances }, (_, index) => instanceId(index + 1))
  const lines = hostileLines(size.lines, size.seed ?? 5)
  for (const [name, content] of Object.entries(inventory(ids))) {
    writeFileSync(join(files, name), JSON.stringify(content))
  }
  const share = Math.ceil(lines.length / ids.length)
  for (const [index, id] of ids.entries()) {
    const own = lines.slice(index * share, (index + 1) * share)
    const reason = text((index / 2) % (size.reasons ?? 2))
    const events = eventsOf(id, index, { lines: own, reason })
    writeFileSync(join(files, `${id}.json`), JSON.stringify({ events }))
  }
  const path = join(folder, 'hostile.db')
  await imported(path, [files], { asOfMs: startMs + 3_600_000 })
  const failed = ids.filter((_, index) => index % 2 === 0)
  return { path, clusterName, instances: ids, failed, lines: lines.length }
}

function inventory(ids: readonly string[]): Readonly<Record<string, unknown>> {
  const nodes = ids.map((id, index) => ({
    ...{ InstanceId: id, InstanceGroupName: text(index % 4), InstanceType: text(40 + (index % 3)) },
    ...{ LaunchTime: new Date(startMs), NodeLogicalId: text(index + 7) },
    InstanceStatus: { Status: index % 2 === 0 ? 'Failure' : 'Running', Message: text(index) },
  }))
  return {
    'cluster.json': {
      ...{ ClusterArn: arn, ClusterName: clusterName, ClusterStatus: text(0) },
      ...{ FailureMessage: text(4), CreationTime: new Date(startMs) },
      InstanceGroups: [0, 1, 2, 3].map((group) => ({
        ...{ InstanceGroupName: text(group), InstanceType: text(40), CurrentCount: 1 },
        LifeCycleConfig: { SourceS3Uri: `s3://${text(group)}`, OnCreate: text(group + 1) },
        ...{ CurrentImageId: text(group + 2), Status: text(3), TargetCount: 9 },
      })),
    },
    'nodes.json': { ClusterNodeSummaries: nodes },
    ...Object.fromEntries(
      nodes.map((node, index) => [
        `node-${index}.json`,
        {
          NodeDetails: {
            ...{ ...node, ImageId: text(20 + (index % 2)), PrivatePrimaryIp: text(index) },
            Placement: { AvailabilityZone: text(30 + (index % 3)), AvailabilityZoneId: text(5) },
          },
        },
      ]),
    ),
    'events.json': {
      Events: hostileTexts.map((Description, index) => ({
        ...{ EventId: `e${index}`, EventTime: new Date(startMs + index), ClusterArn: arn },
        ...{ ResourceType: text(index + 1), EventLevel: 'Error', Description },
        ...{ InstanceId: ids[index % ids.length], InstanceGroupName: text(index % 4) },
      })),
    },
  }
}

/** Two hostile steps; the error line of a failed instance is one of a few, so that groups of several come about. */
function eventsOf(
  id: string,
  index: number,
  { lines, reason }: { readonly lines: readonly string[]; readonly reason: string },
): readonly object[] {
  const script = text(index % 3).replaceAll('/', '∕')
  const half = Math.ceil(lines.length / 2)
  const isFailed = index % 2 === 0
  const messages = [
    '[SCRIPT_DOWNLOAD_START] s3://x',
    '[SCRIPT_DOWNLOAD_COMPLETE] s3://x',
    `Execute script: ./${text(1)}.sh`,
    ...lines.slice(0, half),
    `Execute script: ./${text(12)}.sh`,
    ...lines.slice(half),
    ...(isFailed ? [`ERROR: cannot continue: ${reason}`] : []),
    isFailed
      ? '[SCRIPT_EXECUTION_FAILED] Script failed with exit code 1'
      : '[SCRIPT_EXECUTION_SUCCESS] done',
  ]
  return messages.map((message, at) => ({
    ...{ timestamp: startMs + at * 10, message, logStreamName: `${id}/${script}` },
  }))
}

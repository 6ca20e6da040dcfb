// What else lies in the same account: log groups of other clusters, and streams of the cluster's own log group that hold
// no lifecycle log.
import type { DemoCluster } from './demo-cluster.ts'
import type { DemoInstance } from './demo-instance.ts'
import { layoutWording } from './demo-layout.ts'
import type { DemoStream } from './log-delivery.ts'
import { seededRandom } from './seeded-random.ts'

/** Log groups without streams: an earlier cluster of the same name, one whose name starts alike, and a function's. */
export function otherLogGroups({ settings }: DemoCluster): readonly string[] {
  const { logGroup } = layoutWording(settings.layout)
  const staging = logGroup(`${settings.clusterName}-staging`, 'k2v9d0q4m7xs')
  const earlier = `/aws/sagemaker/Clusters/${settings.clusterName}/a8f3l0w6t1zn`
  return ['/aws/lambda/nightly-cost-report', earlier, staging]
}

function streamOf(name: string, lines: readonly { atMs: number; message: string }[]): DemoStream {
  return {
    name,
    atMs: Float64Array.from(lines, ({ atMs }) => atMs),
    ingestedMs: Float64Array.from(lines, ({ atMs }) => atMs + 2_000),
    messages: lines.map(({ message }) => message),
  }
}

function healthAgentStream(instance: DemoInstance): DemoStream {
  const lines = Array.from({ length: 12 }, (_, place) => {
    const atMs = instance.firstRunMs + place * 60_000
    const message = JSON.stringify({
      level: 'info',
      ts: new Date(atMs).toISOString(),
      msg:
        place === 7
          ? 'HealthMonitoringAgentDetectionEvent: NVLink CRC error recovered'
          : 'heartbeat',
    })
    return { atMs, message }
  })
  return streamOf(
    `SagemakerHealthMonitoringAgent/${instance.instanceGroup}/${instance.instanceId}`,
    lines,
  )
}

function deepHealthCheckStream({ settings, instances }: DemoCluster, place: number): DemoStream {
  const random = seededRandom(settings.seed, 'deep health check', place)
  const instanceId = random.pick([
    instances.at(-1)?.instanceId ?? '',
    instances.at(-2)?.instanceId ?? '',
  ])
  const atMs = settings.startedMs + place * 1_000
  const message = JSON.stringify({
    level: 'info',
    ts: new Date(atMs).toISOString(),
    msg: `DeepHealthCheck for ${instanceId}: The lifecycle scripts failed to be relevant here`,
  })
  return streamOf(`DeepHealthCheckResults/${random.hex(32)}`, [{ atMs, message }])
}

const made = new WeakMap<DemoCluster, readonly DemoStream[]>()

/** Streams of the cluster's log group that hold no lifecycle log. */
export function otherStreams(cluster: DemoCluster): readonly DemoStream[] {
  const known = made.get(cluster)
  if (known !== undefined) return known
  const watched = cluster.instances.filter(({ instanceType }) => instanceType.startsWith('ml.p5'))
  const streams = [
    ...watched.slice(0, 6).map(healthAgentStream),
    deepHealthCheckStream(cluster, 1),
    deepHealthCheckStream(cluster, 2),
  ]
  made.set(cluster, streams)
  return streams
}

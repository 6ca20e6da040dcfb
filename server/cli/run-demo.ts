import { once } from 'node:events'
import { demoCluster } from '../../ingest/demo/demo-cluster.ts'
import type { DemoOptions } from '../../ingest/demo/demo-options.ts'
import { demoTruth } from '../../ingest/demo/demo-truth.ts'
import { startDemoServerInWorker } from '../../ingest/demo/demo-worker.ts'
import type { CommandContext } from './command-context.ts'
import { printableJson } from './printable.ts'
import { runSync, type SyncJob } from './run-sync.ts'
import { serveUntilStopped } from './serve-until-stopped.ts'

export interface DemoJob {
  readonly databasePath: string
  readonly port: number
  readonly cluster: DemoOptions
  /** The bring-up is played, this many times as fast; undefined: it stands at its snapshot. */
  readonly speed?: number
  /** False: end after the sync. */
  readonly serves: boolean
  readonly isSqlOn: boolean
  readonly asksToken: boolean
  readonly shows: 'viewer' | 'endpoint' | 'truth'
}

/** Ports that the viewer tries when its own is taken. */
const tryNextPorts = 20

/** Between two passes over a bring-up that is being played. */
const watchEveryMs = 5000

/** Brings up the demo cluster and syncs it through the AWS SDK, as a real one. */
export async function runDemo(job: DemoJob, context: CommandContext): Promise<void> {
  const cluster = demoCluster(job.cluster)
  if (job.shows === 'truth') {
    context.stdout.write(printableJson(demoTruth(cluster), 1))
    return
  }
  const { speed } = job
  const server = await startDemoServerInWorker({
    ...job.cluster,
    ...(speed === undefined ? {} : { live: { speed } }),
  })
  try {
    const { clusterName, region } = cluster.settings
    const environment = awsEnvironment(server.url, region)
    if (job.shows === 'endpoint') await offerEndpoint({ environment, clusterName }, context)
    else await syncAndServe(job, { environment, clusterName }, context)
  } finally {
    await server.close()
  }
}

interface DemoEndpoint {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly clusterName: string
}

/** What points the AWS SDK at the demo and nowhere else; undefined: must not be set. */
function awsEnvironment(url: string, region: string): Readonly<Record<string, string | undefined>> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'AKIADEMODEMODEMODEMO',
    AWS_SECRET_ACCESS_KEY: 'demo',
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: undefined,
    AWS_ENDPOINT_URL_SAGEMAKER: undefined,
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: undefined,
    AWS_PROFILE: undefined,
    AWS_SESSION_TOKEN: undefined,
  }
}

async function offerEndpoint(endpoint: DemoEndpoint, context: CommandContext): Promise<void> {
  const exports = Object.entries(endpoint.environment)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `export ${name}=${value}`)
  context.stdout.write(`${exports.join('\n')}\n`)
  context.stderr.write(
    `Paste these lines, then: hyperscope sync ${endpoint.clusterName} · Ctrl-C ends\n`,
  )
  if (!context.signal.aborted) await once(context.signal, 'abort')
}

async function syncAndServe(
  job: DemoJob,
  endpoint: DemoEndpoint,
  context: CommandContext,
): Promise<void> {
  for (const [name, value] of Object.entries(endpoint.environment)) {
    if (value === undefined) delete context.env[name]
    else context.env[name] = value
  }
  const { databasePath, port, isSqlOn, asksToken } = job
  const sync: SyncJob = { clusters: [endpoint.clusterName], databasePath, full: false }
  const viewer = { databasePath, port, tryNextPorts, isSqlOn, asksToken }
  const serve = () => serveUntilStopped(viewer, context)
  if (job.speed === undefined) {
    await runSync(sync, context)
    if (job.serves && !context.signal.aborted) await serve()
    return
  }
  const watching = runSync({ ...sync, watchEveryMs }, context)
  await Promise.all([watching, ...(job.serves ? [serve()] : [])])
}

// The real AWS clients on a demo server of their own, and how a caller reads all there is.
import {
  CloudWatchLogsClient,
  type FilteredLogEvent,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs'
import { SageMakerClient } from '@aws-sdk/client-sagemaker'
import type { DemoInstance } from '../../../ingest/demo/demo-instance.ts'
import { type DemoServer, startDemoServer } from '../../../ingest/demo/demo-server.ts'
import type { DemoServerOptions } from '../../../ingest/demo/demo-server-options.ts'

export interface Clients {
  readonly server: DemoServer
  readonly logs: CloudWatchLogsClient
  readonly sagemaker: SageMakerClient
  readonly logGroupName: string
}

/** Runs a test against a server of its own, unlimited unless it says otherwise. */
export async function withServer(
  options: DemoServerOptions,
  run: (clients: Clients) => Promise<void>,
): Promise<void> {
  const server = await startDemoServer({ instances: 100, quotas: 'none', ...options })
  const config = {
    endpoint: server.url,
    region: 'us-west-2',
    credentials: { accessKeyId: 'demo', secretAccessKey: 'demo' },
    maxAttempts: 1,
  }
  const logs = new CloudWatchLogsClient(config)
  const sagemaker = new SageMakerClient(config)
  try {
    await run({ server, logs, sagemaker, logGroupName: server.cluster.logGroupName })
  } finally {
    logs.destroy()
    sagemaker.destroy()
    await server.close()
  }
}

/** The name of the error that a call throws. */
export async function errorName(call: Promise<unknown>): Promise<string> {
  try {
    await call
  } catch (error) {
    return error instanceof Error ? error.name : String(error)
  }
  return 'no error'
}

/** All pages of FilterLogEvents. */
export async function filterAll(
  { logs }: Clients,
  input: FilterLogEventsCommandInput,
): Promise<FilteredLogEvent[][]> {
  const pages: FilteredLogEvent[][] = []
  for (let nextToken: string | undefined; ; ) {
    const page = await logs.send(new FilterLogEventsCommand({ ...input, nextToken }))
    pages.push(page.events ?? [])
    nextToken = page.nextToken
    if (nextToken === undefined) return pages
  }
}

/** Reads forward until the service gives back the token it was sent. */
export async function getAll(
  { logs }: Clients,
  input: GetLogEventsCommandInput,
): Promise<string[]> {
  const messages: string[] = []
  for (let nextToken: string | undefined; ; ) {
    const page = await logs.send(
      new GetLogEventsCommand({ ...input, startFromHead: true, nextToken }),
    )
    messages.push(...(page.events ?? []).map(({ message }) => message ?? ''))
    if (page.nextForwardToken === nextToken) return messages
    nextToken = page.nextForwardToken
  }
}

/** Healthy instances with the names of their streams. */
export function healthy(
  server: DemoServer,
  count: number,
): { instance: DemoInstance; name: string }[] {
  return server.cluster.instances
    .filter(({ fate }) => fate.state === 'succeeded')
    .slice(0, count)
    .map((instance) => ({ instance, name: server.cluster.stream(instance)?.name ?? '' }))
}

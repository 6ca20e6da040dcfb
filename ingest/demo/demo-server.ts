// The demo cluster behind a socket: CloudWatch Logs and SageMaker as their clients see them. Both speak AWS JSON 1.1
// (smithy.io, "AWS JSON 1.1 protocol"): POST /, the operation in X-Amz-Target, errors as `__type` and `message`.
// Signatures are not checked.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { OperatorError } from '../operator-error.ts'
import { errorAnswer, writeAnswer } from './demo-answer.ts'
import type { DemoCluster } from './demo-cluster.ts'
import type { DemoServerOptions } from './demo-server-options.ts'
import { answerRequest, type DemoService, demoService } from './demo-service.ts'
import { ServiceError } from './service-error.ts'

/** What has been asked of a server so far. */
export interface DemoServerCounts {
  /** Requests by operation, refused ones included. */
  readonly requests: Readonly<Record<string, number>>
  readonly throttled: number
  /** IAM actions of the operations asked for, sorted. */
  readonly actions: readonly string[]
}

export interface DemoServer {
  readonly url: string
  readonly port: number
  readonly cluster: DemoCluster
  counts(): DemoServerCounts
  /** Ends at once; open connections are cut. */
  close(): Promise<void>
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

async function serve(
  service: DemoService,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = String(request.headers['x-amz-target'] ?? '')
  const body = await readBody(request)
  const { answer, fault, serial } = answerRequest(service, { target, body })
  response.setHeader('date', new Date(service.nowMs()).toUTCString())
  response.setHeader(
    'x-amzn-requestid',
    `00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`,
  )
  const write = (): void => writeAnswer(response, answer, fault)
  const { latencyMs = 0 } = service.options
  if (latencyMs === 0) write()
  else setTimeout(write, latencyMs)
}

/** A bug of the demo answers as an internal error that says what went wrong, so that no client hangs on it. */
function reportBug(response: ServerResponse, error: unknown): void {
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error)
  if (response.headersSent || response.destroyed) response.destroy()
  else writeAnswer(response, errorAnswer(new ServiceError('InternalFailure', said, 500)), undefined)
}

function listenError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== 'EADDRINUSE') return error
  const said = `Port ${port} is in use, so the demo services cannot listen on it.`
  return new OperatorError(
    'port-in-use',
    said,
    'Choose another port, or 0 for any free one.',
    error,
  )
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, port)))
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

/**
 * Starts the demo services on 127.0.0.1. Throws OperatorError `invalid-option` for an impossible cluster,
 * `port-in-use` for a port that is taken.
 */
export async function startDemoServer(options: DemoServerOptions = {}): Promise<DemoServer> {
  const service = demoService(options)
  const server = createServer((request, response) => {
    serve(service, request, response).catch((error: unknown) => reportBug(response, error))
  })
  const port = await listen(server, options.port ?? 0)
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    cluster: service.cluster,
    counts: () => ({
      requests: Object.fromEntries(service.requests),
      throttled: service.throttled,
      actions: [...service.actions].sort(),
    }),
    close: () => close(server),
  }
}

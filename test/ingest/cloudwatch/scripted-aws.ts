// A server that speaks AWS's JSON 1.1 over a real socket and answers by script, faults of every kind included;
// and the environment in which the SDK finds it.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectedSource } from '../../../ingest/cloudwatch/aws-cluster-source.ts'
import {
  type AwsConnection,
  type AwsConnectionOptions,
  connectAws,
} from '../../../ingest/cloudwatch/aws-connection.ts'
import type { Timing } from '../../../ingest/cloudwatch/timing.ts'
import type { ClusterSource } from '../../../ingest/log-source.ts'

export interface AwsRequest {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  readonly accessKeyId: string
}

/** What the server does with one request. */
export type Reply =
  | { readonly json: unknown; readonly date?: string }
  | {
      readonly error: string
      readonly message?: string
      readonly status?: number
      readonly date?: string
    }
  /** As it stands, with status 200 unless given. */
  | { readonly text: string; readonly status?: number }
  /** Headers promise more than comes before the socket is destroyed. */
  | { readonly cut: string }
  | 'reset'
  | 'hang'
  /** A byte now and then, without end. */
  | 'drip'

export type Script = (request: AwsRequest, index: number) => Reply

/** Answers one after the other; the last one stands for every further request. */
export function inOrder(...replies: readonly Reply[]): Script {
  return (_, index) => replies[Math.min(index, replies.length - 1)] ?? 'reset'
}

/** Waits take no time: the clock jumps. */
export interface FakeTiming extends Timing {
  readonly sleptMs: number[]
}

export function fakeTiming(): FakeTiming {
  let clockMs = 0
  const sleptMs: number[] = []
  return {
    sleptMs,
    nowMs: () => clockMs,
    sleep: async (ms, signal) => {
      signal.throwIfAborted()
      sleptMs.push(ms)
      clockMs += ms
    },
  }
}

export interface ScriptedAws {
  readonly url: string
  readonly requests: readonly AwsRequest[]
  readonly timing: FakeTiming
  readonly said: string[]
  readonly connection: AwsConnection
  readonly source: ClusterSource
  readonly abort: AbortController
  readonly options: AwsConnectionOptions
}

const environment = {
  AWS_ACCESS_KEY_ID: 'AKIATESTTESTTESTWXYZ',
  AWS_SECRET_ACCESS_KEY: 'secret-of-the-test',
  AWS_REGION: 'eu-west-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: join(tmpdir(), 'hyperscope-test-no-such-file'),
  AWS_SHARED_CREDENTIALS_FILE: join(tmpdir(), 'hyperscope-test-no-such-file'),
}

/** Runs against a scripted AWS; the environment is as before afterwards. */
export async function withScriptedAws(
  script: Script,
  run: (aws: ScriptedAws) => Promise<void>,
  overrides: { options?: Partial<AwsConnectionOptions>; env?: Record<string, string> } = {},
): Promise<void> {
  const requests: AwsRequest[] = []
  const server = createServer((request, response) => {
    void respond(request, response, (received) => {
      requests.push(received)
      return script(received, requests.length - 1)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    await withEnvironment({ ...environment, AWS_ENDPOINT_URL: url, ...overrides.env }, async () => {
      const abort = new AbortController()
      const said: string[] = []
      const timing = fakeTiming()
      const options: AwsConnectionOptions = {
        signal: abort.signal,
        timing,
        jitter: () => 1,
        log: (sentence) => said.push(sentence),
        ...overrides.options,
      }
      const connection = await connectAws(options)
      const source = connectedSource(connection)
      await run({ url, requests, timing, said, connection, source, abort, options })
    })
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

/** Runs with these variables and no other `AWS_…` one. */
export async function withEnvironment<Result>(
  variables: Readonly<Record<string, string>>,
  run: () => Promise<Result>,
): Promise<Result> {
  const before = { ...process.env }
  for (const name of Object.keys(before)) if (name.startsWith('AWS_')) delete process.env[name]
  Object.assign(process.env, variables)
  try {
    return await run()
  } finally {
    for (const name of Object.keys(variables)) delete process.env[name]
    Object.assign(process.env, before)
  }
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (received: AwsRequest) => Reply,
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const target = String(request.headers['x-amz-target'])
  send(
    response,
    answer({
      operation: target.slice(target.indexOf('.') + 1),
      input: JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}'),
      accessKeyId: /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '',
    }),
  )
}

function send(response: ServerResponse, reply: Reply): void {
  response.setHeader('content-type', 'application/x-amz-json-1.1')
  if (typeof reply === 'string') {
    misbehave(response, reply)
  } else if ('cut' in reply) {
    response.writeHead(200, { 'content-length': reply.cut.length + 1000 })
    response.write(reply.cut, () => response.socket?.destroy())
  } else {
    if ('date' in reply && reply.date !== undefined) response.setHeader('date', reply.date)
    response.statusCode = statusOf(reply)
    response.end(bodyOf(reply))
  }
}

function misbehave(response: ServerResponse, how: 'reset' | 'hang' | 'drip'): void {
  if (how === 'reset') response.socket?.destroy()
  if (how !== 'drip') return
  response.writeHead(200)
  const timer = setInterval(() => response.write(' '), 20)
  response.on('close', () => clearInterval(timer))
}

function statusOf(reply: Exclude<Reply, string | { cut: string }>): number {
  if ('json' in reply) return 200
  return reply.status ?? ('error' in reply ? 400 : 200)
}

function bodyOf(reply: { json: unknown } | { error: string; message?: string } | { text: string }) {
  if ('json' in reply) return JSON.stringify(reply.json)
  if ('text' in reply) return reply.text
  return JSON.stringify({ __type: reply.error, message: reply.message ?? `about ${reply.error}` })
}

/** All values of an async iterable. */
export async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const list: Value[] = []
  for await (const value of values) list.push(value)
  return list
}

/** What a promise is rejected with; undefined where it is not. */
export function thrownBy(run: Promise<unknown>): Promise<unknown> {
  return run.then(
    () => undefined,
    (error: unknown) => error,
  )
}

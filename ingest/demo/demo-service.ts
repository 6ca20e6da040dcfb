import { type Answer, errorAnswer, resultAnswer } from './demo-answer.ts'
import { type DemoCluster, demoCluster } from './demo-cluster.ts'
import type { OperationScene } from './demo-operation.ts'
import { type ServedOperation, servedOperations } from './demo-operations.ts'
import { type DemoServerOptions, realLimits } from './demo-server-options.ts'
import type { Fault } from './fault.ts'
import { type PageTokens, pageTokens } from './page-token.ts'
import type { RequestInput } from './request-input.ts'
import { frontDoorErrors, ServiceError } from './service-error.ts'
import { type TokenBucket, tokenBucket, usWest2Quotas } from './token-bucket.ts'

/** What the demo services keep between requests. */
export interface DemoService {
  readonly options: DemoServerOptions
  readonly cluster: DemoCluster
  readonly nowMs: () => number
  readonly elapsedMs: () => number
  readonly tokens: PageTokens
  readonly buckets: ReadonlyMap<string, TokenBucket>
  readonly requests: Map<string, number>
  readonly actions: Set<string>
  throttled: number
  answered: number
}

/** A service that has not been asked anything yet. */
export function demoService(options: DemoServerOptions): DemoService {
  const cluster = demoCluster(options)
  const nowMs = options.nowMs ?? (() => cluster.snapshotMs)
  const quotas = options.quotas === 'none' ? {} : (options.quotas ?? usWest2Quotas)
  const { burst } = options
  const buckets = Object.entries(quotas).map(
    ([operation, rate]) => [operation, tokenBucket(rate, Math.max(1, burst ?? rate))] as const,
  )
  return {
    options,
    cluster,
    nowMs,
    elapsedMs: options.elapsedMs ?? (() => performance.now()),
    tokens: pageTokens(nowMs),
    buckets: new Map(buckets),
    requests: new Map(),
    actions: new Set(),
    throttled: 0,
    answered: 0,
  }
}

/** The faults that are errors of the service. */
function faultError(fault: Fault | undefined, action: string): ServiceError | undefined {
  if (fault?.kind === 'throttle') return frontDoorErrors.throttled()
  if (fault?.kind === 'expired-token') return frontDoorErrors.expired()
  if (fault?.kind === 'access-denied') return frontDoorErrors.denied(action)
  return fault?.kind === 'server-error' ? frontDoorErrors.internal(fault.httpStatus) : undefined
}

/** Counts the request and throws what keeps it from being looked at. */
function admit(service: DemoService, operation: ServedOperation, fault: Fault | undefined): void {
  const { name, action } = operation
  const error = faultError(fault, action)
  const isOverQuota = service.buckets.get(name)?.take(service.elapsedMs()) === false
  if (isOverQuota || error?.type === 'ThrottlingException') service.throttled += 1
  if (error !== undefined) throw error
  if (isOverQuota) throw frontDoorErrors.throttled()
  if (service.options.deniedActions?.includes(action) === true) throw frontDoorErrors.denied(action)
}

function operationScene(service: DemoService, fault: Fault | undefined): OperationScene {
  const isTrick = fault?.kind === 'empty-page' || fault?.kind === 'repeated-page'
  return {
    cluster: service.cluster,
    nowMs: service.nowMs(),
    tokens: service.tokens,
    limits: { ...realLimits, ...service.options.pageLimits },
    createdAgainMs: service.options.createdAgainMs?.(),
    trick: isTrick ? fault.kind : undefined,
    streamTimesLagMs: service.options.streamTimesLagMs ?? 5 * 60_000,
  }
}

function parseInput(body: string): RequestInput {
  try {
    const input: unknown = JSON.parse(body === '' ? '{}' : body)
    if (typeof input === 'object' && input !== null) return input as RequestInput
  } catch {
    // Not JSON: answered below like every other body that is no object.
  }
  throw new ServiceError('SerializationException', 'The request body is not a JSON object.')
}

/** An answer, what is to be broken of it on the wire, and its number. */
export interface ServedAnswer {
  readonly answer: Answer
  readonly fault: Fault | undefined
  readonly serial: number
}

function run(
  service: DemoService,
  call: { operation: ServedOperation; body: string; fault: Fault | undefined },
): Answer {
  const { operation, body, fault } = call
  try {
    admit(service, operation, fault)
    return resultAnswer(operation.run(operationScene(service, fault), parseInput(body)))
  } catch (error) {
    if (error instanceof ServiceError) return errorAnswer(error)
    throw error
  }
}

/** Answers one request; what the fault breaks on the wire is left to the caller. */
export function answerRequest(
  service: DemoService,
  request: { target: string; body: string },
): ServedAnswer {
  service.answered += 1
  const serial = service.answered
  const operation = servedOperations.get(request.target)
  if (operation === undefined) {
    return { answer: errorAnswer(frontDoorErrors.unknownOperation()), fault: undefined, serial }
  }
  const call = (service.requests.get(operation.name) ?? 0) + 1
  service.requests.set(operation.name, call)
  service.actions.add(operation.action)
  const fault = service.options.fault?.(operation.name, call)
  return { answer: run(service, { operation, body: request.body, fault }), fault, serial }
}

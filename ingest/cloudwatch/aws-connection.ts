import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { SageMakerClient } from '@aws-sdk/client-sagemaker'
import type { CallCounts } from '../log-source.ts'
import { OperatorError } from '../operator-error.ts'
import { type CallLimits, defaultCallLimits } from './aws-call.ts'
import { AwsCaller } from './aws-caller.ts'
import { awsFault } from './aws-fault.ts'
import { credentialsExpired, credentialsMissing } from './aws-operator-error.ts'
import type { UsedAction } from './iam-policy.ts'
import { LogsApi } from './logs-api.ts'
import { SageMakerApi } from './sagemaker-api.ts'
import { ServiceClock } from './service-clock.ts'
import { realTiming, type Timing } from './timing.ts'

export interface AwsConnectionOptions {
  /** Default: the SDK's own chain (environment, profile). */
  readonly region?: string
  readonly profile?: string
  /** Aborted: the call in hand and every later one throws the signal's reason. */
  readonly signal: AbortSignal
  /** Calls a second by action, in place of the published quotas. */
  readonly rates?: Readonly<Partial<Record<UsedAction, number>>>
  /** Told of every wait that an operator would wonder about, as a sentence. */
  readonly log?: (sentence: string) => void
  readonly timing?: Timing
  readonly limits?: Partial<CallLimits & SocketLimits>
  /** 0 to 1; default Math.random. */
  readonly jitter?: () => number
}

/** How long a socket may be silent. */
export interface SocketLimits {
  readonly connectMs: number
  /** Until the first byte of the answer, and between any two. */
  readonly silenceMs: number
}

const defaultSocketLimits: SocketLimits = { connectMs: 10_000, silenceMs: 30_000 }

/** Who the credentials belong to, as far as it can be said without showing a secret. */
export interface CredentialsInfo {
  readonly accessKeyEnd: string
  /** undefined: they do not expire, or do not say when. */
  readonly expiresMs: number | undefined
}

/** The two services of one account and Region, behind one set of credentials and one pacing. */
export interface AwsConnection {
  readonly region: string
  readonly logs: LogsApi
  readonly sagemaker: SageMakerApi
  counts(): CallCounts
  serviceNowMs(): number | undefined
  /** Throws OperatorError `credentials-missing`, `credentials-expired`. */
  credentials(): Promise<CredentialsInfo>
}

/**
 * Opens the connection; nothing is sent yet. Credentials, profile, SSO, Region and endpoint come from the SDK's
 * own chain. Throws OperatorError `invalid-option` where no Region is set.
 */
export async function connectAws(options: AwsConnectionOptions): Promise<AwsConnection> {
  const timing = options.timing ?? realTiming
  const clock = new ServiceClock(timing)
  const clients = createClients(options)
  const region = await resolvedRegion(clients.logs, options)
  readDates(clients, clock)
  const caller = new AwsCaller({
    region,
    profile: options.profile,
    signal: options.signal,
    timing,
    limits: { ...defaultCallLimits, ...options.limits },
    jitter: options.jitter ?? Math.random,
    rates: options.rates ?? {},
    log: options.log ?? (() => undefined),
    // The SDK keeps this offset itself, from the Date of each answer.
    skewMs: () =>
      clients.logs.config.systemClockOffset || clients.sagemaker.config.systemClockOffset,
    refreshCredentials: async () => {
      await clients.logs.config.credentials({ forceRefresh: true })
    },
  })
  return {
    region,
    logs: new LogsApi(clients.logs, caller),
    sagemaker: new SageMakerApi(clients.sagemaker, caller),
    counts: () => caller.counts(),
    serviceNowMs: () => clock.nowMs(),
    credentials: () => credentialsInfo(clients.logs, options.profile),
  }
}

interface Clients {
  readonly logs: CloudWatchLogsClient
  readonly sagemaker: SageMakerClient
}

function createClients(options: AwsConnectionOptions): Clients {
  const socket = { ...defaultSocketLimits, ...options.limits }
  const config = {
    ...(options.region === undefined ? {} : { region: options.region }),
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    // Passed on to the credential chain: a refresh reads a renewed credentials file instead of its cached text.
    ignoreCache: true,
    maxAttempts: 1,
    retryMode: 'standard',
    requestHandler: {
      connectionTimeout: socket.connectMs,
      requestTimeout: socket.silenceMs,
      // Without it a request timeout is a warning, and the call hangs on.
      throwOnRequestTimeout: true,
      socketTimeout: socket.silenceMs,
    },
  }
  const logs = new CloudWatchLogsClient(config)
  // One set of credentials for both: one SSO or process call, and one refresh.
  return {
    logs,
    sagemaker: new SageMakerClient({ ...config, credentials: logs.config.credentials }),
  }
}

async function resolvedRegion(
  client: CloudWatchLogsClient,
  options: AwsConnectionOptions,
): Promise<string> {
  try {
    return await client.config.region()
  } catch (error) {
    const named = options.region ?? (options.profile && `profile ${options.profile}`)
    throw new OperatorError(
      'invalid-option',
      `There is no usable AWS Region${named === undefined ? '' : ` in ${named}`}: ${(error as Error).message}.`,
      'Name one with --region (for example --region us-west-2), set AWS_REGION, or add `region` to the profile in ~/.aws/config.',
      error,
    )
  }
}

/** Each answer, good or bad, tells AWS's time. */
function readDates(clients: Clients, clock: ServiceClock): void {
  const place = { step: 'deserialize', priority: 'low', name: 'readDate' } as const
  clients.logs.middlewareStack.add(
    (next) => async (args) => readDate(await next(args), clock),
    place,
  )
  clients.sagemaker.middlewareStack.add(
    (next) => async (args) => readDate(await next(args), clock),
    place,
  )
}

function readDate<Result extends { readonly response: unknown }>(
  result: Result,
  clock: ServiceClock,
): Result {
  const { headers } = result.response as { headers?: Readonly<Record<string, string | undefined>> }
  clock.read(headers?.date)
  return result
}

async function credentialsInfo(
  client: CloudWatchLogsClient,
  profile: string | undefined,
): Promise<CredentialsInfo> {
  try {
    const { accessKeyId, expiration } = await client.config.credentials()
    return { accessKeyEnd: accessKeyId.slice(-4), expiresMs: expiration?.getTime() }
  } catch (error) {
    if (awsFault(error) === 'credentials-expired') throw credentialsExpired({ profile }, error)
    throw credentialsMissing({ profile }, error)
  }
}

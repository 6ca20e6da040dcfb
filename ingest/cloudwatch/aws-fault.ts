// What went wrong with one call, read from whatever the SDK threw. Errors are told apart by name, because
// throttling and credential errors come from AWS's front end and are no part of a service's model.

/** Why a call brought no answer. `refused`: the service said no to this very request; `bug`: not AWS's doing. */
export type AwsFault =
  | 'throttled'
  | 'unreachable'
  | 'unexpected-answer'
  | 'credentials-missing'
  | 'credentials-expired'
  | 'credentials-refused'
  | 'clock-skewed'
  | 'access-denied'
  | 'refused'
  | 'bug'

/** An answer that came with status 200 and still is not what the operation answers. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer'
}

const faultByErrorName: ReadonlyMap<string, AwsFault> = new Map(
  Object.entries({
    BandwidthLimitExceeded: 'throttled',
    LimitExceededException: 'throttled',
    RequestLimitExceeded: 'throttled',
    RequestThrottled: 'throttled',
    RequestThrottledException: 'throttled',
    SlowDown: 'throttled',
    ThrottledException: 'throttled',
    Throttling: 'throttled',
    ThrottlingException: 'throttled',
    TooManyRequestsException: 'throttled',
    ServiceUnavailable: 'unreachable',
    ServiceUnavailableException: 'unreachable',
    InternalFailure: 'unreachable',
    InternalServerException: 'unreachable',
    RequestTimeout: 'unreachable',
    RequestTimeoutException: 'unreachable',
    TimeoutError: 'unreachable',
    UnexpectedAnswer: 'unexpected-answer',
    SyntaxError: 'unexpected-answer',
    ExpiredToken: 'credentials-expired',
    ExpiredTokenException: 'credentials-expired',
    TokenRefreshRequired: 'credentials-expired',
    AuthFailure: 'credentials-refused',
    IncompleteSignature: 'credentials-refused',
    IncompleteSignatureException: 'credentials-refused',
    InvalidAccessKeyId: 'credentials-refused',
    InvalidClientTokenId: 'credentials-refused',
    InvalidSignatureException: 'credentials-refused',
    MissingAuthenticationToken: 'credentials-refused',
    MissingAuthenticationTokenException: 'credentials-refused',
    SignatureDoesNotMatch: 'credentials-refused',
    UnrecognizedClientException: 'credentials-refused',
    RequestExpired: 'clock-skewed',
    RequestInTheFuture: 'clock-skewed',
    RequestTimeTooSkewed: 'clock-skewed',
    AccessDenied: 'access-denied',
    AccessDeniedException: 'access-denied',
    NotAuthorized: 'access-denied',
    UnauthorizedOperation: 'access-denied',
  } as const satisfies Record<string, AwsFault>),
)

/** System, TLS and HTTP parser errors of node:http and node:https. */
const networkCode =
  /^(E[A-Z]+|EAI_[A-Z]+|HPE_\w+|CERT_\w+|UNABLE_TO_\w+|SELF_SIGNED_\w+|DEPTH_ZERO_\w+|ERR_(TLS|SSL|STREAM)_\w+)$/

interface SdkError extends Error {
  readonly code?: unknown
  readonly $fault?: unknown
  readonly $metadata?: { readonly httpStatusCode?: number; readonly clockSkewCorrected?: boolean }
}

export function awsFault(error: unknown): AwsFault {
  if (!(error instanceof Error)) return 'bug'
  if (isSkewed(error)) return 'clock-skewed'
  return faultByStatus(error) ?? faultByName(error) ?? faultByShape(error)
}

function faultByStatus(error: SdkError): AwsFault | undefined {
  const status = error.$metadata?.httpStatusCode ?? 0
  if (status === 429 || /^Rate exceeded/i.test(error.message)) return 'throttled'
  if (status < 500) return undefined
  return faultByErrorName.get(error.name) === 'throttled' ? 'throttled' : 'unreachable'
}

function faultByName({ name, message }: SdkError): AwsFault | undefined {
  if (!/^(Credentials|Token)?ProviderError$/.test(name)) return faultByErrorName.get(name)
  return /expired/i.test(message) ? 'credentials-expired' : 'credentials-missing'
}

function faultByShape({ code, $fault, $metadata }: SdkError): AwsFault {
  if (typeof code === 'string' && networkCode.test(code)) return 'unreachable'
  return $fault !== undefined || $metadata?.httpStatusCode !== undefined ? 'refused' : 'bug'
}

function isSkewed({ name, message, $metadata }: SdkError): boolean {
  // `Signature expired: 20260101T000000Z is now earlier than …`, `Signature not yet current: …`
  if (/^Signature (expired|not yet current)/.test(message)) return true
  // The SDK sets the mark on every error that a clock far off has seen, whatever the error is about.
  const aboutSignature = faultByErrorName.get(name) === 'credentials-refused'
  return aboutSignature && $metadata?.clockSkewCorrected === true
}

/** True where the service refused a call with an error of this name (ResourceNotFoundException, …). */
export function isRefusal(error: unknown, ...names: readonly string[]): error is Error {
  return error instanceof Error && names.includes(error.name)
}

/** What came, in words, for a message to the operator. */
export function faultDetail(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const text = (error as { $responseBodyText?: unknown }).$responseBodyText
  if (error.name === 'SyntaxError') return brokenAnswer(typeof text === 'string' ? text : '')
  // The SDK appends a hint for its own users to errors of its parser.
  const message = (error.message.split('\n')[0] ?? '').replace(/\.$/, '')
  return error.name === 'Error' || message === ''
    ? message || error.name
    : `${error.name}: ${message}`
}

/** Says what is wrong with the text of an answer that is no JSON. */
export function brokenAnswer(text: string): string {
  if (text.trim() === '') return 'an empty answer'
  if (/^\s*</.test(text)) return 'an HTML page instead of JSON'
  return 'an answer that is cut off or no JSON'
}

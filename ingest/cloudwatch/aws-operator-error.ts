// Turns what AWS said into an error an operator can act on: what failed, on which input, and what to do next.
import { OperatorError } from '../operator-error.ts'
import { faultDetail } from './aws-fault.ts'
import { permittingStatement, type UsedAction } from './iam-policy.ts'

/** What a message about a failed call can name. */
export interface CallContext {
  readonly action: UsedAction
  /** The log group or cluster that was asked about; empty where the call is about none. */
  readonly subject: string
  readonly region: string
}

/** Whose credentials a call was made with. */
export interface CredentialsContext {
  /** undefined: the SDK's default chain chose the credentials. */
  readonly profile: string | undefined
}

export function unreachable(context: CallContext, tries: number, error: unknown): OperatorError {
  return new OperatorError(
    'aws-unreachable',
    `${context.action} in ${context.region} failed ${tries} times; last: ${faultDetail(error)}.`,
    'Check the network (VPN, firewall, VPC endpoint) and the Region name, then run the same command again: it goes on where it stopped.',
    error,
  )
}

export function unexpectedAnswer(
  context: CallContext,
  tries: number,
  error: unknown,
): OperatorError {
  return new OperatorError(
    'aws-unexpected-answer',
    `${context.action} in ${context.region} answered ${tries} times with ${faultDetail(error)}.`,
    'This is not how AWS answers: look for a proxy, a captive portal or a wrong AWS_ENDPOINT_URL in between.',
    error,
  )
}

export function refused(context: CallContext, error: unknown): OperatorError {
  return new OperatorError(
    'aws-unexpected-answer',
    `${context.action}${about(context)} was refused: ${faultDetail(error)}.`,
    'Check the names and the Region. If they are right, please report this message.',
    error,
  )
}

export function credentialsMissing(context: CredentialsContext, error: unknown): OperatorError {
  return new OperatorError(
    'credentials-missing',
    `There are no AWS credentials in ${credentialsOf(context)}: ${faultDetail(error)}`,
    'Name a profile with --profile, or set up credentials as for the AWS CLI (`aws configure`, `aws sso login`).',
    error,
  )
}

export function credentialsExpired(context: CredentialsContext, error: unknown): OperatorError {
  const login = context.profile === undefined ? '' : ` --profile ${context.profile}`
  return new OperatorError(
    'credentials-expired',
    `The AWS credentials of ${credentialsOf(context)} have expired.`,
    `Renew them (\`aws sso login${login}\`, or whatever issues them), then run the same command again: it goes on where it stopped.`,
    error,
  )
}

/** AWS does not know the access key, or the secret key does not fit it. */
export function credentialsRefused(
  context: CallContext & CredentialsContext,
  error: unknown,
): OperatorError {
  return new OperatorError(
    'credentials-expired',
    `AWS does not accept the credentials of ${credentialsOf(context)}: ${faultDetail(error)}`,
    `Renew them, and check that they belong to the partition of ${context.region}.`,
    error,
  )
}

/** @param skewMs service clock minus local clock, as far as known. */
export function clockSkewed(
  context: CallContext,
  skewMs: number | undefined,
  error: unknown,
): OperatorError {
  return new OperatorError(
    'credentials-expired',
    `AWS refuses the signature of ${context.action}: this computer's clock is ${skewInWords(skewMs)}.`,
    'Set the clock (for example with NTP), then run the same command again.',
    error,
  )
}

function skewInWords(skewMs: number | undefined): string {
  if (skewMs === undefined) return 'wrong'
  const minutes = Math.round(Math.abs(skewMs) / 60_000)
  return `${minutes} minutes ${skewMs > 0 ? 'behind' : 'ahead of'} AWS's`
}

export function accessDenied(
  context: CallContext & CredentialsContext,
  error: unknown,
): OperatorError {
  const said = error instanceof Error ? error.message : ''
  const resource = /on resource: (arn:\S+)/.exec(said)?.[1]
  return new OperatorError(
    'access-denied',
    `AWS does not permit ${context.action}${resource === undefined ? about(context) : ` on ${resource}`} to ${credentialsOf(context)}.`,
    accessDeniedAdvice(context, said),
    error,
  )
}

function accessDeniedAdvice(context: CallContext, said: string): string {
  if (/explicit deny/i.test(said)) {
    return `A policy denies ${context.action} explicitly, so no permission can add it: ask who administers the account (${said}).`
  }
  const account = /:(\d{12}):/.exec(said)?.[1] ?? '*'
  const place = { region: context.region, account }
  const statement = permittingStatement(context.action, place, context.subject)
  return `Add this statement to the policy of that identity: ${JSON.stringify(statement)}`
}

export function clusterNotFound(context: CallContext, error: unknown): OperatorError {
  return new OperatorError(
    'cluster-not-found',
    `SageMaker has no cluster ${context.subject} in ${context.region}: ${faultDetail(error)}.`,
    'Check the name and --region. The logs of a deleted cluster can still be read with --log-group.',
    error,
  )
}

export function logGroupNotFound(context: CallContext, error: unknown): OperatorError {
  return new OperatorError(
    'log-group-not-found',
    `CloudWatch Logs has no log group ${context.subject} in ${context.region}.`,
    'Check the name and --region; a cluster has no log group before its first instance writes, and none once it is deleted.',
    error,
  )
}

function about(context: CallContext): string {
  return context.subject === '' ? ` in ${context.region}` : ` on ${context.subject}`
}

function credentialsOf(context: CredentialsContext): string {
  return context.profile === undefined
    ? 'the default credential chain'
    : `profile ${context.profile}`
}

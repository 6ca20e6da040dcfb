import { type AwsVerdict, awsVerdict } from './aws-verdict.ts'
import { type CoverageState, failedStates } from './coverage.ts'

const succeededStates: ReadonlySet<CoverageState> = new Set([
  'succeeded',
  'succeeded-after-retry',
  'succeeded-but-rolled-back',
])
const unfinishedStates: ReadonlySet<CoverageState> = new Set([
  'started',
  'downloading',
  'running',
  'hung',
])
/** AWS's node statuses under which the lifecycle scripts have yet to succeed. */
const retrying: ReadonlySet<string> = new Set(['Pending', 'SystemUpdating'])

/**
 * Where AWS's own status or message of an instance disagrees with its log, and why that can be: one sentence.
 * undefined: they agree, or AWS says nothing (an instance that it no longer lists).
 */
export function awsDisagreement(
  state: CoverageState,
  awsStatus: string | undefined,
  awsMessage: string | undefined,
): string | undefined {
  if (awsStatus === undefined) return undefined
  const verdict = awsVerdict(awsMessage)
  if (succeededStates.has(state)) return despiteSuccess(state, awsStatus, verdict)
  if (failedStates.has(state)) return despiteFailure(awsStatus)
  if (unfinishedStates.has(state)) return despiteOpenEnd(state, awsStatus)
  if (awsStatus !== 'Running') return undefined
  return 'AWS says Running, but the log shows no run of the scripts: its instance group has none, its role or network keeps the log from CloudWatch, or the log has expired.'
}

function despiteSuccess(
  state: CoverageState,
  awsStatus: string,
  verdict: AwsVerdict | undefined,
): string | undefined {
  const retried =
    state === 'succeeded-after-retry' ? 'the failed attempt before it' : 'an earlier attempt'
  if (awsStatus !== 'Failure') {
    if (verdict?.cause !== 'lifecycle-script' && verdict?.cause !== 'timeout') return undefined
    return `The scripts succeeded, but AWS still shows the message of ${retried}: it stays on the instance across retries.`
  }
  if (state === 'succeeded-but-rolled-back') {
    return 'AWS says Failure, but the last attempt succeeded: it ran on the old image, after the software update had failed and was rolled back.'
  }
  if (
    verdict !== undefined &&
    verdict.cause !== 'lifecycle-script' &&
    verdict.cause !== 'timeout'
  ) {
    return 'AWS says Failure, but the scripts succeeded: what failed is not the scripts, see the message of AWS.'
  }
  return `AWS says Failure, but the last attempt succeeded: AWS still speaks of ${retried}, or of something that failed after the scripts.`
}

function despiteFailure(awsStatus: string): string | undefined {
  if (awsStatus === 'Running') {
    return 'AWS says Running, but the last attempt in the log failed: the list of nodes lags behind the log, or a later attempt succeeded whose log has not arrived.'
  }
  if (!retrying.has(awsStatus)) return undefined
  return `AWS says ${awsStatus}, but the last attempt in the log failed: AWS is trying again, or the list of nodes lags behind the log.`
}

function despiteOpenEnd(state: CoverageState, awsStatus: string): string | undefined {
  if (awsStatus === 'Failure') {
    return 'AWS says Failure, but the log just stops: its last lines were lost when the instance ended, or AWS gave up waiting for the scripts.'
  }
  if (awsStatus !== 'Running') return undefined
  const why =
    state === 'hung'
      ? 'the end of the log was lost, or a command still runs'
      : 'the end of the log has not arrived'
  return `AWS says Running, but the log does not show that the scripts ended: ${why}.`
}

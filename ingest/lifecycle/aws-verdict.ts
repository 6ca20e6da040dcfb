/** What AWS's own failure message says, in whichever wording. */
export interface AwsVerdict {
  /** The one instance that the message names; there may be more. */
  readonly instanceId: string | undefined
  readonly logGroup: string | undefined
  readonly logStream: string | undefined
  readonly cause: 'lifecycle-script' | 'efa-health-check' | 'capacity' | 'timeout' | 'other'
  readonly exitCode: number | undefined
}

// AWS's guide prints these names between quotes of mixed kinds and breaks lines, so names are found by their shape.
const quote = `['‘’"“”\`]?`
const logGroupName = new RegExp(`log group:?\\s+${quote}(/aws/sagemaker/[A-Za-z0-9./#_-]+)`, 'i')
const logStreamName = new RegExp(
  `log stream:?\\s+${quote}(LifecycleConfig/[A-Za-z0-9-]+/i-[a-f0-9]+|i-[a-f0-9]+/[A-Za-z0-9._-]+)`,
  'i',
)
const instance = /\bi-[a-f0-9]{8}(?:[a-f0-9]{9})?\b/
const exit = /exit (?:code|status) (\d{1,9})\b/

const causes = [
  ['timeout', /timed out/i],
  ['efa-health-check', /EFA health check/i],
  ['capacity', /(?:in|not have )sufficient capacity|InsufficientInstanceCapacity/i],
  ['lifecycle-script', /lifecycle scripts?\b/i],
] as const satisfies readonly (readonly [AwsVerdict['cause'], RegExp])[]

/**
 * Reads DescribeCluster's FailureMessage, InstanceStatus.Message, or the FailureMessage of a cluster event: the sentence in
 * its wordings of before and after January 2026, or the JSON record of the announcement. undefined: there is no message.
 */
export function awsVerdict(message: string | undefined): AwsVerdict | undefined {
  if (message === undefined || message.trim() === '') return undefined
  const record = errorRecordIn(message)
  const text = record === undefined ? message : Object.values(record).join('\n')
  const code = exit.exec(text)?.[1]
  return {
    instanceId: instance.exec(text)?.[0],
    logGroup: record?.LogGroup ?? logGroupName.exec(text)?.[1],
    logStream: record?.LogStream ?? logStreamName.exec(text)?.[1],
    cause: causes.find(([, pattern]) => pattern.test(text))?.[0] ?? 'other',
    exitCode: code === undefined ? undefined : Number(code),
  }
}

/** The error record of the announcement of January 2026. */
export interface ErrorRecord {
  readonly ErrorMessage: string
  readonly LogGroup: string
  readonly LogStream: string
  readonly FailureReason: string
}

/** The record that the announcement promises for a failed instance, made from what its log says. */
export function errorRecord(failure: {
  readonly logGroup: string
  readonly logStream: string
  /** The stage in which it failed. */
  readonly stage: string
  readonly step: string | undefined
  readonly exitCode: number | undefined
  readonly decisiveLine: string | undefined
}): ErrorRecord {
  const { stage, step, exitCode, decisiveLine } = failure
  const what = stage === 'execution' ? 'Script execution failed' : 'Script download failed'
  const code = exitCode === undefined ? '' : ` with exit code ${exitCode}`
  const where = step === undefined ? '' : ` in ${step}`
  const why = decisiveLine === undefined ? '' : `: ${decisiveLine}`
  return {
    ErrorMessage: 'Lifecycle script failed',
    LogGroup: failure.logGroup,
    LogStream: failure.logStream,
    FailureReason: `${what}${code}${where}${why}`,
  }
}

function errorRecordIn(message: string): Partial<Record<string, string>> | undefined {
  if (!message.trimStart().startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(message)
    if (typeof value !== 'object' || value === null) return undefined
    const texts = Object.entries(value).filter(([, text]) => typeof text === 'string')
    return Object.fromEntries(texts)
  } catch {
    // A message that only looks like JSON is read as prose.
    return undefined
  }
}

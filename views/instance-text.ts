import type { StagePart } from './attempt-stages.ts'
import { clock, counted, duration, place } from './format.ts'
import type { InstanceRecord } from './instance.ts'
import type { FailureRecord } from './instance-verdict.ts'
import type { LogLineRecord } from './log.ts'

/** Lines shown before and after the decisive one. */
const linesAround = 6

/** Why one instance failed, for a terminal: plain text, with the lines that say so. */
export function instanceText(record: InstanceRecord): string {
  const { instance, cluster } = record
  return [
    `${instance.instanceId}  ${instance.state}`,
    [
      cluster.name,
      instance.instanceGroup,
      instance.instanceType,
      instance.availabilityZone,
      instance.privateIp,
    ]
      .filter((part) => part !== null)
      .join(' · '),
    instance.stateReason,
    ...attemptLines(record),
    ...failureLines(record),
    ...logLines(record),
    ...awsLines(record),
    ...addressLines(record),
    '',
  ].join('\n')
}

function attemptLines({ attempt, attempts, stageParts }: InstanceRecord): readonly string[] {
  if (attempt === undefined) return []
  return [
    '',
    `Attempt ${attempt.attempt} of ${attempts.length}, ${attempt.outcome}, ${duration(attempt.endedMs - attempt.startedMs)}`,
    ...stageParts.map(stageLine),
  ]
}

function stageLine({ stage, step, durationMs, outcome, pace }: StagePart): string {
  const mark = { succeeded: '✓', failed: '✗', unfinished: '…' }[outcome]
  const fleet = pace === undefined ? '' : `  fleet median ${duration(pace.medianMs)}`
  return `  ${mark} ${place(stage, step).padEnd(30)} ${duration(durationMs).padStart(9)}${fleet}`
}

function failureLines({ failure }: InstanceRecord): readonly string[] {
  if (failure === undefined) return []
  const exit = failure.exitCode === null ? '' : `, exit code ${failure.exitCode}`
  return [
    '',
    `Failed in ${place(failure.stage, failure.step)}${exit}; ${counted(failure.groupInstances, 'instance')} failed so`,
    ...failure.reasons.map((reason) => `  ${reason}`),
    ...evidenceLines(failure),
    ...causeLines(failure),
  ]
}

function evidenceLines({ evidence, decisiveLineOrdinal }: FailureRecord): readonly string[] {
  return evidence
    .filter(({ lineOrdinal }) => lineOrdinal !== decisiveLineOrdinal)
    .map(
      ({ lineOrdinal, line, score, reasons }) =>
        `  line ${lineOrdinal}: ${line}  (${[score.toFixed(1), ...reasons].join('; ')})`,
    )
}

function causeLines(failure: FailureRecord): readonly string[] {
  const { entry, verdictSentence, cascadeSentence } = failure
  return [
    ...(verdictSentence === null ? [] : [verdictSentence]),
    ...(cascadeSentence === null ? [] : [cascadeSentence]),
    ...(entry === undefined
      ? []
      : [
          `Known cause: ${entry.title}`,
          ...entry.fix.map((step, index) => `  ${index + 1}. ${step}`),
          `  Risk: ${entry.risk}`,
          `  Check: ${entry.verify}`,
        ]),
  ]
}

function logLines({ log, failure }: InstanceRecord): readonly string[] {
  if (log === undefined) return []
  const decisive = failure?.decisiveLineOrdinal ?? log.lines.at(-1)?.ordinal ?? 0
  const shown = log.lines.filter(({ ordinal }) => Math.abs(ordinal - decisive) <= linesAround)
  return ['', ...shown.map((line) => logLine(line, decisive))]
}

function logLine({ ordinal, atMs, text }: LogLineRecord, decisive: number): string {
  return `${ordinal === decisive ? '>' : ' '} ${String(ordinal).padStart(6)} ${clock(atMs)}  ${text}`
}

function awsLines({ aws }: InstanceRecord): readonly string[] {
  return [
    ...(aws.message === null ? [] : ['', `AWS (${aws.status ?? 'no status'}): ${aws.message}`]),
    ...(aws.disagreement === null ? [] : [`AWS and the log disagree: ${aws.disagreement}`]),
  ]
}

function addressLines({ logAddress }: InstanceRecord): readonly string[] {
  if (logAddress === undefined) return []
  return ['', `log stream ${logAddress.logStream}`, logAddress.command, logAddress.consoleUrl]
}

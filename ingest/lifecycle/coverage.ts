import { awsVerdict } from './aws-verdict.ts'
import { bringUpGapMs } from './bring-up.ts'
import { durationText } from './duration-text.ts'
import { hungReason } from './hung.ts'
import type { AttemptFacts, FleetFacts, InstanceFacts } from './instance-facts.ts'
import type { Stage } from './stage.ts'
import { entrypointStep } from './step.ts'

/** Where an expected instance stands. Every expected instance is in exactly one state. */
export type CoverageState =
  | 'no-stream'
  | 'empty'
  | 'no-markers'
  | 'started'
  | 'downloading'
  | 'download-failed'
  | 'running'
  | 'hung'
  | 'failed'
  | 'failed-lost-tail'
  | 'succeeded'
  | 'succeeded-after-retry'
  | 'succeeded-but-rolled-back'

/** From healthy over under way to failed: the order of ledgers and legends. */
export const coverageStates: readonly CoverageState[] = [
  'succeeded',
  'succeeded-after-retry',
  'succeeded-but-rolled-back',
  'started',
  'downloading',
  'running',
  'hung',
  'failed',
  'failed-lost-tail',
  'download-failed',
  'no-markers',
  'empty',
  'no-stream',
]

/** The states that count as failed, on every page and in every export. */
export const failedStates: ReadonlySet<CoverageState> = new Set([
  'failed',
  'failed-lost-tail',
  'download-failed',
])

/** A state, and one sentence with the figures that it rests on. */
export interface Coverage {
  readonly state: CoverageState
  readonly reason: string
}

/** Where one expected instance stands. */
export function coverageOf(facts: InstanceFacts, fleet: FleetFacts): Coverage {
  const last = facts.attempts.at(-1)
  if (last === undefined) return withoutAttempt(facts)
  if (last.outcome === 'succeeded') return succeeded(facts, last)
  if (last.outcome === 'failed') return failed(last, facts.attempts.length)
  return underWay(facts, last, fleet)
}

function withoutAttempt(facts: InstanceFacts): Coverage {
  if (facts.events > 0) {
    return { state: 'no-markers', reason: `Its ${facts.events} events hold no line of a script.` }
  }
  const why = whyNoLog(facts)
  if (facts.streams === 0) return { state: 'no-stream', reason: `It has no log stream: ${why}.` }
  if (facts.unreadStreams > 0) {
    const unread =
      'Its log stream has not been read yet: the sync was stopped, or could not read it'
    return { state: 'empty', reason: `${unread}; the next one goes on.` }
  }
  return { state: 'empty', reason: `Its log stream holds no event: ${why}.` }
}

function whyNoLog(facts: InstanceFacts): string {
  const cause = awsVerdict(facts.awsMessage)?.cause
  if (cause === 'efa-health-check')
    return 'AWS says that the EFA health check failed, before any script runs'
  if (cause === 'capacity') return 'AWS says that it could not launch the instance'
  if (!facts.listed)
    return 'AWS does not list it (any more), and it ended before its log was uploaded'
  return 'its scripts have not begun, its instance group has none, or its role or network keeps the log from CloudWatch'
}

function succeeded(facts: InstanceFacts, last: AttemptFacts): Coverage {
  const retries = attemptsOfWave(facts.attempts).filter(({ outcome }) => outcome !== 'succeeded')
  const took = `the last attempt succeeded in ${durationText(last.endedMs - last.startedMs)}`
  if (retries.length === 0) return { state: 'succeeded', reason: `${capital(took)}.` }
  const before = `${retries.length} earlier ${retries.length === 1 ? 'attempt' : 'attempts'} did not succeed`
  const rollback = rollbackEvidence(facts)
  if (rollback === undefined) {
    return { state: 'succeeded-after-retry', reason: `${capital(before)}, then ${took}.` }
  }
  return {
    state: 'succeeded-but-rolled-back',
    reason: `${capital(before)}, then ${took}, but ${rollback}: it runs what it ran before the update.`,
  }
}

/** The last attempt and those that led to it without a gap that ends a bring-up. */
function attemptsOfWave(attempts: readonly AttemptFacts[]): readonly AttemptFacts[] {
  const start = attempts.findLastIndex((attempt, place) => {
    const before = attempts[place - 1]
    return before === undefined || attempt.startedMs - before.endedMs > bringUpGapMs
  })
  return attempts.slice(Math.max(0, start))
}

function rollbackEvidence(facts: InstanceFacts): string | undefined {
  const { imageId, desiredImageId, softwareUpdateStatus } = facts
  if (imageId !== undefined && desiredImageId !== undefined && imageId !== desiredImageId) {
    return `it runs image ${imageId} instead of ${desiredImageId}`
  }
  if (softwareUpdateStatus === undefined || !rolledBack.has(softwareUpdateStatus)) return undefined
  return `AWS says that the software update of its instance group is ${softwareUpdateStatus}`
}

const rolledBack: ReadonlySet<string> = new Set([
  'Failed',
  'RollbackInProgress',
  'RollbackComplete',
])

function failed(last: AttemptFacts, attempts: number): Coverage {
  const after = `after ${durationText(last.endedMs - last.startedMs)}`
  const which = attempts === 1 ? 'Its only attempt' : `The last of ${attempts} attempts`
  const where = last.step ?? `the ${last.failedStage ?? last.stage} stage`
  const reason = `${which} failed in ${where} ${after}`
  if (last.failedStage === 'download')
    return { state: 'download-failed', reason: `${reason}, before any script ran.` }
  if (!last.lostTail) return { state: 'failed', reason: `${reason}.` }
  return { state: 'failed-lost-tail', reason: `${reason}, and no line says why.` }
}

const stateInStage = {
  start: 'started',
  download: 'downloading',
  execution: 'running',
  done: 'running',
} as const satisfies Record<Stage, CoverageState>

function underWay(facts: InstanceFacts, last: AttemptFacts, fleet: FleetFacts): Coverage {
  const unknown = last.step === undefined || last.step === entrypointStep
  if (unknown && facts.attempts.every(({ markers }) => markers === 0)) {
    return {
      state: 'no-markers',
      reason: `None of its ${facts.lines} lines is a known marker or step.`,
    }
  }
  const hung = hungReason(last, fleet)
  if (hung !== undefined) return { state: 'hung', reason: hung }
  const where = last.step ?? `the ${last.stage} stage`
  const sinceMs = fleet.asOfMs - last.phaseStartedMs
  const reason = `In ${where} for ${durationText(sinceMs)}; last line ${durationText(fleet.asOfMs - last.endedMs)} before the sync.`
  return { state: stateInStage[last.stage], reason }
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}

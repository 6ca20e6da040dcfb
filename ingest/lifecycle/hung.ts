import { durationText } from './duration-text.ts'
import type { AttemptFacts, FleetFacts } from './instance-facts.ts'
import { paceIn } from './pace.ts'
import { entrypointStep } from './step.ts'

const quietFloorMs = 10 * 60_000
const stuckFloorMs = 30 * 60_000

/**
 * Why an unfinished attempt counts as hung; undefined: it does not. Judged by the fleet's own pace and the time of the
 * last sync: silent for three times the longest that any instance needed for this step, or in it for six times that
 * though it still writes. A step that no instance has got through is judged by the floors alone.
 */
export function hungReason(attempt: AttemptFacts, fleet: FleetFacts): string | undefined {
  const step = attempt.step === entrypointStep ? undefined : attempt.step
  const longest = paceIn(fleet.pace, attempt.stage, step)
  const where = step ?? `the ${attempt.stage} stage`
  const norm =
    longest === undefined
      ? 'no instance has got through it'
      : `the slowest of ${longest.runs} others needed ${durationText(longest.maxMs)}`
  const quietMs = fleet.asOfMs - attempt.endedMs
  if (quietMs > Math.max(quietFloorMs, 3 * (longest?.maxMs ?? 0))) {
    return `No line for ${durationText(quietMs)} in ${where}; ${norm}.`
  }
  const stuckMs = fleet.asOfMs - attempt.phaseStartedMs
  if (stuckMs > Math.max(stuckFloorMs, 6 * (longest?.maxMs ?? 0))) {
    return `It has been in ${where} for ${durationText(stuckMs)}, though it still writes; ${norm}.`
  }
  return undefined
}

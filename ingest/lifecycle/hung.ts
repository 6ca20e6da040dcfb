// Whether an unfinished attempt is hung, by the fleet's own pace and the time of the last sync. What tells a hang from a
// slow step is silence: an attempt that writes is at work, so it is measured against the longest silence of those that
// got through the same step, not against how long they took. 99 of 100 of them, so that one that was hung and woke up
// does not excuse the next. Only what still writes after six times the longest run is held to go in circles.
import { durationText } from './duration-text.ts'
import type { AttemptFacts, FleetFacts } from './instance-facts.ts'
import { type Pace, paceIn } from './pace.ts'
import { entrypointStep } from './step.ts'

const quietFloorMs = 10 * 60_000
const stuckFloorMs = 30 * 60_000
const timesSilence = 3
const timesLongest = 6

/**
 * Why an unfinished attempt counts as hung; undefined: it does not. A step that no instance has got through is judged
 * by the floors alone; one whose silences are not known, by how long it took.
 */
export function hungReason(attempt: AttemptFacts, fleet: FleetFacts): string | undefined {
  const step = attempt.step === entrypointStep ? undefined : attempt.step
  const pace = paceIn(fleet.pace, attempt.stage, step)
  const where = step ?? `the ${attempt.stage} stage`
  const quietMs = fleet.asOfMs - attempt.endedMs
  const longestQuietMs = pace?.silenceMs ?? pace?.maxMs ?? 0
  if (quietMs > Math.max(quietFloorMs, timesSilence * longestQuietMs)) {
    return `No line for ${durationText(quietMs)} in ${where}; ${usualSilence(pace)}.`
  }
  const stuckMs = fleet.asOfMs - attempt.phaseStartedMs
  if (stuckMs > Math.max(stuckFloorMs, timesLongest * (pace?.maxMs ?? 0))) {
    return `It has been in ${where} for ${durationText(stuckMs)}, though it still writes; ${longestRun(pace)}.`
  }
  return undefined
}

function usualSilence(pace: Pace | undefined): string {
  if (pace?.silenceMs === undefined) return longestRun(pace)
  const silence = durationText(pace.silenceMs)
  if (pace.runs < 100) return `the longest silence of ${pace.runs} others there was ${silence}`
  return `99 % of ${pace.runs} others were silent there for ${silence} at most`
}

function longestRun(pace: Pace | undefined): string {
  if (pace === undefined) return 'no instance has got through it'
  return `the slowest of ${pace.runs} others needed ${durationText(pace.maxMs)}`
}

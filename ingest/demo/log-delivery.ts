// From lines of provisioning.log to events of CloudWatch Logs, as the CloudWatch agent of a HyperPod instance makes them
// (its shipped configuration and the agent's default rule for many lines, docs.aws.amazon.com, "CloudWatch agent
// configuration file"):
//   - it reads the file every second and takes that time for all it finds, so that dozens of lines share a millisecond;
//   - a line that starts with white space continues the event before it;
//   - it sends what it has every 3 s; a batch that meets trouble arrives minutes later, its events as old as they are.
import type { WrittenLine } from './attempt-log.ts'
import type { SeededRandom } from './seeded-random.ts'

/** The events of one log stream in CloudWatch's order, as parallel arrays: a demo holds half a million of them. */
export interface DemoStream {
  readonly name: string
  readonly atMs: Float64Array
  readonly ingestedMs: Float64Array
  readonly messages: readonly string[]
}

const readEveryMs = 1000
const flushEveryMs = 3000

// Lines from which an attempt's course is read arrive on time, so that no truth depends on a late batch.
const tellsTheCourse =
  /^\[(SageMaker|start|stop|error|INFO\]: Success|LIFECYCLE|SCRIPT_)|^(Execute script|Script \.|Starting|Finished|END|# BEGIN|BEGIN)/

interface Joined {
  atMs: number
  text: string
}

function joinContinuations(lines: readonly WrittenLine[], phaseMs: number): Joined[] {
  const events: Joined[] = []
  for (const { writtenMs, text } of lines) {
    const last = events.at(-1)
    if (last !== undefined && /^\s/.test(text)) last.text += `\n${text}`
    else
      events.push({
        atMs: Math.ceil((writtenMs - phaseMs) / readEveryMs) * readEveryMs + phaseMs,
        text,
      })
  }
  return events
}

/** The longest stretch of at most 40 events that says nothing of the course, and begins after `from`. */
function lateStretch(events: readonly Joined[], from: number): [start: number, end: number] {
  let start = from
  while (start < events.length && tellsTheCourse.test(events[start]?.text ?? '')) start += 1
  let end = start
  while (end < events.length && end - start < 40 && !tellsTheCourse.test(events[end]?.text ?? ''))
    end += 1
  return [start, end]
}

/** How late one batch of the stream arrives; 0: none does. */
export interface Lateness {
  readonly lateByMs: number
}

/** The stream that CloudWatch holds in the end; what is ingested later than now is not to be seen yet. */
export function deliver(
  name: string,
  lines: readonly WrittenLine[],
  options: { random: SeededRandom } & Lateness,
): DemoStream {
  const { random, lateByMs } = options
  const events = joinContinuations(lines, random.integer(0, readEveryMs - 1))
  const flushPhaseMs = random.integer(0, flushEveryMs - 1)
  const [lateFrom, lateTo] =
    lateByMs > 0 ? lateStretch(events, Math.floor(events.length / 3)) : [0, 0]
  const ingestedMs = new Float64Array(events.length)
  for (const [place, { atMs }] of events.entries()) {
    const flushMs = Math.ceil((atMs - flushPhaseMs) / flushEveryMs) * flushEveryMs + flushPhaseMs
    const lateMs = place >= lateFrom && place < lateTo ? lateByMs : 0
    ingestedMs[place] = flushMs + (flushMs % 700) + 150 + lateMs
  }
  return {
    name,
    atMs: Float64Array.from(events, (event) => event.atMs),
    ingestedMs,
    messages: events.map((event) => event.text),
  }
}

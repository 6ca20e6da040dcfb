// The bring-up before the present one, a week earlier: some of the same workers ran the same scripts then, into the same
// log streams, beside a controller that had long been up and a file system that answered faster. Everything about it is
// drawn apart from the present bring-up, which is the same line for line with or without it.
import type { AttemptScene } from './attempt-log.ts'
import type { DemoFate, DemoSeat, EarlierRun } from './demo-instance.ts'
import type { DemoSettings } from './demo-options.ts'
import type { DemoScript, ScriptStep } from './demo-script.ts'
import { controllerUpAfterMs, demoTimeline, type TimelineScene } from './demo-timeline.ts'
import { seededRandom } from './seeded-random.ts'

const beforeMs = (7 * 24 * 60 + 4) * 60_000
const launchesOverMs = 4 * 60_000

/** When an instance of the earlier bring-up first ran its scripts, with what fate; undefined: it had no part in it. */
export function earlierRun(
  seat: DemoSeat,
  fate: DemoFate | undefined,
  settings: DemoSettings,
): EarlierRun | undefined {
  if (fate === undefined) return undefined
  const random = seededRandom(settings.seed, 'earlier launch', seat.index)
  return { fate, startMs: settings.startedMs - beforeMs + random.integer(0, launchesOverMs) }
}

/** Steps that took another time then. */
const secondsThen: Readonly<Record<string, ScriptStep['seconds']>> = {
  './mount_fsx.sh': [6, 12],
  'on_create_main.sh': [10, 20],
}

function scriptThen(script: DemoScript): DemoScript {
  return {
    ...script,
    steps: (instance) =>
      script
        .steps(instance)
        .map((step) => ({ ...step, seconds: secondsThen[step.name] ?? step.seconds })),
  }
}

/** What the attempts of the earlier bring-up depend on; undefined: the instance had no part in it. */
export function earlierScene({
  settings,
  script,
  instance,
}: TimelineScene): TimelineScene | undefined {
  const { earlier } = instance
  if (earlier === undefined) return undefined
  return {
    settings: { ...settings, startedMs: earlier.startMs - controllerUpAfterMs },
    script: scriptThen(script),
    instance: { ...instance, fate: earlier.fate, firstRunMs: earlier.startMs, earlier: undefined },
  }
}

/** The attempts of one bring-up, each with what its lines are written from. */
export function attemptScenes(scene: TimelineScene | undefined): readonly AttemptScene[] {
  if (scene === undefined) return []
  return demoTimeline(scene).map((plan) => ({ ...scene, plan }))
}

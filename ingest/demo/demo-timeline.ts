// When what happens on an instance: drawn step by step, before any line is written, so that the end of an attempt is
// known without its log.
import type { CoverageState } from '../lifecycle/coverage.ts'
import type { DemoCause } from './demo-cause.ts'
import type { DemoInstance } from './demo-instance.ts'
import type { DemoSettings } from './demo-options.ts'
import type { DemoScript, ScriptStep } from './demo-script.ts'
import { seededRandom } from './seeded-random.ts'

/** One step of an attempt. */
export interface StepSpan {
  readonly step: ScriptStep
  readonly startMs: number
  readonly endMs: number
}

/**
 * How an attempt goes: `failed` and `download-failed` write an error and a failed marker, `lost-tail` the marker
 * alone, `stuck` stops in its last span (in the download when it has none) and writes nothing more.
 */
export type AttemptEnding = 'succeeded' | 'failed' | 'download-failed' | 'lost-tail' | 'stuck'

export interface AttemptPlan {
  /** 1, 2, … in its bring-up. */
  readonly attempt: number
  readonly ending: AttemptEnding
  readonly cause: DemoCause | undefined
  readonly startMs: number
  readonly downloadMs: number
  readonly downloadedMs: number
  /** First line of the scripts. */
  readonly scriptMs: number
  readonly spans: readonly StepSpan[]
  /** Last line of the scripts; of a stuck attempt the last line altogether. */
  readonly scriptEndMs: number
  /** Closing marker. */
  readonly endMs: number
}

/** From the start of the bring-up until slurmctld answers: the second attempt of the controller gets there. */
export const controllerUpAfterMs = 10 * 60_000
const giveUpOnControllerMs = 305_000
/** on_create.sh sleeps so long until name resolution works. */
const entrySleepMs = 30_000
const betweenAttemptsMs = 75_000

/** Everything that the plan of an attempt depends on. */
export interface TimelineScene {
  readonly settings: DemoSettings
  readonly script: DemoScript
  readonly instance: DemoInstance
}

function stepDurationMs(
  scene: TimelineScene,
  span: { step: ScriptStep; startMs: number; attempt: number },
): number {
  const { settings, instance } = scene
  const { step, startMs, attempt } = span
  const random = seededRandom(settings.seed, instance.index, attempt, step.name, startMs)
  const [shortest, longest] = step.seconds
  const { cause, failedAttempts, state } = instance.fate
  const fails = cause?.step === step.name && (state === 'failed' || attempt <= failedAttempts)
  const retryMs = fails ? (cause.retrySeconds ?? 0) * 1000 : 0
  const durationMs = random.integer(shortest * 1000, longest * 1000) + retryMs
  const controllerUpMs = settings.startedMs + controllerUpAfterMs
  if (step.name !== './start_slurm.sh' || instance.role !== 'compute') return durationMs
  if (cause?.slug === 'slurm-controller-unreachable') return giveUpOnControllerMs
  return durationMs + Math.max(0, controllerUpMs - startMs)
}

function endingOf({ fate }: DemoInstance, attempt: number): AttemptEnding {
  if (fate.state === 'download-failed') return 'download-failed'
  if (fate.state === 'failed-lost-tail') return 'lost-tail'
  if (fate.state === 'hung') return 'stuck'
  return fate.state === 'failed' || attempt <= fate.failedAttempts ? 'failed' : 'succeeded'
}

function lastStep(instance: DemoInstance, ending: AttemptEnding): string | undefined {
  if (ending === 'succeeded') return undefined
  return ending === 'failed' ? instance.fate.cause?.step : instance.fate.stopsIn
}

/** The steps that are entered: none when the attempt fails before the first. */
function enteredSteps(scene: TimelineScene, ending: AttemptEnding): readonly ScriptStep[] {
  const steps = scene.script.steps(scene.instance)
  const last = lastStep(scene.instance, ending)
  if (ending === 'succeeded') return steps
  const place = steps.findIndex((step) => step.name === last)
  return steps.slice(0, place + 1)
}

function attemptPlan(scene: TimelineScene, attempt: number, startMs: number): AttemptPlan {
  const { settings, instance, script } = scene
  const random = seededRandom(settings.seed, instance.index, attempt, 'download')
  const ending = endingOf(instance, attempt)
  // The image that replaced instances come up on opens its log well before it fetches the scripts.
  const isReplacement = instance.fate.startsBeforeSnapshotMs !== undefined
  const downloadMs = startMs + (isReplacement ? 10_000 : 200)
  const downloadedMs = downloadMs + (isReplacement ? 12_000 : random.integer(2500, 7000))
  const scriptMs = downloadedMs + entrySleepMs
  const spans: StepSpan[] = []
  let atMs = scriptMs + 1500
  for (const step of enteredSteps(scene, ending)) {
    const endMs = atMs + stepDurationMs(scene, { step, startMs: atMs, attempt })
    spans.push({ step, startMs: atMs, endMs })
    atMs = endMs
  }
  const neverRan = ending === 'download-failed' || (ending === 'stuck' && spans.length === 0)
  const scriptEndMs = neverRan ? downloadedMs : atMs
  const lingerMs = ending === 'failed' ? script.failureLingerMs : 1500
  const endMs = scriptEndMs + lingerMs
  const times = { startMs, downloadMs, downloadedMs, scriptMs, scriptEndMs, endMs }
  return { attempt, ending, cause: instance.fate.cause, spans, ...times }
}

/** Where an instance stands that never ran its scripts, as far as its log says. */
export const statesWithoutAttempts: ReadonlySet<CoverageState> = new Set([
  'no-stream',
  'empty',
  'no-markers',
])

/** All attempts of an instance in one bring-up, in order, whether or not they have begun at any given moment. */
export function demoTimeline(scene: TimelineScene): readonly AttemptPlan[] {
  const { fate, firstRunMs } = scene.instance
  if (statesWithoutAttempts.has(fate.state)) return []
  const plans: AttemptPlan[] = []
  let startMs = firstRunMs
  for (let attempt = 1; attempt <= fate.failedAttempts + 1; attempt += 1) {
    const plan = attemptPlan(scene, attempt, startMs)
    plans.push(plan)
    startMs = plan.endMs + betweenAttemptsMs
  }
  return plans
}

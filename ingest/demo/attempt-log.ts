// One attempt as the lines that its scripts and the HyperPod agent write, each with the time of writing.
import type { CauseLines } from './demo-cause.ts'
import { layoutWording, writesLogStarted } from './demo-layout.ts'
import type { StepScene } from './demo-script.ts'
import type { AttemptPlan, StepSpan, TimelineScene } from './demo-timeline.ts'
import { type SeededRandom, seededRandom } from './seeded-random.ts'

/** A line of provisioning.log. */
export interface WrittenLine {
  readonly writtenMs: number
  readonly text: string
}

/** What an attempt is written from. */
export interface AttemptScene extends TimelineScene {
  readonly plan: AttemptPlan
}

/** How long a line says that its script now waits, ms; 0: it does not say. */
function announcedWaitMs(text: string): number {
  const seconds = /\b(?:in|again in) (\d+) seconds\b/.exec(text)?.[1]
  return seconds === undefined ? 0 : Number(seconds) * 1000
}

// Scripts write in bursts: most lines follow at once, a few after a long silence, and one that says it waits is
// followed by that silence as far as the step has time for it.
function spread(
  texts: readonly string[],
  span: { startMs: number; endMs: number },
  random: SeededRandom,
): WrittenLine[] {
  const spanMs = span.endMs - span.startMs
  const weights = texts.map(() =>
    random.chance(0.12) ? random.integer(20, 120) : random.fraction(),
  )
  const total = weights.reduce((sum, weight) => sum + weight, 0.001)
  const waits = texts.map(announcedWaitMs)
  const waitMs = waits.reduce((sum, wait) => sum + wait, 0)
  const waitScale = Math.min(1, (spanMs * 0.9) / Math.max(1, waitMs))
  const scale = (spanMs - waitMs * waitScale) / total
  let passedMs = 0
  return texts.map((text, place) => {
    passedMs += (weights[place] ?? 0) * scale
    const writtenMs = Math.round(span.startMs + passedMs)
    passedMs += (waits[place] ?? 0) * waitScale
    return { writtenMs, text }
  })
}

function cutBefore(texts: readonly string[], start: string): readonly string[] {
  const place = texts.findIndex((text) => text.startsWith(start))
  return place === -1 ? texts : texts.slice(0, place)
}

function stepScene({ settings, instance, plan }: AttemptScene, span: StepSpan): StepScene {
  const random = seededRandom(settings.seed, instance.index, plan.attempt, 'body', span.startMs)
  const { startMs } = span
  return { instance, attempt: plan.attempt, startMs, durationMs: span.endMs - startMs, random }
}

/** What the cause of a failed attempt writes; the same each time it is asked. */
export function causeLines({ settings, instance, plan }: AttemptScene): CauseLines | undefined {
  const random = seededRandom(settings.seed, instance.index, plan.attempt, 'cause')
  const { attempt, startMs } = plan
  return plan.cause?.write({ instance, attempt, startMs, durationMs: 0, random })
}

/** The wrapper's lines; where a prompt waits for an answer, its first line lands behind the prompt. */
function collapsed(scene: AttemptScene, span: StepSpan | undefined): string[] {
  const { cause } = scene.plan
  if (cause === undefined) return []
  const [first = '', ...rest] = scene.script.collapse(span?.step, cause)
  return first === '' ? [] : [(cause.promptBefore ?? '') + first, ...rest]
}

function brokenStep(scene: AttemptScene, span: StepSpan): string[] {
  const body = span.step.body(stepScene(scene, span))
  const { cause, ending } = scene.plan
  if (ending !== 'failed') return body.slice(0, Math.ceil(body.length * 0.45))
  const reached = cutBefore(body, cause?.strikesBefore ?? '')
  return [...reached, ...(causeLines(scene)?.lines ?? []), ...collapsed(scene, span)]
}

function stepLines(scene: AttemptScene, span: StepSpan): WrittenLine[] {
  const { plan, settings, instance } = scene
  const random = seededRandom(settings.seed, instance.index, plan.attempt, 'pace', span.startMs)
  const breaksHere = plan.ending !== 'succeeded' && span === plan.spans.at(-1)
  const body = breaksHere
    ? brokenStep(scene, span)
    : [...span.step.body(stepScene(scene, span)), span.step.closing]
  return [{ writtenMs: span.startMs, text: span.step.opening }, ...spread(body, span, random)]
}

function entryLines(scene: AttemptScene): WrittenLine[] {
  const { plan, script, instance } = scene
  const prologue = script.prologue(instance)
  const failsHere = plan.ending === 'failed' && plan.spans.length === 0
  const texts = failsHere
    ? [
        ...cutBefore(prologue, plan.cause?.strikesBefore ?? ''),
        ...(causeLines(scene)?.lines ?? []),
        ...collapsed(scene, undefined),
      ]
    : prologue
  return texts.map((text) => ({ writtenMs: plan.scriptMs, text }))
}

function scriptLines(scene: AttemptScene): WrittenLine[] {
  const { plan, script, instance } = scene
  const epilogue = plan.ending === 'succeeded' ? script.epilogue(instance) : []
  return [
    ...entryLines(scene),
    ...plan.spans.flatMap((span) => stepLines(scene, span)),
    ...epilogue.map((text) => ({ writtenMs: plan.scriptEndMs, text })),
  ]
}

function neverRan({ plan }: AttemptScene): boolean {
  const stuckEarly = plan.ending === 'stuck' && plan.spans.length === 0
  return plan.ending === 'download-failed' || stuckEarly
}

/** The exit code that a marker reports: of the failed step, else of Python. */
export function reportedExitCode({ plan }: AttemptScene): number {
  const exit = plan.cause?.exit
  return exit === 'SIGKILL' ? 137 : (exit ?? 1)
}

function openingMarkers(scene: AttemptScene): WrittenLine[] {
  const { settings, instance, plan } = scene
  const wording = layoutWording(settings.layout)
  const started = writesLogStarted(settings, instance) ? wording.logStarted : undefined
  return [
    { writtenMs: plan.startMs, text: started },
    { writtenMs: plan.downloadMs, text: wording.downloadStarted },
    { writtenMs: plan.downloadedMs, text: neverRan(scene) ? undefined : wording.downloadCompleted },
  ].flatMap(({ writtenMs, text }) => (text === undefined ? [] : { writtenMs, text }))
}

function closingMarker(scene: AttemptScene): WrittenLine[] {
  const { settings, plan } = scene
  if (plan.ending === 'stuck') return []
  const wording = layoutWording(settings.layout)
  const text =
    plan.ending === 'succeeded' ? wording.succeeded : wording.failed(reportedExitCode(scene))
  return text === undefined ? [] : [{ writtenMs: plan.endMs, text }]
}

/** Every line of one attempt, in the order of writing. */
export function attemptLog(scene: AttemptScene): WrittenLine[] {
  const { plan } = scene
  const downloadError = plan.ending === 'download-failed' ? (causeLines(scene)?.lines ?? []) : []
  return [
    ...openingMarkers(scene),
    ...downloadError.map((text) => ({ writtenMs: plan.downloadedMs, text })),
    ...(neverRan(scene) ? [] : scriptLines(scene)),
    ...closingMarker(scene),
  ]
}

import { MetHashes, ShapeCache, shapeHash } from './line-shape.ts'
import type { MarkerRule } from './marker.ts'
import type { Matcher } from './matcher.ts'
import type { LifecycleRules, LineClassRule } from './rules.ts'
import type { StepRule } from './step.ts'

/** What the rules say of one line; of each kind the first rule that matches. */
export interface LineClass {
  /** The line only quotes a command; then everything but `step` (opened-by-trace) is absent. */
  readonly trace: boolean
  readonly marker: MarkerRule | undefined
  readonly fallbackMarker: MarkerRule | undefined
  readonly step: StepRule | undefined
  readonly line: LineClassRule | undefined
  readonly download: boolean
  readonly traceback: boolean
}

/** Says what the rules say of a line (plain text). */
export interface LineClassifier {
  classify(text: string): LineClass
}

const classifiers = new WeakMap<LifecycleRules, LineClassifier>()

/** The classifier of these rules; it remembers shapes of lines from one stream to the next. */
export function lineClassifier(rules: LifecycleRules): LineClassifier {
  const known = classifiers.get(rules) ?? cachingClassifier(rules)
  classifiers.set(rules, known)
  return known
}

interface KnownShape {
  /** Places of the matching rules that cannot tell one digit from another. */
  readonly blind: readonly number[]
  /** Places of those that can, and that some line of this shape might match. */
  readonly sensitive: readonly number[]
  readonly lineClass: LineClass
}

function cachingClassifier(rules: LifecycleRules): LineClassifier {
  const matchers = [...rules.markers, ...rules.steps, ...rules.lineClasses].map(
    (rule) => rule.matcher,
  )
  const sensitive = matchers.flatMap((matcher, place) => (matcher.digitSensitive ? [place] : []))
  const cache = new ShapeCache<KnownShape>()
  const met = new MetHashes()

  function learn(text: string): KnownShape {
    const matching = rules.lineMatchers.matching(text)
    const blind = matching.filter((place) => matchers[place]?.digitSensitive === false)
    const lowered = text.toLowerCase()
    return {
      blind,
      sensitive: sensitive.filter((place) => mayMatch(matchers[place], lowered)),
      lineClass: lineClassOf(rules, blind),
    }
  }

  return {
    classify(text) {
      const hash = shapeHash(text)
      let shape = cache.get(text, hash)
      if (shape === undefined) {
        shape = learn(text)
        if (met.meet(hash)) cache.set(text, hash, shape)
      }
      if (shape.sensitive.length === 0) return shape.lineClass
      const alsoMatching = shape.sensitive.filter((place) => matchers[place]?.test(text))
      if (alsoMatching.length === 0) return shape.lineClass
      return lineClassOf(
        rules,
        [...shape.blind, ...alsoMatching].sort((a, b) => a - b),
      )
    },
  }
}

/** The same for every line of one shape, since the pieces hold no digit. */
function mayMatch(matcher: Matcher | undefined, lowered: string): boolean {
  return matcher?.pieces?.some((piece) => lowered.includes(piece)) ?? true
}

/** Tests each rule on the line by itself: slow, and what the classifier must equal. */
export function classifyByEachRule(rules: LifecycleRules, text: string): LineClass {
  const all = [...rules.markers, ...rules.steps, ...rules.lineClasses]
  return lineClassOf(
    rules,
    all.flatMap((rule, place) => (rule.matcher.test(text) ? [place] : [])),
  )
}

const unclassified: LineClass = {
  trace: false,
  marker: undefined,
  fallbackMarker: undefined,
  step: undefined,
  line: undefined,
  download: false,
  traceback: false,
}

/** `matching`: places of the rules that match, ascending, in markers, then steps, then line classes. */
function lineClassOf(rules: LifecycleRules, matching: readonly number[]): LineClass {
  if (matching.length === 0) return unclassified
  const firstStep = rules.markers.length
  const firstLine = firstStep + rules.steps.length
  const markers = matching.flatMap((place) => rules.markers[place] ?? [])
  const steps = matching.flatMap((place) => rules.steps[place - firstStep] ?? [])
  const lines = matching.flatMap((place) => rules.lineClasses[place - firstLine] ?? [])
  if (steps.some((rule) => rule.kind === 'trace')) {
    const step = steps.find((rule) => rule.kind === 'opened-by-trace')
    return { ...unclassified, trace: true, step }
  }
  return {
    trace: false,
    marker: markers.find((rule) => !rule.fallback),
    fallbackMarker: markers.find((rule) => rule.fallback),
    step: steps.find((rule) => rule.kind !== 'opened-by-trace'),
    line: lines.find((rule) => rule.kind !== 'download' && rule.kind !== 'traceback'),
    download: lines.some((rule) => rule.kind === 'download'),
    traceback: lines.some((rule) => rule.kind === 'traceback'),
  }
}

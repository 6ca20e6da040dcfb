import { mayHaveCause } from './known-cause.ts'
import { MetHashes, ShapeCache, shapeHash } from './line-shape.ts'
import { sought } from './line-sieve.ts'
import type { MarkerRule } from './marker.ts'
import type { Matcher } from './matcher.ts'
import type { LifecycleRules, LineClassRule } from './rules.ts'
import type { StepRule } from './step.ts'
import type { TextBytes } from './text-bytes.ts'

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

/** What is known of all lines of one shape. */
export interface LineShape {
  /** Whether a known cause may match one of them. */
  readonly mayHaveCause: boolean
  /** Whether one of them may hold a secret. */
  readonly mayHaveSecret: boolean
  /** For whoever numbers templates: masking takes all digits alike, so that all lines of a shape have one. */
  readonly template: TemplateMemo | undefined
}

/** A number that was found for the template of a shape. */
export interface TemplateMemo {
  /** By whom; a number means nothing to others. */
  by: unknown
  number: number
}

/** Says what the rules say of a line as a terminal shows it. */
export interface LineClassifier {
  classify(line: TextBytes): LineClass
  /** What lines of its shape may hold; while too few of them were met to know, what it may hold itself. */
  shapeOf(line: TextBytes): LineShape
}

const classifiers = new WeakMap<LifecycleRules, LineClassifier>()

/** The classifier of these rules; it remembers shapes of lines from one stream to the next. */
export function lineClassifier(rules: LifecycleRules): LineClassifier {
  const known = classifiers.get(rules) ?? new CachingClassifier(rules)
  classifiers.set(rules, known)
  return known
}

interface KnownShape extends LineShape {
  /** Places of the matching rules that cannot tell one digit from another. */
  readonly blind: readonly number[]
  /** Places of those that can, and that some line of this shape might match. */
  readonly sensitive: readonly number[]
  readonly lineClass: LineClass
}

interface LastLine {
  line: TextBytes | undefined
  shape: KnownShape | undefined
  /** Without a shape: bits of `sought`. */
  kinds: number
}

/** What a line is that holds what these bits of `sought` say. */
const shapes = Array.from(
  { length: 8 },
  (_, kinds): LineShape => ({
    mayHaveCause: (kinds & sought.cause) !== 0,
    mayHaveSecret: (kinds & sought.secret) !== 0,
    template: undefined,
  }),
)

/** What a shape is, is worked out when it comes a second time: as a rule it then comes on every instance. */
class CachingClassifier implements LineClassifier {
  readonly #rules: LifecycleRules
  readonly #matchers: readonly Matcher[]
  readonly #cache = new ShapeCache<KnownShape>()
  readonly #met = new MetHashes()
  readonly #last: LastLine = { line: undefined, shape: undefined, kinds: 0 }

  constructor(rules: LifecycleRules) {
    this.#rules = rules
    this.#matchers = [...rules.markers, ...rules.steps, ...rules.lineClasses].map(
      ({ matcher }) => matcher,
    )
  }

  classify(line: TextBytes): LineClass {
    const { shape, kinds } = this.#known(line)
    if (shape === undefined)
      return (kinds & sought.rule) === 0
        ? unclassified
        : lineClassOf(this.#rules, this.#rules.lineMatchers.matching(line.text))
    if (shape.sensitive.length === 0) return shape.lineClass
    const alsoMatching = shape.sensitive.filter((place) => this.#matchers[place]?.test(line.text))
    if (alsoMatching.length === 0) return shape.lineClass
    return lineClassOf(
      this.#rules,
      [...shape.blind, ...alsoMatching].sort((a, b) => a - b),
    )
  }

  shapeOf(line: TextBytes): LineShape {
    const { shape, kinds } = this.#known(line)
    return shape ?? (shapes[kinds & (sought.cause | sought.secret)] as LineShape)
  }

  /** What is known of a line: of its shape, or, while too few of that were met, of itself. */
  #known(line: TextBytes): LastLine {
    const last = this.#last
    // Who asks for the class of a line has mostly just asked for its shape.
    if (last.line === line) return last
    const hash = shapeHash(line)
    const known = this.#cache.get(line, hash)
    last.line = line
    last.kinds = known === undefined ? this.#rules.sieve.kindsIn(line) : 0
    last.shape = known ?? (this.#met.meet(hash) ? this.#learn(line, last.kinds) : undefined)
    if (known === undefined && last.shape !== undefined) this.#cache.set(line, hash, last.shape)
    return last
  }

  /** `kinds`: what the sieve says of the line. */
  #learn(line: TextBytes, kinds: number): KnownShape {
    const { lineMatchers, knownCauses, secrets } = this.#rules
    const holds = (kind: number) => (kinds & kind) !== 0
    const isSensitive = (place: number) => this.#matchers[place]?.digitSensitive === true
    const matching = holds(sought.rule) ? lineMatchers.matching(line.text) : []
    const blind = matching.filter((place) => !isSensitive(place))
    return {
      blind,
      sensitive: holds(sought.rule) ? lineMatchers.ofShape(line.text).filter(isSensitive) : [],
      lineClass: lineClassOf(this.#rules, blind),
      mayHaveCause: holds(sought.cause) && mayHaveCause(line.text, knownCauses),
      mayHaveSecret: holds(sought.secret) && secrets.mayHold(line.text),
      template: { by: undefined, number: -1 },
    }
  }
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

// Would the same instances pass if they simply ran again? Observed facts decide: instances that met the same line and
// passed, later attempts that succeeded, attempts that failed again in the same way, a facet in which nobody passed. The
// catalogue speaks only where nothing was observed.

/** What is known of one failure group. Counts are of instances unless they say otherwise. */
export interface TransienceEvidence {
  readonly failed: number
  /** Healthy instances whose log holds the same decisive template or known cause: they met it and passed. */
  readonly healthyThatHit: number
  /** Healthy instances that got past the step where the group failed. */
  readonly healthyPastStep: number
  /** Instances that failed so in one attempt and succeeded in a later one. */
  readonly recovered: number
  /** Instances that failed so in two or more attempts, and never passed. */
  readonly failedAgain: number
  /** A facet in which every instance failed; undefined: none. */
  readonly hopelessFacet: { readonly phrase: string; readonly instances: number } | undefined
  /** What the catalogue says of the group's known cause; undefined: it has none. */
  readonly knownCause:
    | { readonly title: string; readonly kind: 'transient' | 'deterministic' | 'either' }
    | undefined
}

export interface TransienceVerdict {
  readonly verdict: 'transient' | 'deterministic' | 'unclear'
  /** `observed`: from these instances. `catalogue`: only from what is known elsewhere. `none`: nothing to go by. */
  readonly basis: 'observed' | 'catalogue' | 'none'
  /** Sentences that speak for it passing next time. */
  readonly forTransient: readonly string[]
  /** Sentences that speak against it. */
  readonly forDeterministic: readonly string[]
  readonly sentence: string
}

// One instance that failed twice may have had bad luck; two did not.
const minimumRepeats = 2
const minimumFacet = 3

const instances = (count: number) => (count === 1 ? '1 instance' : `${count} instances`)

function signsOfTransience(evidence: TransienceEvidence): readonly string[] {
  const signs: string[] = []
  if (evidence.recovered > 0) {
    signs.push(`${instances(evidence.recovered)} failed so and succeeded in a later attempt.`)
  }
  if (evidence.healthyThatHit > 0) {
    signs.push(`${instances(evidence.healthyThatHit)} met the same and passed.`)
  }
  return signs
}

function signsOfDeterminism(evidence: TransienceEvidence): readonly string[] {
  const signs: string[] = []
  const { hopelessFacet, failedAgain, failed, healthyPastStep } = evidence
  if (hopelessFacet !== undefined && hopelessFacet.instances >= minimumFacet) {
    signs.push(`All ${instances(hopelessFacet.instances)} ${hopelessFacet.phrase} failed.`)
  }
  if (failedAgain >= minimumRepeats) {
    signs.push(`${instances(failedAgain)} failed so in every one of several attempts.`)
  }
  if (healthyPastStep === 0 && failed >= minimumFacet) {
    signs.push(`None of the fleet got past this step; ${instances(failed)} failed at it.`)
  }
  return signs
}

// Bad luck can strike twice: that some failed again does not outweigh that many more met the same line and passed.
const outweighs = 2

function mostlyPassed({
  recovered,
  healthyThatHit,
  failedAgain,
  hopelessFacet,
}: TransienceEvidence) {
  return hopelessFacet === undefined && recovered + healthyThatHit >= outweighs * failedAgain
}

/**
 * Judges a failure group. Observed signs of one kind decide it, and so does a clear majority that passed; other signs of
 * both kinds, or of neither with a catalogue that does not know either, leave it unclear.
 */
export function transience(evidence: TransienceEvidence): TransienceVerdict {
  const forTransient = signsOfTransience(evidence)
  const forDeterministic = signsOfDeterminism(evidence)
  const signs = { forTransient, forDeterministic }
  const isMixed = forTransient.length > 0 && forDeterministic.length > 0
  if (isMixed && !mostlyPassed(evidence)) {
    const sentence =
      'Unclear: some instances passed where others cannot; the group may hold two causes.'
    return { verdict: 'unclear', basis: 'observed', ...signs, sentence }
  }
  if (forTransient.length > 0) {
    const sentence = `Transient: ${forTransient.join(' ')} Running again is reasonable.`
    return { verdict: 'transient', basis: 'observed', ...signs, sentence }
  }
  if (forDeterministic.length > 0) {
    const sentence = `Deterministic: ${forDeterministic.join(' ')} Correct the cause first.`
    return { verdict: 'deterministic', basis: 'observed', ...signs, sentence }
  }
  return { ...fromCatalogue(evidence), ...signs }
}

function fromCatalogue({ knownCause }: TransienceEvidence) {
  if (knownCause === undefined || knownCause.kind === 'either') {
    const sentence = 'Unclear: nothing was observed that tells a passing fault from a lasting one.'
    return { verdict: 'unclear', basis: 'none', sentence } as const
  }
  const kind = knownCause.kind === 'transient' ? 'Transient' : 'Deterministic'
  const sentence = `${kind} as far as is known of "${knownCause.title}"; nothing was observed here for or against it.`
  return { verdict: knownCause.kind, basis: 'catalogue', sentence } as const
}

// What the lines of one instance say. Rests on lines and rules alone, so that it can be worked out in any thread; what the
// reader remembers from one instance to the next only saves time.
import { createHash } from 'node:crypto'
import { StreamAnalyser } from '../lifecycle/analyse-stream.ts'
import type { Attempt } from '../lifecycle/attempt.ts'
import type { FailureCase } from '../lifecycle/decisive-choice.ts'
import { caseLines, FailureCases } from '../lifecycle/failure-case.ts'
import { failureSignature, type SignedFailure } from '../lifecycle/failure-signature.ts'
import type { Line } from '../lifecycle/line.ts'
import type { LifecycleRules } from '../lifecycle/rules.ts'
import type { ScannedLine } from '../lifecycle/scanned-line.ts'
import type { SecretLines } from '../lifecycle/secret-count.ts'
import type { AnalysedStream, FailureGroupKey, NumberedAttempt } from '../store/analysis-store.ts'
import type { KnownCauseLine } from '../store/known-cause-store.ts'
import { type AttemptNotes, LineNotes } from './line-notes.ts'
import { type MetTemplates, TemplateNumbers } from './template-numbers.ts'

/** Where a reader finds lines. */
export interface StoredLines {
  /** All lines of a stream, in order. */
  lines(streamId: number): Iterable<ScannedLine>
  between(
    streamId: number,
    place: { readonly first: number; readonly last: number },
  ): readonly Line[]
}

/** Plain data: it crosses threads. */
export interface InstanceReading {
  readonly attempts: readonly NumberedAttempt[]
  readonly streams: readonly (AnalysedStream & { readonly secrets: readonly SecretLines[] })[]
  /** Of each attempt the numbers of its templates, each with its first line. */
  readonly templates: readonly ReadonlyMap<number, number>[]
  /** Of each attempt the known causes that match a line of it. */
  readonly knownCauses: readonly (readonly KnownCauseLine[])[]
  readonly met: MetTemplates
}

/** Some milliseconds of work. */
const linesOfStep = 5000

interface FoundAttempt {
  readonly streamId: number
  readonly attempt: Attempt
  readonly notes: AttemptNotes | undefined
}

/** Reads one instance after the other. */
export class InstanceReader {
  readonly #rules: LifecycleRules
  readonly #cases: FailureCases
  readonly #numbers = new TemplateNumbers()

  constructor(rules: LifecycleRules) {
    this.#rules = rules
    this.#cases = new FailureCases(rules.explain)
  }

  /** `streamIds`: all log streams of the instance. */
  read(streamIds: readonly number[], stored: StoredLines): InstanceReading {
    const steps = this.steps(streamIds, stored)
    for (;;) {
      const { done, value } = steps.next()
      if (done) return value
    }
  }

  /** The same, `linesOfStep` lines a step; between two of them whoever asks may do something else, but not read another instance. */
  *steps(streamIds: readonly number[], stored: StoredLines): Generator<undefined, InstanceReading> {
    this.#numbers.begin()
    const found: FoundAttempt[] = []
    const streams: InstanceReading['streams'][number][] = []
    for (const streamId of streamIds) {
      const notes = new LineNotes(this.#rules, (line, memo) =>
        this.#numbers.numberOf(line, streamId, memo),
      )
      const analyser = new StreamAnalyser(this.#rules, () => notes.beginAttempt())
      for (const line of stored.lines(streamId)) {
        analyser.add(line)
        notes.add(line)
        if (notes.lines % linesOfStep === 0) yield
      }
      const { attempts, dialect } = analyser.finish()
      for (const [index, attempt] of attempts.entries()) {
        found.push({ streamId, attempt, notes: notes.attempts[index] })
      }
      const { fingerprint } = this.#rules
      const secrets = notes.secrets.rows()
      streams.push({ streamId, lines: notes.lines, dialect, fingerprint, secrets })
    }
    return this.#reading(found, streams, stored)
  }

  #reading(
    found: FoundAttempt[],
    streams: InstanceReading['streams'],
    stored: StoredLines,
  ): InstanceReading {
    found.sort((a, b) => a.attempt.startedMs - b.attempt.startedMs || a.streamId - b.streamId)
    const attempts = found.map(({ streamId, attempt }, index) => ({
      ...{ number: index + 1, streamId, attempt },
      failureGroup: attempt.failure && failureGroupOf(attempt.failure),
      failureCase: this.#caseOf(stored, { streamId, attempt }),
    }))
    return {
      ...{ attempts, streams },
      templates: found.map(({ notes }) => notes?.templates ?? new Map()),
      knownCauses: found.map(({ notes }) => notes?.causes ?? []),
      met: this.#numbers.met(),
    }
  }

  #caseOf(
    stored: StoredLines,
    { streamId, attempt }: { readonly streamId: number; readonly attempt: Attempt },
  ): FailureCase | undefined {
    const { firstLine, lastLine, failure } = attempt
    if (failure === undefined) return undefined
    const place = caseLines(failure.clues)
    if (place === undefined) return this.#cases.caseOf(failure.clues, [])
    const lines = stored.between(streamId, {
      first: Math.max(firstLine, place.first),
      last: Math.min(lastLine, place.last),
    })
    return this.#cases.caseOf(failure.clues, lines)
  }
}

/** The group of all attempts that failed for this reason: its id is the hash of their signature. */
export function failureGroupOf(failure: SignedFailure): FailureGroupKey {
  const { key, template, algorithm } = failureSignature(failure)
  const failureGroupId = createHash('sha256').update(key).digest('hex').slice(0, 16)
  return { failureGroupId, algorithm, template }
}

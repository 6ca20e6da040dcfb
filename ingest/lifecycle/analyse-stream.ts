// From the lines of one log stream to its attempts, in one pass. A stream holds every run of the lifecycle scripts on its
// instance. A start marker opens an attempt; a download that follows the start of the log belongs to the same one. What
// comes before the first marker belongs to the first attempt, unless scripts certainly ran there: then it is the rest of
// an attempt whose start is lost. What comes behind the marker that ends an attempt belongs to it until the next start.
// A stream without service markers (before 2026) is cut at the scripts' own first and last lines instead.
import type { Attempt, StreamAnalysis } from './attempt.ts'
import { type AfterAttempt, AttemptBuilder } from './attempt-builder.ts'
import type { Line } from './line.ts'
import { type LineClass, type LineClassifier, lineClassifier } from './line-rules.ts'
import type { MarkerKind } from './marker.ts'
import type { LifecycleRules } from './rules.ts'
import { plainOf } from './scanned-line.ts'
import type { TextBytes } from './text-bytes.ts'

/** `lines`: all lines of the stream, in order. */
export function analyseStream(lines: Iterable<Line>, rules: LifecycleRules): StreamAnalysis {
  const analyser = new StreamAnalyser(rules)
  for (const line of lines) analyser.add(line)
  return analyser.finish()
}

/** Takes the lines of a stream one by one. Memory grows with attempts, markers and steps, not with lines. */
export class StreamAnalyser {
  readonly #classifier: LineClassifier
  readonly #attempts: Attempt[] = []
  #current: AttemptBuilder | undefined
  #markerDialect: string | undefined
  #stepDialect: string | undefined
  readonly #onAttempt: () => void

  /** `onAttempt` is told when a line opens an attempt. */
  constructor(rules: LifecycleRules, onAttempt: () => void = () => undefined) {
    this.#classifier = lineClassifier(rules)
    this.#onAttempt = onAttempt
  }

  add(line: Line): void {
    const plain = plainOf(line)
    this.#add(line, plain, this.#classifier.classify(plain))
  }

  #add(line: Line, plain: TextBytes, lineClass: LineClass): void {
    const { marker } = lineClass
    if (marker !== undefined && marker.kind !== 'unrecognised') {
      this.#markerDialect ??= marker.dialect
      if (this.#current !== undefined && opensByMarker(marker.kind, this.#current))
        this.#close('another attempt')
      this.#attempt(line).addMarker(marker, line, plain.text)
      return
    }
    const fallback = this.#markerDialect === undefined ? lineClass.fallbackMarker : undefined
    this.#stepDialect ??= fallback?.dialect ?? stepDialect(lineClass)
    const opens = fallback?.kind === 'log-started'
    if (opens && this.#current?.ran === true) this.#close('another attempt')
    const attempt = this.#attempt(line)
    if (fallback !== undefined) attempt.addFallbackMarker(fallback, line, plain.text)
    if (marker !== undefined) attempt.addUnrecognised(marker, line)
    attempt.addLine(line, plain, lineClass)
  }

  /** No more lines come. */
  finish(): StreamAnalysis {
    this.#close('end of stream')
    return { dialect: this.#markerDialect ?? this.#stepDialect, attempts: this.#attempts }
  }

  /** The one that the line belongs to. */
  #attempt(line: Line): AttemptBuilder {
    if (this.#current !== undefined) return this.#current
    this.#onAttempt()
    this.#current = new AttemptBuilder(line)
    return this.#current
  }

  #close(after: AfterAttempt): void {
    if (this.#current !== undefined) this.#attempts.push(this.#current.build(after))
    this.#current = undefined
  }
}

/** Whether a marker of this kind begins another attempt than the current one. */
function opensByMarker(kind: MarkerKind, current: AttemptBuilder): boolean {
  const ended = current.endedBy !== undefined
  // A second end of the other kind belongs to an attempt whose start is lost.
  if (kind === 'script-succeeded' || kind === 'script-failed')
    return ended && current.endedBy !== kind
  if (ended || kind === 'download-completed') return ended
  if (!current.marked || kind === 'download-started') return current.downloadShown || current.ran
  return true
}

function stepDialect({ step, trace }: LineClass): string | undefined {
  return trace ? undefined : step?.dialect
}

import type { Attempt, AttemptFailure, AttemptOutcome } from './attempt.ts'
import { choiceByRules } from './decisive-choice.ts'
import type { Line } from './line.ts'
import type { LineClass } from './line-rules.ts'
import { type Marker, type MarkerKind, type MarkerRule, markerOf } from './marker.ts'
import { exitCode, type LinePlace, type ReadLine, ScriptLines } from './script-lines.ts'
import { silenceBetween } from './silence.ts'
import type { StageRun } from './stage.ts'
import { StageTracker } from './stage-tracker.ts'
import { entrypointRun, entrypointStep } from './step.ts'
import type { TextBytes } from './text-bytes.ts'
import { startsBlank, TracebackReader } from './traceback.ts'

interface End {
  readonly kind: 'script-succeeded' | 'script-failed'
  readonly exitCode: number | undefined
  readonly atMs: number
  /** Last line before it. */
  readonly before: Line
}

/** What comes after the last line of an attempt. */
export type AfterAttempt = 'another attempt' | 'end of stream'

/** Builds one attempt from its lines in order. Holds nothing that grows with the lines but markers and step runs. */
export class AttemptBuilder {
  readonly #first: Line
  #last: Line
  #stages = new StageTracker()
  #script = new ScriptLines()
  #traceback = new TracebackReader()
  #firstScriptLine: Line | undefined
  readonly #markers: Marker[] = []
  readonly #fallbackMarkers: Marker[] = []
  #end: End | undefined
  #fallbackEnd: End | undefined
  #marked = false
  #silence: { readonly ms: number; readonly line: number | undefined } = { ms: 0, line: undefined }
  /** The longest one since the first line of the scripts. */
  #scriptSilenceMs = 0

  constructor(first: Line) {
    this.#first = first
    this.#last = first
  }

  /** Kind of the marker that ended it; undefined: it has not ended by a service marker. */
  get endedBy(): MarkerKind | undefined {
    return this.#end?.kind
  }

  /** It has a service marker that the rules know. */
  get marked(): boolean {
    return this.#marked
  }

  /** Scripts certainly ran in it: steps show, or the scripts' own last line. */
  get ran(): boolean {
    return this.#script.stepCount > 0 || this.#fallbackEnd !== undefined
  }

  get downloadShown(): boolean {
    return this.#markers.some(({ kind }) => kind.startsWith('download'))
  }

  /** A line of the service that begins like a marker and is none that the rules know. */
  addUnrecognised(rule: MarkerRule, line: Line): void {
    this.#markers.push(markerOf(rule, line))
  }

  addMarker(rule: MarkerRule, line: Line, text: string): void {
    this.#markers.push(markerOf(rule, line))
    this.#heard(line)
    const before = this.#last
    this.#last = line
    this.#marked = true
    this.#traceback = new TracebackReader()
    if (rule.kind === 'script-succeeded' || rule.kind === 'script-failed') {
      this.#endBy(rule, rule.kind, { line, text, before })
    } else if (rule.kind !== 'unrecognised') {
      this.#moveTo(rule.kind, line)
    }
  }

  /** A line of a dialect without service markers: counts until a service marker shows. The line is also a script's. */
  addFallbackMarker(rule: MarkerRule, line: Line, text: string): void {
    this.#fallbackMarkers.push(markerOf(rule, line))
    if (rule.kind === 'script-succeeded' || rule.kind === 'script-failed') {
      const code = exitCode(rule.matcher, text)
      this.#fallbackEnd ??= { kind: rule.kind, exitCode: code, atMs: line.atMs, before: line }
    }
  }

  addLine(line: Line, plain: TextBytes, lineClass: LineClass): void {
    const silenceMs = this.#heard(line)
    if (this.#firstScriptLine !== undefined) {
      this.#scriptSilenceMs = Math.max(this.#scriptSilenceMs, silenceMs)
    }
    this.#script.heard(silenceMs)
    const part = this.#traceback.read(plain, lineClass)
    const read = { line, plain, lineClass, part }
    const place = this.#placeOf(read)
    if (place === 'execution') this.#firstScriptLine ??= line
    this.#script.add(read, place)
    this.#last = line
  }

  build(after: AfterAttempt): Attempt {
    const end = this.#knownEnd() ?? this.#endByFailure(after)
    const failure = end?.kind === 'script-failed' ? this.#failure(end) : undefined
    const openStep = end === undefined ? this.#script.step : undefined
    const runs = this.#runs(end)
    const onlyStep = end === undefined ? runs.stepRuns[0] : undefined
    const inEntrypoint = onlyStep?.step === entrypointStep
    return {
      startedMs: this.#first.atMs,
      endedMs: this.#last.atMs,
      outcome: end === undefined ? openOutcome[after] : outcomeOf[end.kind],
      stage: end === undefined ? (this.#stages.stage ?? 'start') : 'done',
      step: failure?.step ?? openStep ?? (inEntrypoint ? entrypointStep : undefined),
      markers: this.#shownMarkers(),
      ...runs,
      failure,
      longestSilenceMs: this.#silence.ms,
      longestSilenceLine: this.#silence.line,
      firstLine: this.#first.ordinal,
      lastLine: this.#last.ordinal,
    }
  }

  /** Milliseconds of silence that a line ends; 0 behind the end of the attempt, where nothing is waited for. */
  #heard(line: Line): number {
    if (this.#knownEnd() !== undefined) return 0
    const ms = silenceBetween(this.#last, line)
    this.#stages.heard(ms)
    if (ms > this.#silence.ms) this.#silence = { ms, line: line.ordinal }
    return ms
  }

  #endBy(
    rule: MarkerRule,
    kind: End['kind'],
    at: { line: Line; text: string; before: Line },
  ): void {
    if (this.#end !== undefined) return
    if (kind === 'script-succeeded') this.#stages.enter('execution', at.line.atMs, 'implied')
    else this.#script.failureReported(at.line)
    const code = exitCode(rule.matcher, at.text)
    this.#end = { kind, exitCode: code, atMs: at.line.atMs, before: at.before }
  }

  #moveTo(kind: 'log-started' | 'download-started' | 'download-completed', line: Line): void {
    if (kind === 'download-completed') {
      this.#stages.enter('execution', line.atMs, 'marked')
      return
    }
    // What came before its start marker was not the scripts' after all.
    this.#stages.withdraw('execution')
    this.#script = new ScriptLines()
    this.#firstScriptLine = undefined
    this.#scriptSilenceMs = 0
    this.#stages.enter(kind === 'log-started' ? 'start' : 'download', line.atMs, 'marked')
  }

  #placeOf(read: ReadLine): LinePlace {
    if (this.#end !== undefined) return 'after-end'
    if (this.#stages.stage === 'execution') return 'execution'
    if (read.lineClass.download && this.#stages.stage === 'start') {
      this.#stages.enter('download', read.line.atMs, 'implied')
    }
    if (isNoScriptLine(read)) return 'before-execution'
    this.#stages.enter('execution', read.line.atMs, 'implied')
    return 'execution'
  }

  #knownEnd(): End | undefined {
    return this.#marked ? this.#end : this.#fallbackEnd
  }

  /**
   * A failure without its marker. Where there are service markers, only the log that ends when the entrypoint raises an
   * exception: the instance was gone before the marker was uploaded. Else any log that ends in a report of a failure.
   */
  #endByFailure(after: AfterAttempt): End | undefined {
    const shown = this.#marked
      ? after === 'end of stream' && this.#script.collapsed
      : this.#script.endsInFailure
    if (!shown) return undefined
    const before = this.#last
    return { kind: 'script-failed', exitCode: undefined, atMs: before.atMs, before }
  }

  #failure(end: End): AttemptFailure {
    const stage: StageRun['stage'] = this.#stages.stage ?? 'start'
    const executed = stage === 'execution'
    const clues = this.#script.clues(executed ? 'execution' : 'before-execution')
    const { decisive, reasons } = choiceByRules(clues)
    const step = executed ? this.#script.failedStep() : undefined
    return {
      stage,
      step,
      // The line that names the failed step says more than the marker, which only knows the entrypoint's exit code.
      exitCode: this.#script.exitCode ?? end.exitCode,
      decisiveLine: decisive,
      reasons:
        decisive === undefined
          ? [
              `No line says why: the log of ${step ?? `the ${stage}`} ends with line ${end.before.ordinal}.`,
            ]
          : reasons,
      clues,
    }
  }

  #runs(end: End | undefined): Pick<Attempt, 'stageRuns' | 'stepRuns'> {
    const outcome = end === undefined ? 'unfinished' : outcomeOf[end.kind]
    const last = end?.before ?? this.#last
    const named = this.#script.finish(outcome, last)
    const first = this.#firstScriptLine
    const run = first && entrypointRun(first, last, outcome)
    const unnamed = run ? [{ ...run, longestSilenceMs: this.#scriptSilenceMs }] : []
    return {
      stageRuns: this.#stages.finish(outcome, end?.atMs ?? last.atMs),
      stepRuns: named.length > 0 ? named : unnamed,
    }
  }

  #shownMarkers(): Marker[] {
    if (this.#marked) return this.#markers
    return [...this.#markers, ...this.#fallbackMarkers].sort(
      (a, b) => a.lineOrdinal - b.lineOrdinal,
    )
  }
}

const outcomeOf = { 'script-succeeded': 'succeeded', 'script-failed': 'failed' } as const
const openOutcome = {
  'another attempt': 'aborted',
  'end of stream': 'unfinished',
} as const satisfies Record<AfterAttempt, AttemptOutcome>

/** Lines that say nothing about whether a script has begun to run. */
function isNoScriptLine({ plain, lineClass, part }: ReadLine): boolean {
  return (
    startsBlank(plain) || part === 'inside' || lineClass.download || lineClass.marker !== undefined
  )
}

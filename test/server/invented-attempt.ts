// One invented run of the lifecycle scripts: its log, and what a sync makes of it.
import type { AttemptOutcome } from '../../ingest/lifecycle/attempt.ts'
import type { MarkerKind } from '../../ingest/lifecycle/marker.ts'

export interface InventedAttempt {
  readonly lines: readonly { readonly atMs: number; readonly message: string }[]
  readonly outcome: AttemptOutcome
  readonly stage: string
  readonly step: string | null
  readonly steps: readonly InventedStep[]
  readonly stageRuns: readonly {
    readonly stage: string
    readonly started_ms: number
    readonly ended_ms: number
    readonly outcome: string
  }[]
  readonly markers: readonly { readonly index: number; readonly kind: MarkerKind }[]
  readonly failure:
    | (Fate & { readonly groupId: string; readonly index: number | undefined })
    | undefined
}

interface InventedStep {
  readonly step: string
  readonly outcome: 'succeeded' | 'failed' | 'unfinished'
  readonly startedMs: number
  readonly endedMs: number
  readonly firstIndex: number
  readonly lastIndex: number
}

/** Where and with which decisive line an attempt fails; an empty line: none says why. */
export interface Fate {
  readonly stage: string
  readonly step: string | null
  readonly exitCode: number | null
  readonly line: string
  readonly template: string
  readonly knownCause: string | null
}

export interface Course {
  readonly fromMs: number
  /** undefined: it succeeds, or stops. */
  readonly fate: Fate | undefined
  readonly groupId: string
  /** The step in which the log just stops; undefined: it does not. */
  readonly stopsIn?: string
  /** Written before the decisive line. */
  readonly extraLines: readonly string[]
  /** Makes its steps last a little longer or shorter than another's. */
  readonly pace: number
}

export const steps = [
  './utils/install_ansible.sh',
  './mount_fsx.sh',
  './add_users.sh',
  './apply_hotfix.sh',
  './utils/motd.sh',
  './start_slurm.sh',
  './utils/gen-keypair-ubuntu.sh',
  './utils/install_docker.sh',
  './utils/install_enroot_pyxis.sh',
  './utils/ssh-to-compute.sh',
]

export function inventedAttempt(course: Course): InventedAttempt {
  const log = new AttemptLog(course)
  log.mark('download-started', '[SageMaker] Downloading lifecycle scripts')
  if (course.fate?.stage === 'download') log.fail(course.fate)
  else log.runSteps()
  if (course.fate !== undefined)
    log.mark('script-failed', '[SageMaker] The lifecycle scripts failed.')
  else if (course.stopsIn === undefined) {
    log.mark('script-succeeded', '[SageMaker] The lifecycle scripts succeeded.')
  }
  return log.attempt()
}

/** An attempt whose log says nothing of the lifecycle. */
export function unmarkedAttempt(fromMs: number): InventedAttempt {
  const lines = ['Hello', 'World'].map((message, index) => ({
    atMs: fromMs + index * 1000,
    message,
  }))
  const nothing = { steps: [], stageRuns: [], markers: [], failure: undefined }
  return { lines, outcome: 'unfinished', stage: 'start', step: null, ...nothing }
}

class AttemptLog {
  readonly #course: Course
  readonly #lines: { atMs: number; message: string }[] = []
  readonly #markers: { index: number; kind: MarkerKind }[] = []
  readonly #steps: InventedStep[] = []
  #atMs: number
  #decisive: number | undefined

  constructor(course: Course) {
    this.#course = course
    this.#atMs = course.fromMs
  }

  write(message: string, afterMs = 400): number {
    this.#atMs += afterMs
    return this.#lines.push({ atMs: this.#atMs, message }) - 1
  }

  mark(kind: MarkerKind, message: string): void {
    this.#markers.push({ index: this.write(message), kind })
  }

  fail({ line }: Fate): void {
    for (const extra of this.#course.extraLines) this.write(extra)
    if (line !== '') this.#decisive = this.write(line)
  }

  runSteps(): void {
    this.write(
      'Running lifecycle_script.py with resourceConfig: /opt/ml/config/resource_config.json',
      4000,
    )
    for (const step of steps) {
      const outcome = this.#outcomeOf(step)
      this.#runStep(step, outcome)
      if (outcome !== 'succeeded') return
    }
  }

  #outcomeOf(step: string): InventedStep['outcome'] {
    if (step === this.#course.fate?.step) return 'failed'
    return step === this.#course.stopsIn ? 'unfinished' : 'succeeded'
  }

  #runStep(step: string, outcome: InventedStep['outcome']): void {
    const firstIndex = this.write(`Execute script: ${step} `)
    const startedMs = this.#atMs
    const pauseMs = 700 + ((this.#course.pace * 7 + step.length) % 9) * 300
    this.write(`+ apt-get install -y package # ${step}`, pauseMs)
    this.write('\u001b[1;33mReading package lists...\u001b[0m Done', pauseMs)
    if (outcome === 'succeeded') this.write(`Script ${step} executed successully`)
    if (outcome === 'failed') this.#failStep(step)
    const lastIndex = this.#lines.length - 1
    this.#steps.push({ step, outcome, startedMs, endedMs: this.#atMs, firstIndex, lastIndex })
  }

  #failStep(step: string): void {
    const { fate } = this.#course
    this.write(
      'Waiting for cache lock 1\rWaiting for cache lock 2\rWaiting for cache lock 3',
      62_000,
    )
    if (fate !== undefined) this.fail(fate)
    this.write(
      `subprocess.CalledProcessError: Command '['sudo', 'bash', '${step}']' returned non-zero exit status ${fate?.exitCode ?? 1}.`,
    )
  }

  attempt(): InventedAttempt {
    const { fate, groupId, stopsIn } = this.#course
    const outcome =
      fate !== undefined ? 'failed' : stopsIn === undefined ? 'succeeded' : 'unfinished'
    return {
      ...{ lines: this.#lines, markers: this.#markers, steps: this.#steps, outcome },
      ...{ stage: stopsIn === undefined ? 'done' : 'execution', step: stopsIn ?? null },
      stageRuns: this.#stageRuns(outcome),
      failure: fate && { ...fate, groupId, index: this.#decisive },
    }
  }

  #stageRuns(outcome: 'succeeded' | 'failed' | 'unfinished'): InventedAttempt['stageRuns'] {
    const downloadedMs = this.#lines[1]?.atMs ?? this.#atMs
    const download = { stage: 'download', started_ms: this.#course.fromMs, ended_ms: downloadedMs }
    if (this.#course.fate?.stage === 'download') return [{ ...download, outcome: 'failed' }]
    return [
      { ...download, outcome: 'succeeded' },
      { stage: 'execution', started_ms: downloadedMs, ended_ms: this.#atMs, outcome },
    ]
  }
}

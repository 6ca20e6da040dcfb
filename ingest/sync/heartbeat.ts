import type { SyncOutcome } from '../store/sync-run-store.ts'
import type { SyncProgress } from './sync-report.ts'
import type { SyncState } from './sync-state.ts'

/** A running sync says in the file how far it is no more often than this. */
const everyMs = 1000

/** Writes the progress of a sync into its row of sync_run, so that the viewer shows it live and tells a killed one. */
export class Heartbeat {
  readonly #state: SyncState
  #syncRunId: number | undefined
  #lastPhase: SyncProgress['phase'] | undefined
  #lastMs = Number.NEGATIVE_INFINITY

  constructor(state: SyncState) {
    this.#state = state
  }

  /** From now on there is a row to write to. */
  begin(syncRunId: number): void {
    this.#syncRunId = syncRunId
  }

  beat({ phase, streamsDone, msLeft }: SyncProgress): void {
    const { now, database } = this.#state.request
    const syncRunId = this.#syncRunId
    const atMs = Math.round(now())
    if (syncRunId === undefined || phase === 'done') return
    if (phase === this.#lastPhase && atMs - this.#lastMs < everyMs) return
    this.#lastPhase = phase
    this.#lastMs = atMs
    const counts = { ...this.#state.counts(), ...this.#state.callCounts() }
    const outcome: SyncOutcome = 'running'
    database.atOnce(() => {
      database.runs.save(syncRunId, counts, { endedMs: null, notes: this.#state.notes, outcome })
      database.runs.beat({ syncRunId, phase, streamsDone, leftMs: msLeft ?? null, atMs })
    })
  }
}

import { analyseInstances } from './analyse-instances.ts'
import { judgeFleet } from './judge-fleet.ts'
import type { SyncState } from './sync-state.ts'

/** The whole fleet is judged no more often than this while events are still being copied. */
const judgeEveryMs = 5000

/**
 * Judges what is whole while the rest is still being copied, so that the viewer shows the first failures early. One
 * batch at a time: instances that are only half copied are left alone.
 */
export class JudgeOnTheWay {
  readonly #state: SyncState
  #queue: Promise<void> = Promise.resolve()
  #failure: { readonly error: unknown } | undefined
  #judgedMs = 0

  constructor(state: SyncState) {
    this.#state = state
  }

  /** Judges these instances when all handed over before are judged; the reading does not wait for it. */
  add(instanceIds: ReadonlySet<string>): void {
    this.#queue = this.#queue
      .then(() => (this.#state.isStopping ? undefined : this.#judge(instanceIds)))
      .catch((error: unknown) => {
        this.#failure ??= { error }
        this.#state.isStopping = true
      })
  }

  /** Resolves when all are judged; throws what judging threw. */
  async end(): Promise<void> {
    await this.#queue
    if (this.#failure !== undefined) throw this.#failure.error
  }

  async #judge(instanceIds: ReadonlySet<string>): Promise<void> {
    const { database, rules, signal, now } = this.#state.request
    const { clusterId } = this.#state
    await analyseInstances(database, clusterId, { rules, signal, instanceIds })
    if (now() - this.#judgedMs < judgeEveryMs) return
    judgeFleet(database, clusterId)
    this.#judgedMs = now()
  }
}

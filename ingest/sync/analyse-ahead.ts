import type { LifecycleRules } from '../lifecycle/rules.ts'
import type { SyncDatabase } from '../store/sync-database.ts'
import { analyseInstances } from './analyse-instances.ts'
import { instanceReaders } from './instance-readers.ts'

/** Text of whole streams that is worth a look at the list of all streams. */
const bytesAtOnce = 16 * 2 ** 20

/**
 * Analyses what is whole while more files are read, as long as there are threads to do it in: what the disk and the one
 * writer leave of the machine. What it leaves undone the analysis after the last file does.
 */
export class AnalyseAhead {
  readonly #database: SyncDatabase
  readonly #clusterId: string
  readonly #options: { readonly rules: LifecycleRules; readonly signal: AbortSignal }
  #whole = new Set<number>()
  /** Those that were read when it was last begun. */
  #bytes = 0
  #running: Promise<void> | undefined
  #failure: { readonly error: unknown } | undefined

  constructor(
    database: SyncDatabase,
    clusterId: string,
    options: { readonly rules: LifecycleRules; readonly signal: AbortSignal },
  ) {
    this.#database = database
    this.#clusterId = clusterId
    this.#options = options
  }

  /** A stream to which no file that is still to be read adds lines, as far as can be told. `bytes`: of all read so far. */
  add(streamId: number, bytes: number): void {
    this.#whole.add(streamId)
    const hasThreads = instanceReaders(this.#options.rules).atOnce > 1
    const isWorth = bytes - this.#bytes >= bytesAtOnce
    if (this.#running !== undefined || !isWorth || !hasThreads) return
    const instanceIds = this.#database.streams.instancesOf([...this.#whole])
    this.#whole = new Set()
    this.#bytes = bytes
    this.#running = this.#analyse(new Set(instanceIds))
  }

  /** Resolves when nothing is under way; throws what an analysis threw. */
  async end(): Promise<void> {
    await this.#running
    if (this.#failure !== undefined) throw this.#failure.error
  }

  async #analyse(instanceIds: ReadonlySet<string>): Promise<void> {
    try {
      await analyseInstances(this.#database, this.#clusterId, { ...this.#options, instanceIds })
    } catch (error) {
      this.#failure ??= { error }
    }
    // After a failure nothing else is begun.
    if (this.#failure === undefined) this.#running = undefined
  }
}

// SQLite keeps what is written in a log beside the file until no reader needs the file as it was before. A reading transaction
// that stays open therefore makes the log grow with all that a sync writes. Up to a ceiling that is only said; beyond it
// the sync waits, and then ends: the next one goes on from there.
import { statSync } from 'node:fs'
import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'
import { OperatorError } from '../operator-error.ts'
import { readersOf } from './lock-holders.ts'

export interface LogLimits {
  /** Bytes of the log from which on a sync says in the end who keeps it: readers that come and go keep it far below that. */
  readonly saidBytes: number
  /** Bytes of the log from which on nothing more is written. */
  readonly mostBytes: number
  /** How long a reader is waited for. */
  readonly patienceMs: number
  /** Told, in a sentence, that one is waited for. */
  readonly tell: (sentence: string) => void
}

export const logLimits: LogLimits = {
  ...{ saidBytes: 64 * 2 ** 20, mostBytes: 256 * 2 ** 20, patienceMs: 60_000 },
  tell: () => undefined,
}

const lookEveryMs = 100
/** As long as any statement waits for another program. */
const busyMs = 5000

export class WriteAheadLog {
  readonly #database: Database
  readonly #limits: LogLimits
  #waiting: Promise<void> | undefined

  constructor(database: Database, limits: LogLimits) {
    this.#database = database
    this.#limits = limits
  }

  get bytes(): number {
    return statSync(`${this.#database.name}-wal`, { throwIfNoEntry: false })?.size ?? 0
  }

  /** Whether somebody must be keeping it from being let go of. */
  get isLong(): boolean {
    return this.bytes > this.#limits.saidBytes
  }

  /** Who keeps the log from being let go of, as the subject of a sentence. */
  get reader(): string {
    return readersOf(this.#database.name).join(', ') || 'another program'
  }

  /**
   * To be awaited between transactions: resolves when the log is below its ceiling, or `signal` aborted. Throws OperatorError
   * `database-locked` when a reader has kept it above for too long.
   */
  async room(signal: AbortSignal): Promise<void> {
    if (this.bytes <= this.#limits.mostBytes) return
    this.#waiting ??= this.#wait(signal).finally(() => {
      this.#waiting = undefined
    })
    await this.#waiting
  }

  /** The same, and lets signals and timers have their turn. */
  async pause(signal: AbortSignal): Promise<void> {
    await this.room(signal)
    await setImmediate()
  }

  async #wait(signal: AbortSignal): Promise<void> {
    if (this.#isLetGo()) return
    const { patienceMs, tell } = this.#limits
    const seconds = Math.round(patienceMs / 1000)
    tell(`${this.#trouble()} Waiting for it to end, for ${seconds} seconds at the most.`)
    for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += lookEveryMs) {
      await sleep(lookEveryMs)
      if (signal.aborted || this.#isLetGo()) return
    }
    throw new OperatorError(
      'database-locked',
      this.#trouble(),
      'End that program or its transaction and run the same command again: all that was stored stays, and it goes on from there.',
    )
  }

  #trouble(): string {
    const megabytes = Math.round(this.bytes / 2 ** 20)
    return `The write-ahead log of ${this.#database.name} has grown to ${megabytes} MB, since ${this.reader} keeps a reading transaction open.`
  }

  /** Tries to empty the log, and waits for nobody. */
  #isLetGo(): boolean {
    this.#database.pragma('busy_timeout = 0')
    const [result] = this.#database.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
    this.#database.pragma(`busy_timeout = ${busyMs}`)
    return result?.busy === 0
  }
}

import type { Database, Statement } from 'better-sqlite3'

// The pages that people go back and forth between, in a few orders and bring-ups.
const mostKept = 64

/** Records as long as the file stays as it is: SQLite counts the commits of every other connection. */
export class KeptRecords {
  readonly #version: Statement<[], number>
  readonly #records = new Map<string, unknown>()
  #keptAt: number | undefined

  constructor(database: Database) {
    this.#version = database.prepare('PRAGMA data_version').pluck() as Statement<[], number>
  }

  /** Another number once another connection has written. */
  version(): number {
    return this.#version.get() ?? 0
  }

  /** The kept record of the key, else what `read` gives now. */
  get<Result>(key: string, read: () => Result): Result {
    const version = this.version()
    if (version !== this.#keptAt || this.#records.size >= mostKept) this.#records.clear()
    this.#keptAt = version
    if (this.#records.has(key)) return this.#records.get(key) as Result
    const record = read()
    this.#records.set(key, record)
    return record
  }
}

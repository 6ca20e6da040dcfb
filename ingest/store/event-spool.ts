import Sqlite, { type Database, type Statement } from 'better-sqlite3'
import type { StoredEvent } from './log-block.ts'

/**
 * Sorts more events than memory should hold: by time, equal times in the order in which they came. They lie in a file without
 * a name, which is gone when the spool is closed or the process ends. Throws what SQLite throws where the disk is full.
 */
export class EventSpool {
  readonly #database: Database
  readonly #insert: Statement
  readonly #next: Statement<unknown[], { ordinal: number } & StoredEvent>
  #ordinal = 0

  constructor() {
    this.#database = new Sqlite('')
    // Nobody reads the file after a crash.
    this.#database.pragma('journal_mode = OFF')
    this.#database.pragma('synchronous = OFF')
    this.#database.pragma('cache_size = -2048')
    this.#database.exec(
      'CREATE TABLE event (at_ms INTEGER, ordinal INTEGER, message TEXT, PRIMARY KEY (at_ms, ordinal)) STRICT, WITHOUT ROWID',
    )
    this.#insert = this.#database.prepare('INSERT INTO event VALUES (@atMs, @ordinal, @message)')
    this.#next = this.#database.prepare(/* sql */ `
      SELECT at_ms AS atMs, ordinal, message
        FROM event
       WHERE (at_ms, ordinal) > (@atMs, @ordinal)
       ORDER BY at_ms, ordinal
       LIMIT 1000`)
  }

  add(events: readonly StoredEvent[]): void {
    this.#database.transaction(() => {
      for (const { atMs, message } of events) {
        this.#ordinal += 1
        this.#insert.run({ atMs, message, ordinal: this.#ordinal })
      }
    })()
  }

  /** All events, sorted, a thousand at a time. */
  *sorted(): Generator<readonly StoredEvent[]> {
    for (let last = { atMs: Number.MIN_SAFE_INTEGER, ordinal: 0 }; ; ) {
      const events = this.#next.all(last)
      if (events.length === 0) return
      yield events
      last = events.at(-1) ?? last
    }
  }

  close(): void {
    this.#database.close()
  }
}

import { type BigIntStats, statSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { openForReading } from '../../migrations/open-database.ts'
import { openReadStores, type ReadStores } from './read-store.ts'

interface Opened {
  readonly database: Database
  readonly stores: ReadStores
  readonly file: string
}

/**
 * The database file as it is now: opened read-only at the first question, and again when another file has taken its
 * place (a demo begun anew, a copy moved in).
 */
export class LiveDatabase {
  readonly #path: string
  #opened: Opened | undefined

  constructor(path: string) {
    this.#path = path
  }

  /** Throws OperatorError `database-missing`, `database-refused`, `database-newer`. */
  stores(): ReadStores {
    const file = fileIdentity(this.#path)
    if (this.#opened?.file === file) return this.#opened.stores
    this.close()
    const database = openForReading(this.#path)
    this.#opened = { database, stores: openReadStores(database), file }
    return this.#opened.stores
  }

  close(): void {
    this.#opened?.stores.close()
    this.#opened?.database.close()
    this.#opened = undefined
  }
}

function fileIdentity(path: string): string {
  const stats: BigIntStats | undefined = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stats === undefined ? 'missing' : `${stats.dev}:${stats.ino}`
}

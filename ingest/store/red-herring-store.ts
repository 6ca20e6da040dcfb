import type { Database, Statement } from 'better-sqlite3'
import type { RedHerring } from '../load-rules.ts'
import { prepareAll } from './prepare-all.ts'

const sql = {
  all: 'SELECT pattern, sample FROM red_herring ORDER BY red_herring_id',
  insert: /* sql */ `
    INSERT INTO red_herring (pattern, sample, created_ms)
    VALUES (@pattern, @sample, @atMs)
    ON CONFLICT DO NOTHING`,
  remove: 'DELETE FROM red_herring WHERE red_herring_id = @redHerringId',
}

/** `red_herring`: what the user calls harmless, a part of the rules of every sync. Callers own the transaction. */
export class RedHerringStore {
  readonly #sql: Readonly<Record<keyof typeof sql, Statement>>

  constructor(database: Database) {
    this.#sql = prepareAll(database, sql)
  }

  /** In the order in which they were made. */
  all(): readonly RedHerring[] {
    return this.#sql.all.all() as RedHerring[]
  }

  /** `atMs`: the clock of this machine. What is there already stays as it is. */
  add(redHerring: RedHerring & { readonly atMs: number }): void {
    this.#sql.insert.run(redHerring)
  }

  /** False: there is none of that id. */
  remove(redHerringId: number): boolean {
    return this.#sql.remove.run({ redHerringId }).changes > 0
  }
}

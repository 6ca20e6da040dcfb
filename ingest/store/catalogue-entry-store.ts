import type { Database, Statement } from 'better-sqlite3'
import type { KnownCause, KnownCauses } from '../lifecycle/known-cause.ts'
import { prepareAll } from './prepare-all.ts'

const sql = {
  clear: 'DELETE FROM catalogue_entry WHERE cluster_id = @clusterId',
  insert: /* sql */ `
    INSERT INTO catalogue_entry (cluster_id, known_cause, rank, origin, disabled, title, explanation, kind, breadth, patterns,
                                 fix, risk, verify, sources)
    VALUES (@clusterId, @id, @rank, @origin, @disabled, @title, @explanation, @kind, @breadth, @patterns, @fix, @risk, @verify,
            @sources)`,
}

/** `catalogue_entry`. Callers own the transaction. */
export class CatalogueEntryStore {
  readonly #sql: Readonly<Record<keyof typeof sql, Statement>>

  constructor(database: Database) {
    this.#sql = prepareAll(database, sql)
  }

  /** Replaces the catalogue that a cluster was judged by. */
  save(clusterId: string, { causes, disabled }: KnownCauses): void {
    this.#sql.clear.run({ clusterId })
    for (const [index, cause] of [...causes, ...disabled].entries()) {
      this.#sql.insert.run({
        ...rowOf(cause),
        ...{ clusterId, rank: index + 1, disabled: Number(index >= causes.length) },
      })
    }
  }
}

function rowOf({ id, origin, title, explanation, kind, breadth, ...rest }: KnownCause) {
  const { patterns, fix, risk, verify, sources } = rest
  return {
    ...{ id, origin, title, explanation, kind, breadth, risk, verify },
    patterns: JSON.stringify(patterns.map(({ source }) => source)),
    ...{ fix: JSON.stringify(fix), sources: JSON.stringify(sources) },
  }
}

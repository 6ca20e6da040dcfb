import type { Database, Statement } from 'better-sqlite3'

// As many as all pages of a cluster ask for in a day of clicking; what filters can ask for has no end.
const mostKept = 100

/** Statements whose text follows from what is asked: each is prepared when it is first asked for, and kept. */
export class PreparedStatements {
  readonly #database: Database
  readonly #statements = new Map<string, Statement>()

  constructor(database: Database) {
    this.#database = database
  }

  of<Parameters, Row>(sql: string): Statement<[Parameters], Row> {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known as Statement<[Parameters], Row>
    if (this.#statements.size >= mostKept) this.#statements.clear()
    const statement = this.#database.prepare(sql)
    this.#statements.set(sql, statement)
    return statement as Statement<[Parameters], Row>
  }
}

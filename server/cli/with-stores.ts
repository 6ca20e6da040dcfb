import type { Database } from 'better-sqlite3'
import { databaseError } from '../../migrations/database-error.ts'
import { openForReading } from '../../migrations/open-database.ts'
import { openReadStores, type ReadStores } from '../store/read-store.ts'

/** Opens the file read-only for one question. Throws what opening and asking throw; damage met on the way as `database-damaged`. */
export function withStores<Result>(
  databasePath: string,
  ask: (stores: ReadStores) => Result,
): Result {
  const database = openForReading(databasePath)
  try {
    return ask(openReadStores(database))
  } catch (error) {
    throw databaseError(databasePath, error)
  } finally {
    database.close()
  }
}

/** The same for work that takes its time. */
export async function withDatabase<Result>(
  databasePath: string,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const database = openForReading(databasePath)
  try {
    return await work(database)
  } catch (error) {
    throw databaseError(databasePath, error)
  } finally {
    database.close()
  }
}

/** The same on one state of the file, though a sync may write meanwhile. */
export function withSnapshot<Result>(
  databasePath: string,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  return withDatabase(databasePath, (database) => {
    database.exec('BEGIN')
    return work(database)
  })
}

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

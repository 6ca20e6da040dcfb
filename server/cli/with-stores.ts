import { openForReading } from '../../migrations/open-database.ts'
import { openReadStores, type ReadStores } from '../store/read-store.ts'

/** Opens the file read-only for one question. */
export function withStores<Result>(
  databasePath: string,
  ask: (stores: ReadStores) => Result,
): Result {
  const database = openForReading(databasePath)
  try {
    return ask(openReadStores(database))
  } finally {
    database.close()
  }
}

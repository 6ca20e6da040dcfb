import type { Database } from 'better-sqlite3'
import { NoteStore } from '../ingest/store/note-store.ts'
import { RedHerringStore } from '../ingest/store/red-herring-store.ts'
import { databaseError } from '../migrations/database-error.ts'
import { openForNote } from '../migrations/open-database.ts'

/** Changes notes; see `writeAtOnce`. */
export function writeNotes<Result>(path: string, work: (notes: NoteStore) => Result): Result {
  return writeAtOnce(path, (database) => work(new NoteStore(database)))
}

/** Changes what is called harmless; see `writeAtOnce`. */
export function writeRedHerrings<Result>(
  path: string,
  work: (redHerrings: RedHerringStore) => Result,
): Result {
  return writeAtOnce(path, (database) => work(new RedHerringStore(database)))
}

/**
 * All or nothing, through a handle of its own that is closed again: the only writes of the viewer. Throws OperatorError
 * `database-locked` when a sync holds the file for too long, `database-unwritable`, and what `work` throws.
 */
function writeAtOnce<Result>(path: string, work: (database: Database) => Result): Result {
  const database = openForNote(path)
  try {
    return database.transaction(() => work(database)).immediate()
  } catch (error) {
    throw databaseError(path, error)
  } finally {
    database.close()
  }
}

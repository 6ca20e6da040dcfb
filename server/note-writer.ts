import { NoteStore } from '../ingest/store/note-store.ts'
import { databaseError } from '../migrations/database-error.ts'
import { openForNote } from '../migrations/open-database.ts'

/**
 * Changes notes, all or nothing, through a handle of its own that is closed again: the only writes of the viewer. Throws
 * OperatorError `database-locked` when a sync holds the file for too long, `database-unwritable`, and what `work` throws.
 */
export function writeNotes<Result>(path: string, work: (notes: NoteStore) => Result): Result {
  const database = openForNote(path)
  try {
    const notes = new NoteStore(database)
    return database.transaction(() => work(notes)).immediate()
  } catch (error) {
    throw databaseError(path, error)
  } finally {
    database.close()
  }
}

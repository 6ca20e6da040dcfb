import { existsSync } from 'node:fs'
import Sqlite, { type Database } from 'better-sqlite3'
import { OperatorError } from '../../ingest/operator-error.ts'
import { registerFunctions } from '../../migrations/open-database.ts'
import { writeWholeCopy } from '../../migrations/whole-copy.ts'

/** `as-it-is` opens in hyperscope; `plain` holds the lines in tables that any SQLite tool reads. */
export type SnapshotForm = 'as-it-is' | 'plain'

/**
 * Copies what the database holds at this moment to a new file of mode 0600, while a sync may write. The file appears whole
 * or not at all. Throws OperatorError `invalid-option` (there is a file already), `database-unwritable`, `database-damaged`.
 */
export function writeSnapshot(database: Database, path: string, form: SnapshotForm): void {
  if (existsSync(path)) {
    throw new OperatorError(
      'invalid-option',
      `There is a file ${path} already.`,
      'Name a file that does not exist; a snapshot replaces nothing.',
    )
  }
  if (form === 'plain') writeWholeCopy(database, path, makePlain)
  else writeWholeCopy(database, path)
}

// Without our application id: a sync would add to the blocks, which are no longer there, and not to these tables.
const plainAgain = /* sql */ `
  DROP VIEW file_size;
  DROP TABLE log_block;
  DROP TABLE search_part;
  DROP TABLE search_segment;
  CREATE INDEX log_line_by_stream ON log_line (log_stream_id, line_ordinal);
  CREATE INDEX log_event_by_stream ON log_event (log_stream_id, event_ordinal);
  PRAGMA application_id = 0;`

function makePlain(path: string): void {
  const database = new Sqlite(path)
  try {
    registerFunctions(database)
    const views = database
      .prepare(
        "SELECT sql FROM sqlite_schema WHERE type = 'view' AND name IN ('log_line', 'log_event')",
      )
      .pluck()
      .all() as string[]
    database.transaction(() => {
      database.exec('DROP VIEW log_line; DROP VIEW log_event;')
      for (const view of views) database.exec(view.replace(/^CREATE VIEW/, 'CREATE TABLE'))
      database.exec(plainAgain)
    })()
    database.exec('VACUUM')
  } finally {
    database.close()
  }
}

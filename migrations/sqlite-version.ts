import Sqlite from 'better-sqlite3'

/** The version of the SQLite that this program brings along, such as `3.50.4`. */
export function sqliteVersion(): string {
  const database = new Sqlite(':memory:')
  try {
    return String(database.prepare('SELECT sqlite_version()').pluck().get())
  } finally {
    database.close()
  }
}

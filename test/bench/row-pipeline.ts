// What a straightforward program does with exported logs: a row a line, and a full-text index of rows. The peer that an
// import is measured against; runs as a process of its own: `node row-pipeline.ts FOLDER FILE.db`.
import { createReadStream, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import Sqlite from 'better-sqlite3'

const [, , folder = '', path = ''] = process.argv
const database = new Sqlite(path)
database.pragma('journal_mode = WAL')
database.pragma('synchronous = NORMAL')
database.exec(`
  CREATE TABLE log_line (line_id INTEGER PRIMARY KEY, log_stream TEXT, at_ms INTEGER, text TEXT);
  CREATE INDEX log_line_at ON log_line (log_stream, at_ms);
  CREATE VIRTUAL TABLE log_text USING fts5 (text, content = 'log_line', content_rowid = 'line_id');
`)
const insertLine = database.prepare(
  'INSERT INTO log_line (log_stream, at_ms, text) VALUES (?, ?, ?)',
)
const insertText = database.prepare('INSERT INTO log_text (rowid, text) VALUES (?, ?)')
for (const stream of readdirSync(folder)) {
  database.exec('BEGIN')
  for await (const line of createInterface(createReadStream(join(folder, stream, '000000')))) {
    const blank = line.indexOf(' ')
    const text = line.slice(blank + 1)
    const { lastInsertRowid } = insertLine.run(stream, Date.parse(line.slice(0, blank)), text)
    insertText.run(lastInsertRowid, text)
  }
  database.exec('COMMIT')
}
database.pragma('wal_checkpoint(TRUNCATE)')
database.close()

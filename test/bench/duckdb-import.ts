// Reads the table of the bench's corpus into DuckDB, in one thread: a peer of an import; runs as a process of its own:
// `node duckdb-import.ts LINES.tsv FILE`.
import { DuckDBInstance } from '@duckdb/node-api'

const [, , table = '', path = ''] = process.argv
const instance = await DuckDBInstance.create(path, { threads: '1' })
const duck = await instance.connect()
await duck.run(`
  CREATE TABLE line AS
    SELECT * FROM read_csv('${table}', delim = '\t', header = false, quote = '', escape = '', auto_detect = false,
                           columns = {stream: 'INTEGER', ordinal: 'INTEGER', at_ms: 'BIGINT', text: 'VARCHAR'})
`)
await duck.run('CHECKPOINT')
duck.closeSync()
instance.closeSync()

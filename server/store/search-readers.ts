import type { Database } from 'better-sqlite3'
import { openForReading } from '../../migrations/open-database.ts'
import { LogStore } from './log-store.ts'
import { SearchBlocks } from './search-blocks.ts'
import { SearchScopeStore } from './search-scope-store.ts'

/** All that a search reads by, over one connection. */
export interface SearchReader {
  readonly database: Database
  readonly scopes: SearchScopeStore
  readonly blocks: SearchBlocks
  readonly logs: LogStore
}

/**
 * Connections of their own for searches, one each at a time, so that other pages are answered meanwhile. One is kept for the
 * next search, with what it knows of the file as long as the file stays as it is.
 */
export class SearchReaders {
  readonly #path: string
  #kept: SearchReader | undefined
  #isClosed = false

  constructor(path: string) {
    this.#path = path
  }

  /** Reads in one snapshot from begin to end: what a sync writes meanwhile changes nothing. */
  async use<Result>(read: (reader: SearchReader) => Promise<Result>): Promise<Result> {
    const reader = this.#kept ?? openReader(this.#path)
    this.#kept = undefined
    try {
      reader.database.exec('BEGIN')
      return await read(reader)
    } finally {
      this.#giveBack(reader)
    }
  }

  #giveBack(reader: SearchReader): void {
    if (reader.database.inTransaction) reader.database.exec('ROLLBACK')
    if (this.#kept === undefined && !this.#isClosed) this.#kept = reader
    else reader.database.close()
  }

  close(): void {
    this.#isClosed = true
    this.#kept?.database.close()
    this.#kept = undefined
  }
}

function openReader(path: string): SearchReader {
  const database = openForReading(path)
  return {
    database,
    scopes: new SearchScopeStore(database),
    blocks: new SearchBlocks(database),
    logs: new LogStore(database),
  }
}

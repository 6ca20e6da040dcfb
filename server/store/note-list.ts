import { accessSync, constants } from 'node:fs'
import type { Database, Statement } from 'better-sqlite3'
import type { LineNote, NoteRecord } from '../../views/notes.ts'
import type { LogStore } from './log-store.ts'

// A group that was merged, or that another algorithm has named anew, is shown as what it is now.
const selectNotes = /* sql */ `
  SELECT note.note_id       AS noteId,
         note.kind          AS kind,
         note.text          AS text,
         note.created_ms    AS createdMs,
         note.removed_ms    AS removedMs,
         coalesce(merged.value, moved.failure_group_id, note.failure_group_id) AS failureGroupId,
         coalesce(name.value, signature.template) AS groupTitle,
         note.instance_id   AS instanceId,
         attempt.attempt    AS attempt,
         note.log_stream_id AS logStreamId,
         note.line_ordinal  AS lineOrdinal
    FROM note
    LEFT JOIN moved_group AS moved
           ON moved.alias_id = note.failure_group_id
    LEFT JOIN group_rule AS merged
           ON merged.kind = 'merge'
          AND merged.failure_group_id = coalesce(moved.failure_group_id, note.failure_group_id)
    LEFT JOIN failure_signature AS signature
           ON signature.failure_group_id = coalesce(merged.value, moved.failure_group_id, note.failure_group_id)
    LEFT JOIN group_rule AS name
           ON name.kind = 'rename'
          AND name.failure_group_id = signature.failure_group_id
    LEFT JOIN attempt
           ON attempt.cluster_id    = note.cluster_id
          AND attempt.instance_id   = note.instance_id
          AND attempt.log_stream_id = note.log_stream_id
          AND note.line_ordinal BETWEEN attempt.first_line AND attempt.last_line
   WHERE note.cluster_id = @clusterId
     AND (@instanceId IS NULL OR note.instance_id = @instanceId)
     AND (@failureGroupId IS NULL OR
          coalesce(merged.value, moved.failure_group_id, note.failure_group_id) = @failureGroupId)
   ORDER BY note.created_ms DESC, note.note_id DESC
   LIMIT 1000
`

const selectLineNotes = /* sql */ `
  SELECT line_ordinal AS lineOrdinal, kind, text
    FROM note
   WHERE log_stream_id = @logStreamId
     AND removed_ms IS NULL
   ORDER BY line_ordinal, created_ms
   LIMIT 1000
`

type NoteRow = Omit<NoteRecord, 'line'> & { readonly logStreamId: number | null }

/** Notes and bookmarks, newest first; at most 1,000. */
export class NoteList {
  readonly #database: Database
  readonly #logs: LogStore
  readonly #notes: Statement<unknown[], NoteRow>
  readonly #lineNotes: Statement<[{ logStreamId: number }], LineNote>

  constructor(database: Database, logs: LogStore) {
    this.#database = database
    this.#logs = logs
    this.#notes = database.prepare(selectNotes)
    this.#lineNotes = database.prepare(selectLineNotes)
  }

  /** Those of an instance or a group; with neither all of the cluster. Removed ones are among them. */
  notes(of: {
    readonly clusterId: string
    readonly instanceId?: string
    readonly failureGroupId?: string
  }): readonly NoteRecord[] {
    const asked = { instanceId: null, failureGroupId: null, ...of }
    return this.#notes.all(asked).map(({ logStreamId, ...note }) => ({
      ...note,
      line: this.#line(logStreamId, note.lineOrdinal),
    }))
  }

  /** What stands on the lines of a log stream, in their order. */
  onLines(logStreamId: number): readonly LineNote[] {
    return this.#lineNotes.all({ logStreamId })
  }

  /** False: the file is not ours to write. */
  isWritable(): boolean {
    try {
      accessSync(this.#database.name, constants.W_OK)
      return true
    } catch {
      return false
    }
  }

  #line(logStreamId: number | null, line: number | null): string | null {
    if (logStreamId === null || line === null) return null
    const [found] = [
      ...this.#logs.blocksOfLines({ logStreamId, fromLine: line, toLine: line }),
    ].flat()
    return found?.text ?? null
  }
}

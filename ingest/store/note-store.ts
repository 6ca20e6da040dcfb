import type { Database, Statement } from 'better-sqlite3'
import { prepareAll } from './prepare-all.ts'

/** What a note is about: a failure group, an instance, or a line of an instance. null: not about such a thing. */
export interface NoteSubject {
  readonly clusterId: string
  readonly failureGroupId: string | null
  readonly instanceId: string | null
  readonly logStreamId: number | null
  readonly lineOrdinal: number | null
}

const sql = {
  insert: /* sql */ `
    INSERT INTO note (cluster_id, failure_group_id, instance_id, log_stream_id, line_ordinal, kind, text, created_ms)
    VALUES (@clusterId, @failureGroupId, @instanceId, @logStreamId, @lineOrdinal, @kind, @text, @atMs)`,
  removeBookmark: /* sql */ `
    DELETE FROM note
     WHERE kind = 'bookmark' AND log_stream_id = @logStreamId AND line_ordinal = @lineOrdinal`,
  subject: /* sql */ `
    SELECT cluster_id AS clusterId, failure_group_id AS failureGroupId, instance_id AS instanceId,
           log_stream_id AS logStreamId, line_ordinal AS lineOrdinal
      FROM note
     WHERE note_id = @noteId AND cluster_id = @clusterId`,
  remove: 'UPDATE note SET removed_ms = @atMs WHERE note_id = @noteId AND removed_ms IS NULL',
  restore: 'UPDATE note SET removed_ms = NULL WHERE note_id = @noteId',
  forget: 'DELETE FROM note WHERE note_id = @noteId AND removed_ms IS NOT NULL',
  onLines: /* sql */ `
    SELECT note_id AS noteId, line_ordinal AS lineOrdinal
      FROM note
     WHERE log_stream_id = @streamId AND line_ordinal >= @fromLine`,
  move: 'UPDATE note SET line_ordinal = @lineOrdinal WHERE note_id = @noteId',
}

/** `note`: the only table that the viewer writes. Callers own the transaction. */
export class NoteStore {
  readonly #sql: Readonly<Record<keyof typeof sql, Statement>>

  constructor(database: Database) {
    this.#sql = prepareAll(database, sql)
  }

  /** `atMs`: when it was written, by the clock of this machine. */
  add(note: NoteSubject & { readonly text: string; readonly atMs: number }): void {
    this.#sql.insert.run({ ...note, kind: 'note' })
  }

  /** A line has one bookmark or none. */
  toggleBookmark(line: NoteSubject & { readonly atMs: number }): void {
    const { logStreamId, lineOrdinal } = line
    if (this.#sql.removeBookmark.run({ logStreamId, lineOrdinal }).changes > 0) return
    this.#sql.insert.run({ ...line, kind: 'bookmark', text: '' })
  }

  /** undefined: the cluster has no such note. */
  subject(note: { readonly clusterId: string; readonly noteId: number }): NoteSubject | undefined {
    return this.#sql.subject.get(note) as NoteSubject | undefined
  }

  /** It can be put back by `restore`, until it is forgotten. */
  remove(noteId: number, atMs: number): void {
    this.#sql.remove.run({ noteId, atMs })
  }

  restore(noteId: number): void {
    this.#sql.restore.run({ noteId })
  }

  /** For good; one that still stands is left alone. */
  forget(noteId: number): void {
    this.#sql.forget.run({ noteId })
  }

  /** Those on a line from `fromLine` on. */
  onLines(
    streamId: number,
    fromLine: number,
  ): readonly { readonly noteId: number; readonly lineOrdinal: number }[] {
    return this.#sql.onLines.all({ streamId, fromLine }) as {
      noteId: number
      lineOrdinal: number
    }[]
  }

  move(noteId: number, lineOrdinal: number): void {
    this.#sql.move.run({ noteId, lineOrdinal })
  }
}

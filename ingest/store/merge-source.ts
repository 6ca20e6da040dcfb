import type { Database } from 'better-sqlite3'
import { excerptId, openForReading } from '../../migrations/open-database.ts'
import { OperatorError } from '../operator-error.ts'
import { blockColumns, eventsOfBlock, type LogBlock, type StoredEvent } from './log-block.ts'

export interface SourceCluster {
  readonly clusterId: string
  readonly name: string
  readonly asOfMs: number
}

export interface SourceStream {
  readonly streamId: number
  readonly logGroup: string
  readonly name: string
}

/** A row by the names of its columns. */
export type SourceRow = Readonly<Record<string, string | number | null>>

/** Which rows of a table are taken; `of` what the file as a whole has decided. */
const tables = {
  cluster: 'SELECT * FROM cluster WHERE cluster_id = @clusterId',
  instance: 'SELECT * FROM instance WHERE cluster_id = @clusterId',
  instance_group: 'SELECT * FROM instance_group WHERE cluster_id = @clusterId',
  cluster_event: 'SELECT * FROM cluster_event WHERE cluster_id = @clusterId',
  log_group: 'SELECT * FROM log_group WHERE cluster_id = @clusterId ORDER BY log_group_id',
  skipped_stream: /* sql */ `
    SELECT skipped_stream.*, log_group.name AS log_group
      FROM skipped_stream
      JOIN log_group USING (log_group_id)
     WHERE log_group.cluster_id = @clusterId`,
  log_stream: /* sql */ `
    SELECT log_stream.*, log_group.name AS log_group
      FROM log_stream
      JOIN log_group USING (log_group_id)
     WHERE log_stream.cluster_id = @clusterId
     ORDER BY log_stream.log_stream_id`,
  bring_up: 'SELECT * FROM bring_up WHERE cluster_id = @clusterId AND label IS NOT NULL',
  bring_up_instance: 'SELECT * FROM bring_up_instance WHERE cluster_id = @clusterId',
  sync_run: 'SELECT * FROM sync_run WHERE cluster_id = @clusterId ORDER BY sync_run_id',
  note: /* sql */ `
    SELECT note.*, log_stream.name AS log_stream, log_group.name AS log_group, log_line.at_ms, log_line.text AS line
      FROM note
      LEFT JOIN log_stream ON log_stream.log_stream_id = note.log_stream_id
      LEFT JOIN log_group ON log_group.log_group_id = log_stream.log_group_id
      LEFT JOIN log_line ON log_line.log_stream_id = note.log_stream_id
                        AND log_line.line_ordinal = note.line_ordinal
     WHERE note.cluster_id = @clusterId
     ORDER BY note.note_id`,
  failure_signature: 'SELECT * FROM failure_signature',
  moved_group: 'SELECT * FROM moved_group',
  group_part: 'SELECT * FROM group_part',
  group_rule: 'SELECT * FROM group_rule ORDER BY rule_id',
  red_herring: 'SELECT * FROM red_herring ORDER BY red_herring_id',
} as const

export type SourceTable = keyof typeof tables

const selectStreams = /* sql */ `
  SELECT log_stream.log_stream_id AS streamId, log_group.name AS logGroup, log_stream.name AS name
    FROM log_stream
    JOIN log_group USING (log_group_id)
   WHERE log_stream.cluster_id = @clusterId
   ORDER BY log_stream.log_stream_id
`

const selectBlocks = /* sql */ `
  SELECT ${blockColumns}
    FROM log_block
   WHERE log_stream_id = @streamId
   ORDER BY first_line
`

/** A file that is merged into another one: what was copied into it and decided in it, not what follows from that. */
export class MergeSource {
  readonly #database: Database

  /** Throws OperatorError `database-refused` for an incident, and as `openForReading` does. */
  constructor(path: string) {
    this.#database = openForReading(path)
    this.#database.exec('BEGIN') // One state of the file, though a sync may write meanwhile.
    if (this.#database.pragma('application_id', { simple: true }) !== excerptId) return
    this.close()
    throw new OperatorError(
      'database-refused',
      `${path} is an incident, cut out of another file: it holds the lines of some instances only.`,
      'Merge the file that it was cut out of.',
    )
  }

  clusters(): readonly SourceCluster[] {
    const select =
      'SELECT cluster_id AS clusterId, name, as_of_ms AS asOfMs FROM cluster ORDER BY cluster_id'
    return this.#database.prepare(select).all() as SourceCluster[]
  }

  /** Tables without a cluster take an empty id. */
  rows(table: SourceTable, clusterId = ''): readonly SourceRow[] {
    return this.#database.prepare(tables[table]).all({ clusterId }) as SourceRow[]
  }

  streams(clusterId: string): readonly SourceStream[] {
    return this.#database.prepare(selectStreams).all({ clusterId }) as SourceStream[]
  }

  /** In CloudWatch's order, a block at a time. */
  *events(streamId: number): Generator<readonly StoredEvent[]> {
    const blocks = this.#database.prepare<{ streamId: number }, LogBlock>(selectBlocks)
    for (const block of blocks.iterate({ streamId })) yield eventsOfBlock(block)
  }

  close(): void {
    this.#database.close()
  }
}

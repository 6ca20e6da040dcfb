import type { Database } from 'better-sqlite3'
import {
  blockColumns,
  eventsOfBlock,
  type LogBlock,
  type StoredEvent,
} from '../../ingest/store/log-block.ts'
import type { ExportScope } from './export-table.ts'

export interface BundledStream {
  readonly name: string
  readonly logGroup: string
  /** In CloudWatch's order, read while they are taken; each time from the first. */
  events(): Iterable<StoredEvent>
}

const selectStreams = (scope: ExportScope) => /* sql */ `
  SELECT log_stream.log_stream_id AS streamId, log_stream.name AS name, log_group.name AS logGroup
    FROM log_stream
    JOIN log_group USING (log_group_id)
   WHERE log_stream.cluster_id = @clusterId AND log_stream.lines > 0
     ${scope.instanceIds === undefined ? '' : 'AND log_stream.instance_id IN (SELECT value FROM json_each(@instances))'}
     ${scope.bringUpId === undefined ? '' : ofBringUp}
   ORDER BY log_group.name, log_stream.name
`

const ofBringUp = /* sql */ `
     AND log_stream.instance_id IN (SELECT instance_id
                                      FROM bring_up_instance
                                     WHERE cluster_id = @clusterId AND bring_up_id = @bringUpId)`

const selectBlocks = /* sql */ `
  SELECT ${blockColumns}
    FROM log_block
   WHERE log_stream_id = @streamId
   ORDER BY first_line
`

interface StreamRow {
  readonly streamId: number
  readonly name: string
  readonly logGroup: string
}

/** The log streams of a cluster, whole ones, by name. */
export function bundledStreams(database: Database, scope: ExportScope): readonly BundledStream[] {
  const rows = database.prepare(selectStreams(scope)).all({
    ...{ clusterId: scope.clusterId, bringUpId: scope.bringUpId ?? null },
    instances: JSON.stringify(scope.instanceIds ?? []),
  }) as StreamRow[]
  const blocks = database.prepare<{ streamId: number }, LogBlock>(selectBlocks)
  return rows.map(({ streamId, name, logGroup }) => ({
    ...{ name, logGroup },
    *events() {
      for (const block of blocks.iterate({ streamId })) yield* eventsOfBlock(block)
    },
  }))
}

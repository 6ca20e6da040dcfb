// One public table or view, row by row, in an order that does not depend on how the file came about. What part of it is
// wanted its columns tell: bring_up_id, attempt, instance_id, cluster_id.
import type { Database } from 'better-sqlite3'

/** Which rows are wanted. Absent: whatever it is. */
export interface ExportScope {
  readonly clusterId?: string
  /** Only with `clusterId`. */
  readonly bringUpId?: string
  /** Only with `clusterId`. */
  readonly instanceIds?: readonly string[]
}

export type ExportCell = string | number | null

export interface ExportTable {
  readonly name: string
  readonly columns: readonly string[]
  /** Read while they are taken; at most the lines of one stream are sorted at a time. */
  rows(): IterableIterator<readonly ExportCell[]>
}

export interface AskedTable {
  readonly name: string
  readonly scope: ExportScope
}

/** `name`: a table of docs/sql.md. */
export function exportTable(database: Database, { name, scope }: AskedTable): ExportTable {
  const columns = columnsOf(database, name)
  const parameters = {
    clusterId: scope.clusterId ?? null,
    bringUpId: scope.bringUpId ?? null,
    instances: JSON.stringify(scope.instanceIds ?? []),
  }
  const names = columns.map((column) => `part.${column}`).join(', ')
  const wanted = conditions(name, columns, scope)
  const select = `SELECT ${names} FROM ${name} AS part WHERE ${wanted.join(' AND ')}`
  const rows = isOfLines(name)
    ? () => rowsByStream(database, { select, columns, parameters })
    : () =>
        database
          .prepare(`${select} ORDER BY ${everyColumn(columns)}`)
          .raw()
          .iterate(parameters)
  return { name, columns, rows: rows as ExportTable['rows'] }
}

export function columnsOf(database: Database, table: string): readonly string[] {
  const columns = database.pragma(`table_info(${table})`) as { readonly name: string }[]
  return columns.map(({ name }) => name)
}

/** The views that uncompress what they are asked for: a stream at a time is quick, and little. */
function isOfLines(name: string): boolean {
  return name === 'log_line' || name === 'log_event'
}

function everyColumn(columns: readonly string[]): string {
  return columns.map((_, index) => index + 1).join(', ')
}

function conditions(
  name: string,
  columns: readonly string[],
  { clusterId, bringUpId, instanceIds }: ExportScope,
): readonly string[] {
  const has = (column: string) => columns.includes(column)
  return [
    'true',
    ...(clusterId !== undefined && has('cluster_id') ? ['part.cluster_id = @clusterId'] : []),
    ...(bringUpId === undefined ? [] : [inBringUp(name, has)]),
    ...(instanceIds !== undefined && has('instance_id')
      ? ['part.instance_id IN (SELECT value FROM json_each(@instances))']
      : []),
  ]
}

function inBringUp(name: string, has: (column: string) => boolean): string {
  if (has('bring_up_id')) return 'part.bring_up_id = @bringUpId'
  if (name === 'log_line') return lineInAttempt
  if (has('attempt') && has('instance_id')) return rowOfAttempt
  return has('instance_id')
    ? `(part.instance_id IS NULL OR part.instance_id IN ${itsInstances})`
    : 'true'
}

const lineInAttempt = /* sql */ `
  EXISTS (SELECT 1
            FROM attempt
           WHERE attempt.log_stream_id = part.log_stream_id
             AND attempt.bring_up_id   = @bringUpId
             AND part.line_ordinal BETWEEN attempt.first_line AND attempt.last_line)`

const rowOfAttempt = /* sql */ `
  EXISTS (SELECT 1
            FROM attempt
           WHERE attempt.cluster_id  = part.cluster_id
             AND attempt.instance_id = part.instance_id
             AND attempt.attempt     = part.attempt
             AND attempt.bring_up_id = @bringUpId)`

const itsInstances = /* sql */ `
  (SELECT bring_up_instance.instance_id
     FROM bring_up_instance
    WHERE bring_up_instance.cluster_id  = @clusterId
      AND bring_up_instance.bring_up_id = @bringUpId)`

const selectStreams = /* sql */ `
  SELECT log_stream_id
    FROM log_stream
   WHERE @clusterId IS NULL OR cluster_id = @clusterId
   ORDER BY cluster_id, instance_id, name
`

interface StreamRows {
  readonly select: string
  readonly columns: readonly string[]
  readonly parameters: Readonly<Record<string, string | null>>
}

function* rowsByStream(database: Database, { select, columns, parameters }: StreamRows) {
  const ordinal = columns.includes('line_ordinal') ? 'line_ordinal' : 'event_ordinal'
  const ofStream = database
    .prepare(`${select} AND part.log_stream_id = @streamId ORDER BY part.${ordinal}`)
    .raw()
  const { clusterId } = parameters
  for (const streamId of database.prepare(selectStreams).pluck().all({ clusterId })) {
    yield* ofStream.iterate({ ...parameters, streamId })
  }
}

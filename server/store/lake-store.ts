import type { Database } from 'better-sqlite3'

/** The rows of one public table that belong to one cluster and one bring-up of it. */
export interface LakePart {
  readonly table: string
  readonly clusterId: string
  /** `none`: what no bring-up owns. */
  readonly bringUp: string
  readonly columns: readonly LakeColumn[]
  /** In one order, whatever file they come from; values in the order of `columns`. */
  rows(): IterableIterator<readonly (string | number | null)[]>
}

export interface LakeColumn {
  readonly name: string
  readonly type: 'STRING' | 'INT64' | 'DOUBLE'
}

const ofCluster = ['cluster', 'instance', 'instance_group', 'cluster_event']
const ofBringUp = ['bring_up', 'bring_up_instance', 'bring_up_pace', 'attempt', 'stage_failure']
const ofAttempt = ['marker', 'stage_run', 'step_run', 'failure', 'failure_evidence']

const noBringUp = 'none'

const outsideAttempts = /* sql */ `
  FROM log_line AS part
 WHERE part.cluster_id = @clusterId
   AND @bringUp = '${noBringUp}'
   AND NOT EXISTS (SELECT 1
                     FROM attempt
                    WHERE attempt.log_stream_id = part.log_stream_id
                      AND part.line_ordinal BETWEEN attempt.first_line AND attempt.last_line)`

const insideAttempts = /* sql */ `
  FROM attempt
 CROSS JOIN log_line AS part ON part.log_stream_id = attempt.log_stream_id
                            AND part.line_ordinal BETWEEN attempt.first_line AND attempt.last_line
 WHERE attempt.cluster_id = @clusterId
   AND attempt.bring_up_id = @bringUp`

const joinedAttempt = (table: string) => /* sql */ `
  FROM ${table} AS part
  JOIN attempt USING (cluster_id, instance_id, attempt)
 WHERE attempt.cluster_id = @clusterId
   AND attempt.bring_up_id = @bringUp`

const ownBringUp = (table: string) => /* sql */ `
  FROM ${table} AS part
 WHERE part.cluster_id = @clusterId
   AND part.bring_up_id = @bringUp`

const wholeCluster = (table: string) => /* sql */ `
  FROM ${table} AS part
 WHERE part.cluster_id = @clusterId
   AND @bringUp = '${noBringUp}'`

/** Every part of a file: cluster by cluster, table by table. Parts without rows are among them. */
export function* lakeParts(database: Database): Generator<LakePart> {
  const clusters = database.prepare('SELECT cluster_id FROM cluster ORDER BY 1').pluck().all()
  for (const clusterId of clusters as string[]) {
    const bringUps = database
      .prepare('SELECT bring_up_id FROM bring_up WHERE cluster_id = ? ORDER BY 1')
      .pluck()
      .all(clusterId) as string[]
    const part = (table: string, bringUp: string, from: string) =>
      lakePart(database, { table, clusterId, bringUp }, from)
    for (const table of ofCluster) yield part(table, noBringUp, wholeCluster(table))
    yield part('log_line', noBringUp, outsideAttempts)
    for (const bringUp of bringUps) {
      for (const table of ofBringUp) yield part(table, bringUp, ownBringUp(table))
      for (const table of ofAttempt) yield part(table, bringUp, joinedAttempt(table))
      yield part('log_line', bringUp, insideAttempts)
    }
  }
}

function lakePart(
  database: Database,
  scope: Pick<LakePart, 'table' | 'clusterId' | 'bringUp'>,
  from: string,
): LakePart {
  const columns = columnsOf(database, scope.table)
  const names = columns.map(({ name }) => `part.${name}`).join(', ')
  const order = columns.map((_, index) => index + 1).join(', ')
  const inOrder =
    scope.table === 'log_line' ? 'part.instance_id, part.log_stream, part.line_ordinal' : order
  const statement = database.prepare(`SELECT ${names} ${from} ORDER BY ${inOrder}`).raw()
  return {
    ...scope,
    columns,
    rows: () =>
      statement.iterate({ clusterId: scope.clusterId, bringUp: scope.bringUp }) as ReturnType<
        LakePart['rows']
      >,
  }
}

/** Without the cluster id, which the folder's name holds, and the stream's number, which means nothing elsewhere. */
function columnsOf(database: Database, table: string): readonly LakeColumn[] {
  const columns = database.pragma(`table_info(${table})`) as { name: string; type: string }[]
  return columns
    .filter(({ name }) => name !== 'cluster_id' && name !== 'log_stream_id')
    .map(({ name, type }) => ({ name, type: lakeType(name, type) }))
}

function lakeType(name: string, type: string): LakeColumn['type'] {
  if (type === 'REAL') return 'DOUBLE'
  // Columns of a view that are computed have no declared type.
  return type === 'INTEGER' || /_(?:ms|ordinal)$/.test(name) ? 'INT64' : 'STRING'
}

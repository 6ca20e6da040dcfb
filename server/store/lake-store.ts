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

/** The folder of what no bring-up owns. */
export const noBringUp = 'none'

/** Which rows of a table a part has. */
interface Source {
  /** `cluster`: all in one part; `bring-up`: a part each. */
  readonly scope: 'cluster' | 'bring-up'
  readonly from: string
  /** What `bring_up_id` holds, where the table has no such column of its own. */
  readonly bringUpId?: string
}

const wholeCluster = (table: string): Source => ({
  scope: 'cluster',
  from: /* sql */ `
  FROM ${table} AS part
 WHERE part.cluster_id = @clusterId`,
})

const ownBringUp = (table: string): Source => ({
  scope: 'bring-up',
  from: /* sql */ `
  FROM ${table} AS part
 WHERE part.cluster_id = @clusterId
   AND part.bring_up_id = @bringUp`,
})

const joinedAttempt = (table: string): Source => ({
  scope: 'bring-up',
  bringUpId: 'attempt.bring_up_id',
  from: /* sql */ `
  FROM ${table} AS part
  JOIN attempt USING (cluster_id, instance_id, attempt)
 WHERE attempt.cluster_id = @clusterId
   AND attempt.bring_up_id = @bringUp`,
})

const groupsOfCluster = (): Source => ({
  scope: 'cluster',
  from: /* sql */ `
  FROM failure_group AS part
 WHERE part.failure_group_id IN (SELECT failure_group_id
                                   FROM failure
                                  WHERE cluster_id = @clusterId)`,
})

const outsideAttempts = (): Source => ({
  scope: 'cluster',
  bringUpId: 'NULL',
  from: /* sql */ `
  FROM log_line AS part
 WHERE part.cluster_id = @clusterId
   AND NOT EXISTS (SELECT 1
                     FROM attempt
                    WHERE attempt.log_stream_id = part.log_stream_id
                      AND part.line_ordinal BETWEEN attempt.first_line AND attempt.last_line)`,
})

const insideAttempts = (): Source => ({
  scope: 'bring-up',
  bringUpId: 'attempt.bring_up_id',
  from: /* sql */ `
  FROM attempt
 CROSS JOIN log_line AS part ON part.log_stream_id = attempt.log_stream_id
                            AND part.line_ordinal BETWEEN attempt.first_line AND attempt.last_line
 WHERE attempt.cluster_id = @clusterId
   AND attempt.bring_up_id = @bringUp`,
})

const sources: readonly (readonly [
  source: (table: string) => Source,
  tables: readonly string[],
])[] = [
  [wholeCluster, ['cluster', 'instance', 'instance_group', 'cluster_event', 'sync_run']],
  [wholeCluster, ['catalogue_entry']],
  [groupsOfCluster, ['failure_group']],
  [ownBringUp, ['bring_up', 'bring_up_instance', 'standing', 'bring_up_pace', 'attempt']],
  [ownBringUp, ['stage_failure', 'failure_group_verdict', 'facet', 'contrast']],
  [ownBringUp, ['known_cause_hit', 'similar_group']],
  [joinedAttempt, ['marker', 'stage_run', 'step_run', 'straggler', 'failure', 'failure_evidence']],
  [outsideAttempts, ['log_line']],
  [insideAttempts, ['log_line']],
]

/** Every part of a file: cluster by cluster, table by table. Parts without rows are among them. */
export function* lakeParts(database: Database): Generator<LakePart> {
  const clusters = database.prepare('SELECT cluster_id FROM cluster ORDER BY 1').pluck().all()
  for (const clusterId of clusters as string[]) {
    const bringUps = database
      .prepare('SELECT bring_up_id FROM bring_up WHERE cluster_id = ? ORDER BY 1')
      .pluck()
      .all(clusterId) as string[]
    for (const [source, table] of tableSources()) {
      for (const bringUp of source.scope === 'cluster' ? [noBringUp] : bringUps) {
        yield lakePart(database, { table, clusterId, bringUp }, source)
      }
    }
  }
}

function tableSources(): readonly (readonly [source: Source, table: string])[] {
  return sources.flatMap(([sourceOf, tables]) =>
    tables.map((table) => [sourceOf(table), table] as const),
  )
}

function lakePart(
  database: Database,
  scope: Pick<LakePart, 'table' | 'clusterId' | 'bringUp'>,
  { from, bringUpId }: Source,
): LakePart {
  const stored = columnsOf(database, scope.table)
  const names = stored.map(({ name }) => `part.${name}`)
  const columns = bringUpId === undefined ? stored : [bringUpColumn, ...stored]
  const selected = bringUpId === undefined ? names : [bringUpId, ...names]
  const order = columns.map((_, index) => index + 1).join(', ')
  const inOrder =
    scope.table === 'log_line' ? 'part.instance_id, part.log_stream, part.line_ordinal' : order
  const { clusterId, bringUp } = scope
  const parameters = bringUp === noBringUp ? { clusterId } : { clusterId, bringUp }
  const statement = database
    .prepare(`SELECT ${selected.join(', ')} ${from} ORDER BY ${inOrder}`)
    .raw()
  return {
    ...scope,
    columns,
    rows: () => statement.iterate(parameters) as ReturnType<LakePart['rows']>,
  }
}

// So that one condition chooses a time in every engine, whether or not it takes columns out of the names of folders.
const bringUpColumn: LakeColumn = { name: 'bring_up_id', type: 'STRING' }

/** What means nothing outside of a file, or is the name of a folder; of groups, what counts over all clusters of a file. */
const leftOut: Readonly<Record<string, readonly string[]>> = {
  '': ['cluster_id', 'log_stream_id'],
  failure_group: ['instances', 'attempts', 'first_seen_ms', 'last_seen_ms'],
}

function columnsOf(database: Database, table: string): readonly LakeColumn[] {
  const without = [...(leftOut[''] ?? []), ...(leftOut[table] ?? [])]
  const columns = database.pragma(`table_info(${table})`) as { name: string; type: string }[]
  return columns
    .filter(({ name }) => !without.includes(name))
    .map(({ name, type }) => ({ name, type: lakeType(name, type) }))
}

function lakeType(name: string, type: string): LakeColumn['type'] {
  if (type === 'REAL') return 'DOUBLE'
  // Columns of a view that are computed have no declared type.
  return type === 'INTEGER' || /_(?:ms|ordinal)$/.test(name) ? 'INT64' : 'STRING'
}

// Which rows of each table an incident takes along: all that is said of the cluster, and the lines of some instances.
import type { Database } from 'better-sqlite3'

export interface ExcerptScope {
  readonly clusterId: string
  readonly bringUpId: string
}

/** Healthy instances of each instance group and zone whose lines are kept, to hold the failed against. */
const healthySample = 5

// Whoever did not simply succeed, whoever failed on the way, whoever a contrast shows, and a sample of the healthy.
const selectKept = /* sql */ `
  SELECT instance_id
    FROM bring_up_instance
   WHERE cluster_id = @clusterId AND bring_up_id = @bringUpId AND state <> 'succeeded'
   UNION
  SELECT failure.instance_id
    FROM failure
    JOIN attempt USING (cluster_id, instance_id, attempt)
   WHERE attempt.cluster_id = @clusterId AND attempt.bring_up_id = @bringUpId
   UNION
  SELECT sample_instance
    FROM contrast
   WHERE cluster_id = @clusterId AND bring_up_id IN ('', @bringUpId) AND sample_instance IS NOT NULL
   UNION
  SELECT instance_id
    FROM (SELECT bring_up_instance.instance_id,
                 row_number() OVER (PARTITION BY instance.instance_group, instance.availability_zone
                                        ORDER BY bring_up_instance.instance_id) AS place
            FROM bring_up_instance
            JOIN instance USING (cluster_id, instance_id)
           WHERE bring_up_instance.cluster_id  = @clusterId
             AND bring_up_instance.bring_up_id = @bringUpId
             AND bring_up_instance.state       = 'succeeded')
   WHERE place <= ${healthySample}
   ORDER BY 1
`

/** Instances whose lines are kept, by id. */
export function keptInstances(database: Database, scope: ExcerptScope): readonly string[] {
  return database.prepare(selectKept).pluck().all(scope) as string[]
}

const ofLogGroup =
  'log_group_id IN (SELECT log_group_id FROM log_group WHERE cluster_id = @clusterId)'
const ofKept = /* sql */ `
  log_stream_id IN (SELECT log_stream_id
                      FROM log_stream
                     WHERE cluster_id = @clusterId
                       AND instance_id IN (SELECT value FROM json_each(@kept)))`

// The search index would list blocks that are left out; a search without it reads the few that are there. What looked like a
// secret is replaced, or was left knowingly. What is counted would count lines that are left out; who reads the file counts.
const conditions: Readonly<Record<string, string>> = {
  skipped_stream: ofLogGroup,
  log_block: ofKept,
  search_segment: 'false',
  search_part: 'false',
  secret_line: 'false',
  counted: 'false',
  timeline: 'false',
}

function conditionOf(table: string): string | undefined {
  return table.startsWith('kept_') ? 'false' : conditions[table]
}

export interface CopiedTable {
  readonly name: string
  readonly columns: readonly string[]
  readonly condition: string
}

/** Every table of a file, lines first: a secret that they name is known wherever it stands. Those without a cluster are whole. */
export function copiedTables(database: Database): readonly CopiedTable[] {
  const names = database
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name <> 'log_block', name",
    )
    .pluck()
    .all() as string[]
  return names.map((name) => {
    const columns = (database.pragma(`table_info(${name})`) as { name: string }[]).map(
      (column) => column.name,
    )
    const own = columns.includes('cluster_id') ? 'cluster_id = @clusterId' : 'true'
    return { name, columns, condition: conditionOf(name) ?? own }
  })
}

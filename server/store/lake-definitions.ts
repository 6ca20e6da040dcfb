import type { LakeColumn } from './lake-store.ts'

/** A table of a lake, as an engine has to be told of it. */
export interface LakeTable {
  readonly table: string
  readonly columns: readonly LakeColumn[]
}

const athenaTypes: Readonly<Record<LakeColumn['type'], string>> = {
  STRING: 'string',
  INT64: 'bigint',
  DOUBLE: 'double',
}

/**
 * Statements that make the tables known to Athena, and to Trino over the same Glue catalog. Clusters are projected, so
 * a new bring-up needs no statement; `s3://BUCKET/lake/` stands for where the folder lies.
 */
export function athenaDefinitions(
  tables: readonly LakeTable[],
  clusters: readonly string[],
): string {
  return tables.map((table) => athenaTable(table, clusters)).join('\n')
}

function athenaTable({ table, columns }: LakeTable, clusters: readonly string[]): string {
  const lines = columns.map(({ name, type }) => `  \`${name}\` ${athenaTypes[type]}`)
  const values = clusters
    .map((clusterId) => encodeURIComponent(clusterId).replaceAll("'", "''"))
    .join(',')
  return `CREATE EXTERNAL TABLE \`${table}\` (
${lines.join(',\n')}
)
PARTITIONED BY (\`cluster_id\` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/lake/${table}/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.cluster_id.type' = 'enum',
  'projection.cluster_id.values' = '${values}',
  'storage.location.template' = 's3://BUCKET/lake/${table}/cluster_id=\${cluster_id}/'
);
`
}

const duckTypes: Readonly<Record<LakeColumn['type'], string>> = {
  STRING: 'VARCHAR',
  INT64: 'BIGINT',
  DOUBLE: 'DOUBLE',
}

/**
 * Statements for DuckDB, started in the folder: the tables as views, and Trino's names of what DuckDB calls otherwise.
 * A table that has no partition yet is an empty view.
 */
export function duckDefinitions(
  tables: readonly LakeTable[],
  hasPartition: (table: string) => boolean,
): string {
  const views = tables.map((table) => {
    const select = hasPartition(table.table) ? partitions(table) : noRows(table)
    return `CREATE OR REPLACE VIEW ${table.table} AS\n${select};\n`
  })
  return [...views, ...duckMacros].join('\n')
}

function partitions({ table }: LakeTable): string {
  const types = "hive_types = {'cluster_id': VARCHAR, 'bring_up': VARCHAR}"
  return `SELECT * EXCLUDE (bring_up)
  FROM read_parquet('${table}/*/*/*.parquet', union_by_name = true, ${types})`
}

function noRows({ columns }: LakeTable): string {
  const nulls = [...columns, { name: 'cluster_id', type: 'STRING' } as const].map(
    ({ name, type }) => `CAST(NULL AS ${duckTypes[type]}) AS ${name}`,
  )
  return `SELECT ${nulls.join(', ')} LIMIT 0`
}

const duckMacros = [
  "CREATE OR REPLACE MACRO from_iso8601_timestamp(spelled) AS CAST(rtrim(spelled, 'Z') AS TIMESTAMP);\n",
  'CREATE OR REPLACE MACRO date_format(moment, spelling) AS strftime(moment, spelling);\n',
]

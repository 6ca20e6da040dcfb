import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { awsClusterSource } from '../../../ingest/cloudwatch/aws-cluster-source.ts'
import type { UsedAction } from '../../../ingest/cloudwatch/iam-policy.ts'
import { usedActions } from '../../../ingest/cloudwatch/iam-policy.ts'
import type { DemoServer } from '../../../ingest/demo/demo-server.ts'
import { startDemoServer } from '../../../ingest/demo/demo-server.ts'
import type { DemoServerOptions } from '../../../ingest/demo/demo-server-options.ts'
import type { LifecycleRules } from '../../../ingest/lifecycle/rules.ts'
import { loadRules } from '../../../ingest/load-rules.ts'
import { SyncDatabase } from '../../../ingest/store/sync-database.ts'
import { type LogLimits, logLimits } from '../../../ingest/store/write-ahead-log.ts'
import { syncCluster } from '../../../ingest/sync/sync-cluster.ts'
import type { SyncProgress, SyncReport, SyncRequest } from '../../../ingest/sync/sync-report.ts'
import { openForReading, openForWriting } from '../../../migrations/open-database.ts'
import { withEnvironment } from '../cloudwatch/scripted-aws.ts'
import { withTemporaryDatabase } from '../store/temporary-database.ts'

/** A running demo endpoint and a database that does not exist yet. */
export interface DemoWorld {
  readonly server: DemoServer
  readonly path: string
  sync(request?: SyncChanges): Promise<SyncReport>
  /** Number and hash of the rows of each table: equal for equal content. */
  rows(): Readonly<Record<string, string>>
  query<Row>(sql: string): Row[]
  /** Runs a statement that writes, as a user with a SQLite tool would. */
  change(sql: string): void
}

export type SyncChanges = Partial<
  Pick<SyncRequest, 'cluster' | 'logGroup' | 'reading' | 'rules'>
> & {
  /** Another database than the world's own. */
  readonly path?: string
  readonly limits?: Partial<LogLimits>
  /** Called with every progress report; abort the controller to interrupt. */
  readonly onProgress?: (progress: SyncProgress, abort: () => void) => void
}

const unpaced = Object.fromEntries(
  usedActions.map((action) => [action, 100_000] as const),
) as Record<UsedAction, number>

/** Time passes at once: waits between retries cost a test nothing. */
const hurriedTiming = {
  nowMs: () => performance.now(),
  sleep: (ms: number, signal: AbortSignal) =>
    sleep(Math.min(ms, 1), undefined, { signal }).then(() => undefined),
}

/** Runs `use` beside a demo endpoint without quotas, unless the options set some. */
export async function withDemo(
  options: DemoServerOptions,
  use: (world: DemoWorld) => Promise<void>,
): Promise<void> {
  const server = await startDemoServer({ quotas: 'none', ...options })
  try {
    await withTemporaryDatabase((path) =>
      use({
        ...{ server, path },
        sync: ({ path: other = path, ...changes } = {}) =>
          sync({ endpoint: endpointOf(server), path: other }, changes),
        rows: () => rowsOf(path),
        query: (sql) => queryOf(path, sql),
        change: (sql) => {
          const { database, close } = openForWriting(path)
          database.exec(sql)
          close()
        },
      }),
    )
  } finally {
    await server.close()
  }
}

/** Where a demo endpoint listens, in this process or another, and what its cluster is called. */
export interface DemoEndpoint {
  readonly url: string
  readonly clusterName: string
}

export function endpointOf(server: DemoServer): DemoEndpoint {
  return { url: server.url, clusterName: server.cluster.settings.clusterName }
}

/** Syncs the whole cluster of an endpoint into a file. */
export function syncInto(
  endpoint: DemoEndpoint,
  path: string,
  onProgress?: SyncChanges['onProgress'],
): Promise<SyncReport> {
  return sync({ endpoint, path }, onProgress === undefined ? {} : { onProgress })
}

/** Loaded once: that takes longer than a sync of a few instances. */
let loaded: LifecycleRules | undefined

/** What a sync learns of lines goes with the object, and is of its file alone. */
function freshRules(): LifecycleRules {
  loaded ??= loadRules()
  return { ...loaded }
}

async function sync(
  { endpoint, path }: { readonly endpoint: DemoEndpoint; readonly path: string },
  { onProgress, limits, ...changes }: SyncChanges,
): Promise<SyncReport> {
  const controller = new AbortController()
  const environment = {
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_REGION: 'us-west-2',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
  }
  return withEnvironment(environment, async () => {
    const source = await awsClusterSource({
      signal: controller.signal,
      rates: unpaced,
      timing: hurriedTiming,
    })
    const database = SyncDatabase.open(path, { ...logLimits, ...limits })
    try {
      return await syncCluster({
        ...{ source, database, rules: freshRules(), reading: 'what-is-new' },
        ...(changes.logGroup === undefined ? { cluster: endpoint.clusterName } : {}),
        ...changes,
        now: () => performance.now(),
        signal: controller.signal,
        onProgress: (progress) => onProgress?.(progress, () => controller.abort()),
      })
    } finally {
      database.close()
    }
  })
}

/**
 * Rows of sync_run and moved_group tell of earlier syncs; blocks and ids of streams, templates and phases of the order of
 * pages: these may differ.
 */
const notCompared = [
  'sync_run',
  'moved_group',
  'log_block',
  'log_stream',
  'cluster',
  'template',
  'attempt_template',
  'phase',
  'search_segment',
  'search_part',
  'attempt_duration',
  'kept_file_size',
]

/** Number and hash of the rows of each table of a file. */
export function rowsOf(path: string): Readonly<Record<string, string>> {
  const database = openForReading(path)
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all() as string[]
  const questions = {
    ...Object.fromEntries(
      tables
        .filter((name) => !notCompared.includes(name))
        .map((name) => [name, `SELECT * FROM ${name}`]),
    ),
    // What AWS says of image and scripts is known of a bring-up only to who asked in time.
    bring_up_instance:
      'SELECT cluster_id, bring_up_id, instance_id, attempt, attempts, state, state_reason FROM bring_up_instance',
    kept_standing_count: `
      SELECT cluster_id, bring_up_id, state, stage, step, instance_group, instance_type, availability_zone, availability_zone_id,
             capacity_type, listed, aws_disagrees, sum(instances)
        FROM kept_standing_count
       GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12`,
    log_event: 'SELECT * FROM log_event ORDER BY log_stream, event_ordinal',
    log_stream:
      'SELECT name, events, lines, bytes, first_event_ms, last_event_ms, dialect FROM log_stream ORDER BY name',
    cluster: 'SELECT cluster_id, name, arn, status, failure_message FROM cluster',
    attempt_duration: `
      SELECT instance_id, attempt, number.key,
             CASE number.key % 2 WHEN 0 THEN phase.stage || ' ' || coalesce(phase.step, '') || number.value % 8
                                 ELSE number.value END AS said
        FROM attempt_duration
        JOIN json_each(attempt_duration.durations) AS number
        LEFT JOIN phase ON phase.phase_id = number.value / 8`,
  }
  const hashes = Object.entries(questions).map(([name, sql]) => {
    const rows = database.prepare(sql).all() as Record<string, unknown>[]
    const texts = rows.map(({ log_stream_id: _, ...row }) => JSON.stringify(row)).sort()
    return [name, `${rows.length} rows ${hash(texts.join('\n'))}`]
  })
  database.close()
  return Object.fromEntries(hashes)
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

function queryOf<Row>(path: string, sql: string): Row[] {
  const database = openForReading(path)
  const rows = database.prepare(sql).all() as Row[]
  database.close()
  return rows
}

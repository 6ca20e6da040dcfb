import type { Database, Statement } from 'better-sqlite3'
import type { SourceRow, SourceTable } from './merge-source.ts'
import { prepareAll } from './prepare-all.ts'

// Files of one cluster come in the order of their syncs: what a later one says wins, what it does not say stays.

const upsertCluster = /* sql */ `
  INSERT INTO cluster (cluster_id, name, arn, region, account_id, status, failure_message, orchestrator,
                       node_provisioning_mode, created_ms, as_of_ms)
  VALUES (@cluster_id, @name, @arn, @region, @account_id, @status, @failure_message, @orchestrator,
          @node_provisioning_mode, @created_ms, @as_of_ms)
  ON CONFLICT (cluster_id) DO UPDATE
     SET name = excluded.name, arn = coalesce(excluded.arn, arn), region = excluded.region,
         account_id = coalesce(excluded.account_id, account_id), status = coalesce(excluded.status, status),
         failure_message = CASE WHEN excluded.arn IS NULL THEN failure_message ELSE excluded.failure_message END,
         orchestrator = coalesce(excluded.orchestrator, orchestrator),
         node_provisioning_mode = coalesce(excluded.node_provisioning_mode, node_provisioning_mode),
         created_ms = coalesce(excluded.created_ms, created_ms), as_of_ms = max(as_of_ms, excluded.as_of_ms)
`

const upsertInstance = /* sql */ `
  INSERT INTO instance (cluster_id, instance_id, slot, instance_group, instance_type, availability_zone,
                        availability_zone_id, image_id, desired_image_id, private_ip, capacity_type,
                        lifecycle_script_uri, on_create, launched_ms, software_updated_ms, listed, described,
                        aws_status, aws_message)
  VALUES (@cluster_id, @instance_id, @slot, @instance_group, @instance_type, @availability_zone,
          @availability_zone_id, @image_id, @desired_image_id, @private_ip, @capacity_type,
          @lifecycle_script_uri, @on_create, @launched_ms, @software_updated_ms, @listed, @described,
          @aws_status, @aws_message)
  ON CONFLICT (cluster_id, instance_id) DO UPDATE
     SET slot = coalesce(excluded.slot, slot), instance_group = coalesce(excluded.instance_group, instance_group),
         instance_type = coalesce(excluded.instance_type, instance_type),
         availability_zone = coalesce(excluded.availability_zone, availability_zone),
         availability_zone_id = coalesce(excluded.availability_zone_id, availability_zone_id),
         image_id = coalesce(excluded.image_id, image_id),
         desired_image_id = coalesce(excluded.desired_image_id, desired_image_id),
         private_ip = coalesce(excluded.private_ip, private_ip),
         capacity_type = coalesce(excluded.capacity_type, capacity_type),
         lifecycle_script_uri = coalesce(excluded.lifecycle_script_uri, lifecycle_script_uri),
         on_create = coalesce(excluded.on_create, on_create),
         launched_ms = coalesce(excluded.launched_ms, launched_ms),
         software_updated_ms = coalesce(excluded.software_updated_ms, software_updated_ms),
         listed = excluded.listed, described = max(described, excluded.described),
         aws_status = coalesce(excluded.aws_status, aws_status),
         aws_message = CASE WHEN excluded.listed = 1 THEN excluded.aws_message
                            ELSE coalesce(excluded.aws_message, aws_message) END
`

const upsertInstanceGroup = /* sql */ `
  INSERT OR REPLACE INTO instance_group (cluster_id, instance_group, instance_type, current_count, target_count, status,
                                         software_update_status, lifecycle_script_uri, on_create, current_image_id,
                                         desired_image_id)
  VALUES (@cluster_id, @instance_group, @instance_type, @current_count, @target_count, @status,
          @software_update_status, @lifecycle_script_uri, @on_create, @current_image_id, @desired_image_id)
`

const upsertClusterEvent = /* sql */ `
  INSERT INTO cluster_event (cluster_id, event_id, at_ms, resource_type, instance_group, instance_id, level,
                             description, failure_message)
  VALUES (@cluster_id, @event_id, @at_ms, @resource_type, @instance_group, @instance_id, @level, @description,
          @failure_message)
  ON CONFLICT (cluster_id, event_id) DO UPDATE
     SET failure_message = coalesce(excluded.failure_message, failure_message)
`

const upsertLogGroup = /* sql */ `
  INSERT INTO log_group (cluster_id, name, layout, created_ms, retention_days, gone)
  VALUES (@cluster_id, @name, @layout, @created_ms, @retention_days, @gone)
  ON CONFLICT (cluster_id, name) DO UPDATE
     SET layout = excluded.layout, created_ms = coalesce(excluded.created_ms, created_ms),
         retention_days = excluded.retention_days, gone = excluded.gone
`

const ofLogGroup =
  '(SELECT log_group_id FROM log_group WHERE cluster_id = @clusterId AND name = @log_group)'

const upsertSkippedStream = /* sql */ `
  INSERT OR REPLACE INTO skipped_stream (log_group_id, kind, streams, sample)
  VALUES (${ofLogGroup}, @kind, @streams, @sample)
`

// All before its checkpoint is in the file that says so.
const upsertLogStream = /* sql */ `
  INSERT INTO log_stream (log_group_id, cluster_id, name, instance_id, instance_group, script, gone, checkpoint_ms,
                          clock_behind_ms)
  VALUES (${ofLogGroup}, @clusterId, @name, @instance_id, @instance_group, @script, @gone, @checkpoint_ms,
          @clock_behind_ms)
  ON CONFLICT (log_group_id, name) DO UPDATE
     SET gone = excluded.gone,
         checkpoint_ms = nullif(max(coalesce(checkpoint_ms, 0), coalesce(excluded.checkpoint_ms, 0)), 0),
         clock_behind_ms = min(coalesce(clock_behind_ms, excluded.clock_behind_ms),
                               coalesce(excluded.clock_behind_ms, clock_behind_ms))
`

// Judging keeps labels and configurations of bring-ups that are there; all else of them it writes anew.
const upsertBringUp = /* sql */ `
  INSERT INTO bring_up (cluster_id, bring_up_id, started_ms, ended_ms, attempts, instances, label)
  VALUES (@cluster_id, @bring_up_id, @started_ms, @ended_ms, @attempts, @instances, @label)
  ON CONFLICT (cluster_id, bring_up_id) DO UPDATE SET label = excluded.label
`

const upsertBringUpInstance = /* sql */ `
  INSERT INTO bring_up_instance (cluster_id, bring_up_id, instance_id, attempt, attempts, state, state_reason, image_id,
                                 lifecycle_script_uri)
  VALUES (@cluster_id, @bring_up_id, @instance_id, @attempt, @attempts, @state, @state_reason, @image_id,
          @lifecycle_script_uri)
  ON CONFLICT (cluster_id, bring_up_id, instance_id) DO UPDATE
     SET image_id = coalesce(excluded.image_id, image_id),
         lifecycle_script_uri = coalesce(excluded.lifecycle_script_uri, lifecycle_script_uri)
`

// A copy of a file that grew holds the runs of the file that it was copied from.
const insertSyncRun = (columns: readonly string[]) => /* sql */ `
  INSERT INTO sync_run (${columns.join(', ')})
  SELECT ${columns.map((name) => `@${name}`).join(', ')}
   WHERE NOT EXISTS (SELECT 1 FROM sync_run
                      WHERE cluster_id = @cluster_id AND source = @source AND started_ms = @started_ms
                        AND ended_ms IS @ended_ms)
`

/** All that a run says of itself but its number. */
function columnsOfRun(database: Database): readonly string[] {
  const columns = database.pragma('table_info(sync_run)') as { readonly name: string }[]
  return columns.map(({ name }) => name).filter((name) => name !== 'sync_run_id')
}

const streamOfNote = /* sql */ `
  (SELECT log_stream.log_stream_id
     FROM log_stream
     JOIN log_group USING (log_group_id)
    WHERE log_group.cluster_id = @cluster_id AND log_group.name = @log_group AND log_stream.name = @log_stream)`

// A note on a line goes where the line now stands.
const insertNote = /* sql */ `
  INSERT INTO note (cluster_id, failure_group_id, instance_id, log_stream_id, line_ordinal, kind, text, created_ms,
                    removed_ms)
  SELECT @cluster_id, @failure_group_id, @instance_id, ${streamOfNote},
         coalesce((SELECT line_ordinal
                     FROM log_line
                    WHERE log_stream_id = ${streamOfNote} AND at_ms = @at_ms AND text = @line
                    ORDER BY abs(line_ordinal - @line_ordinal)
                    LIMIT 1), @line_ordinal),
         @kind, @text, @created_ms, @removed_ms
   WHERE NOT EXISTS (SELECT 1 FROM note
                      WHERE cluster_id = @cluster_id AND kind = @kind AND text = @text AND created_ms = @created_ms
                        AND instance_id IS @instance_id AND failure_group_id IS @failure_group_id)
`

// Of two rules of a kind on one group the later one counts, as if one file had been told both.
const insertGroupRule = /* sql */ `
  INSERT INTO group_rule (kind, failure_group_id, value, created_ms)
  SELECT @kind, @failure_group_id, @value, @created_ms
   WHERE NOT EXISTS (SELECT 1 FROM group_rule
                      WHERE kind = @kind AND failure_group_id = @failure_group_id AND created_ms >= @created_ms)
`

const statements = {
  ...{ cluster: upsertCluster, instance: upsertInstance, instance_group: upsertInstanceGroup },
  ...{ cluster_event: upsertClusterEvent, log_group: upsertLogGroup, log_stream: upsertLogStream },
  ...{ skipped_stream: upsertSkippedStream, bring_up: upsertBringUp },
  ...{ bring_up_instance: upsertBringUpInstance, note: insertNote },
  group_rule: insertGroupRule,
  failure_signature: /* sql */ `
    INSERT OR IGNORE INTO failure_signature (failure_group_id, algorithm, stage, step, template)
    VALUES (@failure_group_id, @algorithm, @stage, @step, @template)`,
  moved_group:
    'INSERT OR IGNORE INTO moved_group (alias_id, failure_group_id) VALUES (@alias_id, @failure_group_id)',
  group_part: /* sql */ `
    INSERT OR IGNORE INTO group_part (part_id, failure_group_id, split_by, value)
    VALUES (@part_id, @failure_group_id, @split_by, @value)`,
  red_herring: /* sql */ `
    INSERT OR IGNORE INTO red_herring (pattern, sample, created_ms)
    VALUES (@pattern, @sample, @created_ms)`,
} as const satisfies Record<Exclude<SourceTable, 'sync_run'>, string>

const others = {
  unlist: 'UPDATE instance SET listed = 0 WHERE cluster_id = @clusterId',
  forgetSkipped: /* sql */ `
    DELETE FROM skipped_stream
     WHERE log_group_id IN (SELECT log_group_id FROM log_group WHERE cluster_id = @clusterId)`,
  forgetRules: /* sql */ `
    DELETE FROM group_rule
     WHERE EXISTS (SELECT 1 FROM group_rule AS later
                    WHERE later.kind = group_rule.kind AND later.failure_group_id = group_rule.failure_group_id
                      AND later.rule_id > group_rule.rule_id)`,
  streamId: /* sql */ `
    SELECT log_stream.log_stream_id
      FROM log_stream
      JOIN log_group USING (log_group_id)
     WHERE log_group.cluster_id = @clusterId AND log_group.name = @logGroup AND log_stream.name = @name`,
} as const

/** Writes rows of other files. Callers own the transaction. */
export class MergeStore {
  readonly #sql: Readonly<Record<SourceTable | keyof typeof others, Statement>>

  constructor(database: Database) {
    this.#sql = prepareAll(database, {
      ...{ ...statements, ...others },
      sync_run: insertSyncRun(columnsOfRun(database)),
    })
  }

  add(table: SourceTable, rows: readonly SourceRow[], clusterId = ''): void {
    for (const row of rows) this.#sql[table].run({ ...row, clusterId })
  }

  /** What follows says which instances are listed, and which streams are skipped. */
  beginInventory(clusterId: string): void {
    this.#sql.unlist.run({ clusterId })
    this.#sql.forgetSkipped.run({ clusterId })
  }

  /** Of several rules of a kind on a group the last one stays. */
  endRules(): void {
    this.#sql.forgetRules.run({})
  }

  streamId(
    clusterId: string,
    stream: { readonly logGroup: string; readonly name: string },
  ): number {
    const { logGroup, name } = stream
    return this.#sql.streamId.pluck().get({ clusterId, logGroup, name }) as number
  }
}

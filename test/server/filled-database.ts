// A database as a sync leaves it, written row by row: an invented cluster whose truth is known, for tests of what reads.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import type { CoverageState } from '../../ingest/lifecycle/coverage.ts'
import { templateOf } from '../../ingest/lifecycle/template-table.ts'
import { BringUpStore } from '../../ingest/store/bring-up-store.ts'
import { DurationStore } from '../../ingest/store/duration-store.ts'
import { logBlocks } from '../../ingest/store/log-block.ts'
import { TemplateStore } from '../../ingest/store/template-store.ts'
import { openForWriting } from '../../migrations/open-database.ts'
import { fillCauses } from './filled-causes.ts'
import { clusterId, clusterName, insert, type Row } from './insert-row.ts'
import type { InventedAttempt } from './invented-attempt.ts'
import { type InventedInstance, inventedCluster, startMs } from './invented-cluster.ts'

export interface FilledDatabase {
  readonly path: string
  readonly instances: readonly InventedInstance[]
  inStates(...states: CoverageState[]): number
  remove(): void
}

/** A database in a folder of its own; `extraLines` go before the decisive line of every failed log. */
export function filledDatabase(
  options: { readonly size?: number; readonly extraLines?: readonly string[] } = {},
): FilledDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'hyperscope-'))
  const path = join(folder, 'filled.db')
  const instances = inventedCluster(options.size ?? 800, options.extraLines ?? [])
  const { database, close } = openForWriting(path)
  database.transaction(() => fill(database, instances))()
  close()
  return {
    ...{ path, instances },
    inStates: (...states) => instances.filter(({ state }) => states.includes(state)).length,
    remove: () => rmSync(folder, { recursive: true }),
  }
}

function fill(database: Database, instances: readonly InventedInstance[]): void {
  const named = instances.find(({ state }) => state === 'failed')?.instanceId ?? 'i-00000000'
  insert(database, 'cluster', {
    ...{ cluster_id: clusterId, name: clusterName, region: 'us-west-2', status: 'InService' },
    arn: `arn:aws:sagemaker:us-west-2:123456789012:cluster/${clusterId}`,
    failure_message: `Instance ${named} failed to provision with the following error: "Lifecycle scripts did not run successfully. To view lifecycle script logs,\nvisit log group ‘/aws/sagemaker/Clusters/${clusterName}/${clusterId}' and log stream ‘LifecycleConfig/worker-gpu-a/${named}’.” Note that multiple instances may be impacted.`,
    as_of_ms: startMs + 27 * 60_000,
  })
  insert(database, 'log_group', {
    ...{ log_group_id: 1, cluster_id: clusterId, layout: 'observed', retention_days: 30 },
    name: `/aws/sagemaker/Clusters/${clusterName}/${clusterId}`,
  })
  insert(database, 'skipped_stream', {
    ...{ log_group_id: 1, kind: 'health-agent', streams: 12 },
    sample: 'SagemakerHealthMonitoringAgent/worker-gpu-a/i-0',
  })
  insert(database, 'sync_run', {
    ...{ cluster_id: clusterId, source: 'cloudwatch', outcome: 'complete', calls: 841 },
    ...{ started_ms: startMs + 26 * 60_000, ended_ms: startMs + 27 * 60_000, throttles: 3 },
    ...{ streams: instances.length, events: 30_000, lines: 31_000, bytes: 2_515_000 },
    calls_by_operation: '{"FilterLogEvents":812,"DescribeLogStreams":29}',
    notes: '["DescribeClusterEvent is not permitted: events carry no failure message."]',
  })
  for (const [index, instance] of instances.entries()) fillInstance(database, instance, index + 1)
  fillTemplates(database, instances)
  fillDurations(database, instances)
  fillPace(database)
  new BringUpStore(database).refreshEnteredSteps(clusterId)
  fillCauses(database, instances)
}

function fillInstance(database: Database, instance: InventedInstance, number: number): void {
  insert(database, 'instance', {
    ...{ cluster_id: clusterId, instance_id: instance.instanceId, state: instance.state },
    ...{ instance_group: instance.group, instance_type: instance.type, listed: 1, described: 1 },
    ...{ availability_zone: instance.zone, private_ip: instance.ip, slot: instance.slot },
    ...{
      image_id: 'ami-0f1e2d3c4b5a69788',
      aws_status: 'Running',
      attempts: instance.attempts.length,
    },
    state_reason: `Invented: ${instance.state}.`,
    aws_disagrees: instance.state === 'succeeded-but-rolled-back' ? 1 : 0,
    aws_disagrees_reason:
      instance.state === 'succeeded-but-rolled-back' ? 'AWS has put the old image back.' : null,
  })
  if (instance.state === 'no-stream') return
  const events = instance.attempts.flatMap(({ lines }) => lines)
  insert(database, 'log_stream', {
    ...{ log_stream_id: number, log_group_id: 1, cluster_id: clusterId, dialect: 'observed' },
    name: `LifecycleConfig/${instance.group}/${instance.instanceId}`,
    ...{ instance_id: instance.instanceId, events: events.length, lines: events.length },
    ...{ first_event_ms: events[0]?.atMs ?? null, last_event_ms: events.at(-1)?.atMs ?? null },
  })
  for (const block of logBlocks(events, 1, 1)) {
    insert(database, 'log_block', {
      ...{ log_stream_id: number, first_line: block.firstLine, lines: block.lines },
      ...{ first_event: block.firstEvent, events: block.events, first_ms: block.firstMs },
      ...{ max_ms: block.maxMs, size: block.size, body: block.body },
    })
  }
  fillAttempts(database, instance, number)
}

function fillTemplates(database: Database, instances: readonly InventedInstance[]): void {
  const templates = new TemplateStore(database)
  const templateId = (message: string, streamId: number): number => {
    const { templateId: key, template } = templateOf(message)
    const met = templates.metAll([{ key, streamId }]).get(key)
    if (met?.onlyStream !== streamId) templates.saveText(met?.templateId ?? 0, template)
    return met?.templateId ?? 0
  }
  for (const [index, { instanceId, attempts }] of instances.entries()) {
    templates.saveInstance(
      { clusterId, instanceId },
      // First lines are looked at by nobody who reads.
      attempts.map(
        ({ lines }) => new Map(lines.map(({ message }) => [templateId(message, index + 1), 1])),
      ),
    )
  }
}

function fillAttempts(database: Database, instance: InventedInstance, streamId: number): void {
  let firstLine = 1
  for (const [index, attempt] of instance.attempts.entries()) {
    const key = {
      ...{ cluster_id: clusterId, instance_id: instance.instanceId, attempt: index + 1 },
    }
    fillAttempt(database, attempt, { key, streamId, firstLine })
    fillRuns(database, attempt, { key, streamId, firstLine })
    fillFailure(database, attempt, { key, streamId, firstLine })
    firstLine += attempt.lines.length
  }
}

interface AttemptPlace {
  readonly key: Row
  readonly streamId: number
  readonly firstLine: number
}

function fillAttempt(database: Database, attempt: InventedAttempt, place: AttemptPlace): void {
  const { failure, lines } = attempt
  insert(database, 'attempt', {
    ...place.key,
    ...{ log_stream_id: place.streamId, bring_up_id: '2026-11-23T02:04Z', markers: 2 },
    ...{ started_ms: lines[0]?.atMs ?? 0, ended_ms: lines.at(-1)?.atMs ?? 0 },
    ...{ outcome: attempt.outcome, stage: attempt.stage, step: attempt.step },
    ...{ failed_stage: failure?.stage ?? null, failed_step: failure?.step ?? null },
    ...{ exit_code: failure?.exitCode ?? null, first_line: place.firstLine },
    last_line: place.firstLine + lines.length - 1,
  })
}

function fillRuns(database: Database, attempt: InventedAttempt, place: AttemptPlace): void {
  const { key, streamId, firstLine } = place
  for (const [at, run] of attempt.steps.entries()) {
    insert(database, 'step_run', {
      ...{ ...key, step_ordinal: at + 1, step: run.step, outcome: run.outcome },
      ...{ started_ms: run.startedMs, ended_ms: run.endedMs },
      ...{ first_line: firstLine + run.firstIndex, last_line: firstLine + run.lastIndex },
    })
  }
  for (const run of attempt.stageRuns) insert(database, 'stage_run', { ...key, ...run, implied: 0 })
  for (const { index, kind } of attempt.markers) {
    insert(database, 'marker', {
      ...{ ...key, log_stream_id: streamId, line_ordinal: firstLine + index, kind },
      ...{ at_ms: attempt.lines[index]?.atMs ?? 0, dialect: 'observed' },
    })
  }
}

function fillFailure(database: Database, attempt: InventedAttempt, place: AttemptPlace): void {
  const { failure } = attempt
  if (failure === undefined) return
  insert(database, 'failure', {
    ...{ ...place.key, log_stream_id: place.streamId, stage: failure.stage, step: failure.step },
    exit_code: failure.exitCode,
    decisive_line_ordinal: failure.index === undefined ? null : place.firstLine + failure.index,
    decisive_line: failure.index === undefined ? null : failure.line,
    reasons: '["It is the first error after the last success of the step."]',
    ...{ failure_group_id: failure.groupId, known_cause: failure.knownCause },
  })
  database
    .prepare('INSERT OR IGNORE INTO failure_signature VALUES (?, ?, ?, ?, ?)')
    .run(failure.groupId, '1', failure.stage, failure.step, failure.template)
}

function fillDurations(database: Database, instances: readonly InventedInstance[]): void {
  const durations = new DurationStore(database)
  for (const { instanceId } of instances) durations.saveInstance({ clusterId, instanceId })
}

function fillPace(database: Database): void {
  database.exec(`
    INSERT INTO step_pace (cluster_id, stage, step, position, runs, median_ms, p95_ms, max_ms)
    SELECT cluster_id, 'execution', step, avg(step_ordinal), count(*),
           cast(avg(ended_ms - started_ms) AS INTEGER), max(ended_ms - started_ms), max(ended_ms - started_ms)
      FROM step_run WHERE outcome = 'succeeded' GROUP BY step;
    INSERT INTO bring_up
    SELECT cluster_id, bring_up_id, min(started_ms), max(ended_ms), count(*), count(DISTINCT instance_id), NULL
      FROM attempt GROUP BY cluster_id, bring_up_id;
    INSERT INTO bring_up_instance
    SELECT cluster_id, '2026-11-23T02:04Z', instance_id, attempts, attempts, state, state_reason, image_id, NULL
      FROM instance WHERE attempts > 0`)
}

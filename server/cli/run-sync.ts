// Loaded by `sync`, `demo` and `reindex` when they run: the AWS SDK takes half a second to load.
import { setTimeout as sleep } from 'node:timers/promises'
import { awsClusterSource } from '../../ingest/cloudwatch/aws-cluster-source.ts'
import { quotaSettings } from '../../ingest/cloudwatch/quota-setting.ts'
import type { LifecycleRules } from '../../ingest/lifecycle/rules.ts'
import { loadRules, withRedHerrings } from '../../ingest/load-rules.ts'
import type { ClusterSource } from '../../ingest/log-source.ts'
import { operatorErrorCodes } from '../../ingest/operator-error.ts'
import { SyncDatabase } from '../../ingest/store/sync-database.ts'
import { syncCluster } from '../../ingest/sync/sync-cluster.ts'
import type { SyncReport } from '../../ingest/sync/sync-report.ts'
import type { CommandContext } from './command-context.ts'
import { defined } from './defined.ts'
import { runFailureHook, type ToldFailures } from './failure-hook.ts'
import { printable } from './printable.ts'
import { type ProgressDisplay, progressDisplay, syncSummary } from './sync-progress.ts'
import { toldLimits } from './told-limits.ts'

/** What to sync, from where, into which file. */
export interface SyncJob {
  /** Names or ARNs. */
  readonly clusters: readonly string[]
  readonly logGroup?: string
  readonly databasePath: string
  readonly region?: string
  readonly profile?: string
  readonly rules?: string
  /** `FilterLogEvents=5`: calls a second in place of the published quota. */
  readonly quota?: readonly string[]
  /** A shell command to run after a pass whose bring-up has failures. */
  readonly onFailure?: string
  readonly full: boolean
  /** Sync again and again, no more often than this; undefined: once. */
  readonly watchEveryMs?: number
}

/**
 * Syncs the clusters one after the other into one file, with progress on stderr. Returns the last report of each.
 * Exit code 3 when a sync stayed partial. Interrupted, it says how to go on.
 */
export async function runSync(
  job: SyncJob,
  context: CommandContext,
): Promise<readonly SyncReport[]> {
  const rules = loadRules(job.rules)
  const { region, profile } = job
  const source = await awsClusterSource({
    ...defined({ region, profile }),
    ...{ rates: quotaSettings(job.quota ?? []), signal: context.signal },
  })
  const work = async (database: SyncDatabase) => {
    const reports = await syncPasses({ job, source, database, rules }, context)
    // No error: what was copied counts. The notes of the summary say what is missing.
    if (reports.some(({ outcome }) => outcome === 'partial')) {
      context.setExitCode(operatorErrorCodes['sync-incomplete'].exitCode)
    }
    return reports
  }
  return SyncDatabase.use(job.databasePath, work, toldLimits(context))
}

/** One pass, or with --watch one after the other until every instance has ended. */
async function syncPasses(pass: Pass, context: CommandContext): Promise<readonly SyncReport[]> {
  const { watchEveryMs } = pass.job
  const told: ToldFailures = new Map()
  let { rules } = pass
  for (;;) {
    const beganMs = context.now()
    // What the viewer has written since the last pass counts in the next one.
    rules = withRedHerrings(rules, pass.database.redHerrings.all())
    const reports = await syncOnce({ ...pass, rules }, context)
    await tellFailures({ job: pass.job, reports, told }, context)
    if (watchEveryMs === undefined || context.signal.aborted || reports.every(isOver))
      return reports
    const waitMs = Math.max(0, watchEveryMs - (context.now() - beganMs))
    context.stderr.write(`next pass in ${Math.round(waitMs / 1000)} s; Ctrl-C ends\n`)
    await sleep(waitMs, undefined, { signal: context.signal }).catch(ignoreAbort)
    if (context.signal.aborted) return reports
  }
}

async function tellFailures(
  pass: {
    readonly job: SyncJob
    readonly reports: readonly SyncReport[]
    readonly told: ToldFailures
  },
  context: CommandContext,
): Promise<void> {
  const { onFailure: command, databasePath } = pass.job
  if (command === undefined) return
  for (const { clusterId } of pass.reports) {
    if (context.signal.aborted) return
    await runFailureHook({ command, databasePath, clusterId, told: pass.told }, context)
  }
}

interface Pass {
  readonly job: SyncJob
  readonly source: ClusterSource
  readonly database: SyncDatabase
  readonly rules: LifecycleRules
}

async function syncOnce(pass: Pass, context: CommandContext): Promise<readonly SyncReport[]> {
  const { logGroup, clusters } = pass.job
  const targets = [
    ...clusters.map((cluster) => ({ cluster })),
    ...(logGroup === undefined ? [] : [{ logGroup }]),
  ]
  const reports: SyncReport[] = []
  for (const target of targets) {
    const display = progressDisplay(context.stderr)
    const hear = () => {
      display.stop()
      context.stderr.write('Stopping. A second Ctrl-C ends it at once.\n')
    }
    context.signal.addEventListener('abort', hear)
    const report = await syncTarget(pass, context, { target, display }).finally(() => {
      context.signal.removeEventListener('abort', hear)
      display.stop()
    })
    context.stderr.write(printable(syncSummary(report)))
    reports.push(report)
    if (report.outcome !== 'interrupted') continue
    context.stderr.write('Interrupted. What is copied is safe; run the same command to go on.\n')
    break
  }
  return reports
}

function syncTarget(
  { job, source, database, rules }: Pass,
  context: CommandContext,
  run: { target: { cluster: string } | { logGroup: string }; display: ProgressDisplay },
): Promise<SyncReport> {
  return syncCluster({
    ...{ source, database, rules, ...run.target },
    reading: job.full ? 'everything' : 'what-is-new',
    now: context.now,
    signal: context.signal,
    onProgress: (progress) => run.display.show(progress),
  })
}

function isOver(report: SyncReport): boolean {
  return report.allEnded
}

/** A wait that Ctrl-C ends is no error. */
function ignoreAbort(error: Error): void {
  if (error.name !== 'AbortError') throw error
}

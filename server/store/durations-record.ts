import { quantile } from '../../ingest/lifecycle/pace.ts'
import type { DurationRow, DurationSort, DurationsRecord, RunLink } from '../../views/durations.ts'
import type { ClusterHeader } from '../../views/layout.ts'
import type { CohortTerms } from '../../views/urls.ts'
import type { CohortStore } from './cohort-store.ts'
import type { DurationsRow, StragglerRow } from './duration-store.ts'
import {
  type AttemptRanges,
  attemptRanges,
  byOrderOfRunning,
  isAmong,
  type PhaseRuns,
  phaseRuns,
  sortedDurations,
} from './phase-runs.ts'
import { inScopeOf, scopeOf } from './scope.ts'
import type { Stores } from './stores.ts'

export interface DurationsRequest {
  readonly filter: CohortTerms
  readonly sort: DurationSort
  readonly order: 'asc' | 'desc'
}

/** Stages and steps of the attempts that the filter lets pass. Throws OperatorError `cluster-not-found`. */
export function durationsRecord(
  stores: Stores,
  nameOrId: string,
  { filter: asked, sort, order }: DurationsRequest,
): DurationsRecord {
  const cluster = stores.clusters.cluster(nameOrId)
  const { clusterId } = cluster
  const filter = inScopeOf(cluster, asked)
  const ranges = rangesOf(stores, clusterId, filter)
  const rows = stores.durations.durations(clusterId)
  const [runs = []] = phaseRuns(rows, stores.durations.phases(), [ranges])
  const slow = stores.durations
    .stragglers(clusterId)
    .filter(({ instanceId, attempt }) => isAmong(ranges, instanceId, attempt))
  const attempts = rows.filter(([instanceId, attempt]) => isAmong(ranges, instanceId, attempt))
  const ordered = runs.toSorted(byOrderOfRunning)
  return {
    ...{ cluster, filter, sort, order, attempts: attempts.length },
    instances: new Set(attempts.map(([instanceId]) => instanceId)).size,
    rows: sorted(
      ordered.map((each) => durationRow(each, { rows, slow })),
      { sort, order },
    ),
    ...shares(ordered),
    choices: choicesOf(stores.cohorts, cluster),
  }
}

/** undefined: the filter lets every attempt pass. */
export function rangesOf(stores: Stores, clusterId: string, filter: CohortTerms): AttemptRanges {
  if (Object.keys(filter).length === 0) return undefined
  return attemptRanges(stores.cohorts.members(clusterId, filter))
}

/** Time of all stages, and of the execution what no step that runs inside no other accounts for. */
function shares(runs: readonly PhaseRuns[]): Pick<DurationsRecord, 'allMs' | 'outsideMs'> {
  const time = (chosen: (run: PhaseRuns) => boolean): number =>
    runs.filter(chosen).reduce((sum, { totalMs }) => sum + totalMs, 0)
  const execution = time(({ phase }) => phase.step === null && phase.stage === 'execution')
  return {
    allMs: time(({ phase }) => phase.step === null),
    outsideMs: Math.max(0, execution - time((run) => run.phase.step !== null && !isNested(run))),
  }
}

function isNested({ nested, runs }: PhaseRuns): boolean {
  return nested * 2 > runs
}

const namedSlowest = 2

function durationRow(
  runs: PhaseRuns,
  among: { readonly rows: readonly DurationsRow[]; readonly slow: readonly StragglerRow[] },
): DurationRow {
  const { phase, failed, unfinished, totalMs } = runs
  const { stage, step } = phase
  const succeeded = sortedDurations(runs)
  const at = (share: number): number | null =>
    succeeded.length === 0 ? null : quantile(succeeded, share)
  return {
    ...{ stage, step, nested: isNested(runs), runs: runs.runs },
    ...{ p5Ms: at(0.05), medianMs: at(0.5), p95Ms: at(0.95), maxMs: at(1) },
    ...{ failed, unfinished, totalMs },
    stragglers: among.slow.filter((row) => row.stage === stage && row.step === step).length,
    slowest: slowest(runs, among.rows),
  }
}

/** The longest succeeded runs; of equally long ones the first by instance id. */
function slowest({ durations, rows: owners }: PhaseRuns, rows: readonly DurationsRow[]): RunLink[] {
  const longest: number[] = []
  for (let index = 0; index < durations.length; index += 1) {
    if (longest.length === namedSlowest) {
      const least = durations[longest.at(-1) ?? 0] ?? 0
      if ((durations[index] ?? 0) <= least) continue
      longest.pop()
    }
    longest.push(index)
    longest.sort((a, b) => (durations[b] ?? 0) - (durations[a] ?? 0) || a - b)
  }
  return longest.flatMap((index) => {
    const [instanceId, attempt] = rows[owners[index] ?? -1] ?? []
    if (instanceId === undefined || attempt === undefined) return []
    return [{ instanceId, attempt, durationMs: durations[index] ?? 0 }]
  })
}

const sortValues: Readonly<Record<DurationSort, (row: DurationRow) => number | string | null>> = {
  order: () => 0,
  step: ({ stage, step }) => step ?? stage,
  runs: ({ runs, failed, unfinished }) => runs - failed - unfinished,
  failed: ({ failed }) => failed,
  unfinished: ({ unfinished }) => unfinished,
  median: ({ medianMs }) => medianMs,
  p95: ({ p95Ms }) => p95Ms,
  max: ({ maxMs }) => maxMs,
  stragglers: ({ stragglers }) => stragglers,
  time: ({ totalMs }) => totalMs,
}

/** `rows` come in order of running, which also decides between equals. What is not known comes last. */
function sorted(
  rows: readonly DurationRow[],
  { sort, order }: Pick<DurationsRequest, 'sort' | 'order'>,
): readonly DurationRow[] {
  if (sort === 'order') return order === 'asc' ? rows : rows.toReversed()
  const value = sortValues[sort]
  const sign = order === 'asc' ? 1 : -1
  return rows.toSorted((a, b) => {
    const [left, right] = [value(a), value(b)]
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    return left === right ? 0 : left < right ? -sign : sign
  })
}

function choicesOf(cohorts: CohortStore, cluster: ClusterHeader): DurationsRecord['choices'] {
  const facets = cohorts.facets(scopeOf(cluster))
  const values = (wanted: string): readonly string[] =>
    facets.filter(({ name }) => name === wanted).map(({ value }) => value)
  return {
    'bring-up': cohorts.bringUps(cluster.clusterId).map(({ bringUpId }) => bringUpId),
    ...{ group: values('group'), type: values('type'), zone: values('zone') },
  }
}

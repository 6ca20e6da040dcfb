import type { RunRow, RunsRecord } from '../../views/runs.ts'
import type { CohortTerms } from '../../views/urls.ts'
import type { DurationsRow, Phase } from './duration-store.ts'
import { rangesOf } from './durations-record.ts'
import type { PaceRow } from './instance-store.ts'
import { isAmong, runOutcomes } from './phase-runs.ts'
import { inScopeOf } from './scope.ts'
import type { Stores } from './stores.ts'

export interface RunsRequest {
  readonly filter: CohortTerms
  /** undefined: every stage and step. */
  readonly phase: RunsRecord['phase']
  readonly only: RunsRecord['only']
  /** From 1; undefined: all runs at once. */
  readonly page: number | undefined
}

const pageSize = 100
const mostRuns = 100_000

/** One run before its place in time is looked up. */
type FoundRun = Pick<
  RunRow,
  'instanceId' | 'attempt' | 'stage' | 'step' | 'outcome' | 'durationMs'
> & {
  readonly repeat: number
}

/** The runs that a number of the durations page counts. Throws OperatorError `cluster-not-found`. */
export function runsRecord(stores: Stores, nameOrId: string, asked: RunsRequest): RunsRecord {
  const cluster = stores.clusters.cluster(nameOrId)
  const request = { ...asked, filter: inScopeOf(cluster, asked.filter) }
  const { filter, phase, only } = request
  const found =
    only === 'straggler'
      ? stragglers(stores, cluster.clusterId, request)
      : runsOf(stores, cluster.clusterId, request)
  const pages = Math.max(1, Math.ceil(found.length / pageSize))
  const page = request.page ?? 1
  const shown =
    request.page === undefined
      ? found.slice(0, mostRuns)
      : found.slice((page - 1) * pageSize, page * pageSize)
  const pace = stores.instances.pace(cluster.clusterId)
  return {
    ...{ cluster, filter, phase, only, page, pages, total: found.length },
    runs: shown.map((run) => placedRun(stores, cluster.clusterId, { run, pace })),
  }
}

function isOf(phase: RunsRecord['phase'], run: { stage: string; step: string | null }): boolean {
  return phase === undefined || (run.stage === phase.stage && run.step === phase.step)
}

function stragglers(stores: Stores, clusterId: string, { filter, phase }: RunsRequest): FoundRun[] {
  const ranges = rangesOf(stores, clusterId, filter)
  const seen = new Map<string, number>()
  return stores.durations
    .stragglers(clusterId)
    .filter((run) => isOf(phase, run) && isAmong(ranges, run.instanceId, run.attempt))
    .map((run) => {
      const key = `${run.instanceId} ${run.attempt} ${run.stage} ${run.step}`
      const repeat = seen.get(key) ?? 0
      seen.set(key, repeat + 1)
      return { ...run, repeat }
    })
}

/** Longest first; of equally long ones the first by instance id. */
function runsOf(stores: Stores, clusterId: string, request: RunsRequest): FoundRun[] {
  const ranges = rangesOf(stores, clusterId, request.filter)
  const phases = stores.durations.phases().filter((phase) => isOf(request.phase, phase))
  const wanted = new Map(phases.map((phase) => [phase.phaseId, phase]))
  return stores.durations
    .durations(clusterId)
    .filter(([instanceId, attempt]) => isAmong(ranges, instanceId, attempt))
    .flatMap((row) => runsOfAttempt(row, wanted))
    .filter(({ outcome }) => outcome === request.only)
    .sort((a, b) => b.durationMs - a.durationMs || (a.instanceId < b.instanceId ? -1 : 1))
}

function runsOfAttempt(row: DurationsRow, wanted: ReadonlyMap<number, Phase>): FoundRun[] {
  const [instanceId, attempt, text] = row
  const numbers = JSON.parse(text) as number[]
  const repeats = new Map<number, number>()
  const found: FoundRun[] = []
  for (let at = 0; at + 1 < numbers.length; at += 2) {
    const code = numbers[at] ?? 0
    const phase = wanted.get(code >> 3)
    if (phase === undefined) continue
    const { phaseId, stage, step } = phase
    const repeat = repeats.get(phaseId) ?? 0
    repeats.set(phaseId, repeat + 1)
    const outcome = runOutcomes[code & 3] ?? 'succeeded'
    const durationMs = numbers[at + 1] ?? 0
    found.push({ instanceId, attempt, stage, step, outcome, durationMs, repeat })
  }
  return found
}

function placedRun(
  stores: Stores,
  clusterId: string,
  { run, pace }: { readonly run: FoundRun; readonly pace: readonly PaceRow[] },
): RunRow {
  const { repeat, ...known } = run
  const { instanceId, attempt, stage, step } = run
  const places = stores.durations.places({ clusterId, instanceId, attempt, stage, step })
  const place = places[repeat]
  return {
    ...known,
    startedMs: place?.startedMs ?? 0,
    firstLine: place?.firstLine ?? null,
    medianMs: pace.find((row) => row.stage === stage && row.step === step)?.medianMs ?? null,
    instanceGroup: place?.instanceGroup ?? null,
    availabilityZone: place?.availabilityZone ?? null,
  }
}

import { alignedLines } from '../../ingest/lifecycle/aligned-lines.ts'
import { OperatorError } from '../../ingest/operator-error.ts'
import type { LogLineRecord } from '../../views/log.ts'
import { logSections } from '../../views/log-sections.ts'
import type { TwinRecord, TwinSide, TwinStep } from '../../views/log-twin.ts'
import { type AttemptLog, attemptLog, type LogRequest } from './log-record.ts'
import { scopeOf } from './scope.ts'
import type { Stores } from './stores.ts'

/** Lines of each log that are compared: the last ones of a long attempt, where it failed. */
const mostLines = 5000

/** Throws OperatorError `cluster-not-found`, `not-found`. `twin` undefined: the healthy instance most alike. */
export function twinRecord(
  stores: Stores,
  nameOrId: string,
  request: LogRequest & { readonly twin?: string },
): TwinRecord {
  const here = attemptLog(stores, nameOrId, request)
  const { cluster, instanceId } = here
  const identity = stores.instances.instance({ ...scopeOf(cluster), instanceId })
  const twins = identity === undefined ? [] : stores.siblings.twins(scopeOf(cluster), identity)
  const twinId = request.twin ?? twins[0]?.instanceId
  if (twinId === undefined) throw noTwin(cluster.name, instanceId)
  const there = attemptLog(stores, nameOrId, { instanceId: twinId })
  const left = sections(stores, here)
  return {
    ...{ cluster, twins, twin: twins.find((each) => each.instanceId === twinId) },
    decisiveLine: here.failure?.decisiveLineOrdinal ?? null,
    here: side(here),
    there: side(there),
    steps: steps(stores, left, sections(stores, there)),
  }
}

function noTwin(cluster: string, instanceId: string): OperatorError {
  return new OperatorError(
    'not-found',
    `The cluster ${cluster} has no healthy instance to compare ${instanceId} with.`,
    'Sync again when an instance has come up, or open another cluster.',
  )
}

function side({ cluster, instanceId, attempt }: AttemptLog): TwinSide {
  const { firstLine, lastLine, startedMs, outcome } = attempt
  return {
    ...{ clusterKey: cluster.key, instanceId, attempt: attempt.attempt, startedMs, outcome },
    lines: lastLine - firstLine + 1,
    fromLine: Math.max(firstLine, lastLine - mostLines + 1),
    firstLine,
  }
}

interface Section {
  /** The step and which run of it: `./mount_fsx.sh 1`. */
  readonly key: string
  readonly step: string | null
  readonly durationMs: number | null
  readonly outcome: TwinStep['hereOutcome']
  readonly lines: readonly LogLineRecord[]
}

/** The lines of an attempt by the step that wrote them, each step once for each of its runs. */
function sections(stores: Stores, log: AttemptLog): readonly Section[] {
  const { cluster, instanceId, attempt, stream } = log
  const of = { ...scopeOf(cluster), instanceId, attempt: attempt.attempt }
  const { fromLine } = side(log)
  const range = { logStreamId: stream.logStreamId, fromLine, toLine: attempt.lastLine }
  const runs = stores.instances.stepRuns(of)
  const seen = new Map<string, number>()
  return logSections(stores.logs.lines(range), runs).map(({ step, lines }) => {
    const name = step?.step ?? ''
    const nth = (seen.get(name) ?? 0) + 1
    seen.set(name, nth)
    return {
      ...{ key: `${name} ${nth}`, step: step?.step ?? null, lines },
      durationMs: step === undefined ? null : step.endedMs - step.startedMs,
      outcome: step?.outcome ?? null,
    }
  })
}

/** The steps of both in the order of this instance; those that only the twin ran come where they ran there. */
function steps(
  stores: Stores,
  here: readonly Section[],
  there: readonly Section[],
): readonly TwinStep[] {
  const numbers = new Map<string, number>()
  const numberOf = ({ key }: Section): number => {
    const known = numbers.get(key) ?? numbers.size
    numbers.set(key, known)
    return known
  }
  const rows = alignedLines(here.map(numberOf), there.map(numberOf))
  return rows.map(({ left, right }) => {
    const ours = left === undefined ? undefined : here[left]
    const theirs = right === undefined ? undefined : there[right]
    return twinStep(stores, ours, theirs)
  })
}

function twinStep(stores: Stores, here: Section | undefined, there: Section | undefined): TwinStep {
  const left = here?.lines ?? []
  const right = there?.lines ?? []
  const key = ({ text }: LogLineRecord): number => stores.lines.likeness(text)
  return {
    step: here?.step ?? there?.step ?? null,
    hereMs: here?.durationMs ?? null,
    thereMs: there?.durationMs ?? null,
    hereOutcome: here?.outcome ?? null,
    thereOutcome: there?.outcome ?? null,
    rows: alignedLines(left.map(key), right.map(key)).map((row) => ({
      here: row.left === undefined ? null : (left[row.left] ?? null),
      there: row.right === undefined ? null : (right[row.right] ?? null),
    })),
  }
}

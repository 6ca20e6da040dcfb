import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { analyseStream } from '../lifecycle/analyse-stream.ts'
import type { Attempt } from '../lifecycle/attempt.ts'
import type { FailureCase } from '../lifecycle/decisive-choice.ts'
import { caseLines, FailureCases } from '../lifecycle/failure-case.ts'
import { failureSignature, type SignedFailure } from '../lifecycle/failure-signature.ts'
import type { LifecycleRules } from '../lifecycle/rules.ts'
import type {
  AnalysedStream,
  FailureGroupKey,
  NumberedAttempt,
  PendingStream,
} from '../store/analysis-store.ts'
import type { KnownCauseLine } from '../store/known-cause-store.ts'
import type { SyncDatabase } from '../store/sync-database.ts'
import { LineNotes } from './line-notes.ts'

interface AnalysedInstance {
  readonly instanceId: string
  readonly attempts: readonly NumberedAttempt[]
  readonly streams: readonly AnalysedStream[]
  /** Of each attempt the ids of its templates, each with its first line. */
  readonly templates: readonly ReadonlyMap<number, number>[]
  /** Of each attempt the known causes that match a line of it. */
  readonly knownCauses: readonly (readonly KnownCauseLine[])[]
}

interface AnalysisInput {
  readonly streams: readonly PendingStream[]
  readonly rules: LifecycleRules
  readonly cases: FailureCases
}

/** Instances that are read and stored between two looks at signals and timers. */
const instancesAtOnce = 10

/**
 * Says of every instance with new lines, or lines analysed with other rules, what its log says. Pure function of the
 * stored lines and the rules, an instance at a time: cut off anywhere, the next call goes on. Returns how many
 * instances were analysed; stops early, without error, when `signal` is aborted.
 */
export async function analyseInstances(
  database: SyncDatabase,
  clusterId: string,
  options: {
    readonly rules: LifecycleRules
    readonly signal: AbortSignal
    /** Only these; default: every one that needs it. */
    readonly instanceIds?: ReadonlySet<string>
    readonly onInstances?: (done: number, total: number) => void
  },
): Promise<number> {
  const { rules, instanceIds } = options
  const streams = database.analysis
    .pending(clusterId, rules.fingerprint)
    .filter(({ instanceId }) => instanceIds?.has(instanceId) ?? true)
  const pending = [...Map.groupBy(streams, ({ instanceId }) => instanceId).values()]
  const cases = new FailureCases(rules.explain)
  for (let done = 0; done < pending.length; done += instancesAtOnce) {
    if (options.signal.aborted) return done
    const part = pending.slice(done, done + instancesAtOnce)
    database.atOnce(() => {
      for (const streams of part) saveAnalysis(database, clusterId, { streams, rules, cases })
    })
    options.onInstances?.(Math.min(done + instancesAtOnce, pending.length), pending.length)
    await setImmediate()
  }
  return pending.length
}

function saveAnalysis(database: SyncDatabase, clusterId: string, input: AnalysisInput): void {
  const { instanceId, attempts, streams, templates, knownCauses } = analyseInstance(database, input)
  database.analysis.saveInstance({ clusterId, instanceId }, attempts, streams)
  database.durations.saveInstance({ clusterId, instanceId })
  database.templates.saveInstance({ clusterId, instanceId }, templates)
  database.knownCauses.saveInstance({ clusterId, instanceId }, knownCauses)
}

function analyseInstance(database: SyncDatabase, input: AnalysisInput): AnalysedInstance {
  const { rules, cases } = input
  const found: { streamId: number; attempt: Attempt; notes: LineNotes }[] = []
  const streams = input.streams.map(({ streamId }): AnalysedStream => {
    database.lines.repack(streamId)
    const notes = new LineNotes(database, rules)
    const { attempts, dialect } = analyseStream(notes.read(streamId), rules)
    database.secrets.save(streamId, notes.secrets.rows())
    found.push(...attempts.map((attempt) => ({ streamId, attempt, notes })))
    return { streamId, lines: notes.lines, dialect, fingerprint: rules.fingerprint }
  })
  found.sort((a, b) => a.attempt.startedMs - b.attempt.startedMs || a.streamId - b.streamId)
  const attempts = found.map(({ streamId, attempt }, index) => ({
    ...{ number: index + 1, streamId, attempt },
    failureGroup: attempt.failure && failureGroupOf(attempt.failure),
    failureCase: attempt.failure && caseOf(database, cases, { streamId, attempt }),
  }))
  return {
    ...{ instanceId: input.streams[0]?.instanceId ?? '', attempts, streams },
    templates: found.map(({ attempt, notes }) => notes.templatesOf(attempt)),
    knownCauses: found.map(({ attempt, notes }) => notes.causesOf(attempt)),
  }
}

function caseOf(
  database: SyncDatabase,
  cases: FailureCases,
  failed: { readonly streamId: number; readonly attempt: Attempt },
): FailureCase | undefined {
  const { firstLine, lastLine, failure } = failed.attempt
  if (failure === undefined) return undefined
  const place = caseLines(failure.clues)
  if (place === undefined) return cases.caseOf(failure.clues, [])
  const lines = database.lines.between(failed.streamId, {
    first: Math.max(firstLine, place.first),
    last: Math.min(lastLine, place.last),
  })
  return cases.caseOf(failure.clues, lines)
}

/** The group of all attempts that failed for this reason: its id is the hash of their signature. */
export function failureGroupOf(failure: SignedFailure): FailureGroupKey {
  const { key, template, algorithm } = failureSignature(failure)
  const failureGroupId = createHash('sha256').update(key).digest('hex').slice(0, 16)
  return { failureGroupId, algorithm, template }
}

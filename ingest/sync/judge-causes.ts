import type { KnownCause, KnownCauseCatalogue } from '../lifecycle/known-cause.ts'
import { demotionShare, matchKnownCause, supportingLines } from '../lifecycle/known-cause-match.ts'
import type { Line } from '../lifecycle/line.ts'
import { plainText } from '../lifecycle/plain-text.ts'
import type { FailedAttempt } from '../store/failed-attempt-store.ts'
import type { KnownCauseHit } from '../store/root-cause-store.ts'
import type { SyncDatabase } from '../store/sync-database.ts'
import type { GroupFacts } from './group-facts.ts'

/** The known cause of every failed attempt that has one, by `attemptKey`. */
export type CauseOf = ReadonlyMap<string, KnownCause>

export function attemptKey({
  instanceId,
  attempt,
}: Pick<FailedAttempt, 'instanceId' | 'attempt'>): string {
  return `${instanceId} ${attempt}`
}

/** Lines of an attempt without decisive line that are looked at: its last ones. */
const lastLines = 12

/** Looks for a known cause near each decisive line. */
export function judgeCauses(
  database: SyncDatabase,
  input: {
    readonly facts: GroupFacts
    readonly catalogue: KnownCauseCatalogue
  },
): CauseOf {
  const { facts, catalogue } = input
  const { clusterId } = facts.scope
  const causes = new Map<string, KnownCause>()
  for (const failure of facts.failures) {
    const lines = linesNear(database, failure)
    const match = matchKnownCause(
      lines,
      {
        decisiveOrdinal: failure.decisiveOrdinal ?? undefined,
        stage: failure.stage,
        step: failure.step ?? undefined,
        exitCode: failure.exitCode ?? undefined,
        healthyHits: facts.healthyHits,
      },
      catalogue,
    )
    const cause = match === undefined || match.demoted ? undefined : match.cause
    if (cause !== undefined) causes.set(attemptKey(failure), cause)
    database.rootCauses.saveKnownCause(clusterId, failure, cause?.id ?? null)
  }
  return causes
}

function linesNear(database: SyncDatabase, failure: FailedAttempt): readonly Line[] {
  const { streamId, decisiveOrdinal } = failure
  const lines =
    decisiveOrdinal === null
      ? database.lines.lastLines(streamId, lastLines)
      : database.lines.between(streamId, {
          first: decisiveOrdinal - supportingLines.before,
          last: decisiveOrdinal + supportingLines.after,
        })
  return lines.map((line) => ({ ...line, text: plainText(line.text) }))
}

/** Every entry of the catalogue that explains a failure of the scope, or that hits healthy instances. */
export function causeHits(
  facts: GroupFacts,
  causes: CauseOf,
  catalogue: KnownCauseCatalogue,
): readonly KnownCauseHit[] {
  const failed = new Map<string, number>()
  for (const failure of facts.failures) {
    const id = failure.isPresent === 1 ? causes.get(attemptKey(failure))?.id : undefined
    if (id !== undefined) failed.set(id, (failed.get(id) ?? 0) + 1)
  }
  return catalogue.causes.flatMap(({ id, title }) => {
    const failedInstances = failed.get(id) ?? 0
    const { hits: healthyInstances, healthy } = facts.healthyHits.get(id) ?? {
      hits: 0,
      healthy: facts.healthy.size,
    }
    if (failedInstances + healthyInstances === 0) return []
    const demoted = healthy > 0 && healthyInstances / healthy > demotionShare ? 1 : 0
    return [{ knownCause: id, title, failedInstances, healthyInstances, healthy, demoted } as const]
  })
}

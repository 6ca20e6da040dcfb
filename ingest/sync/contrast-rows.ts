import { contrast, type TemplateCount } from '../lifecycle/contrast.ts'
import type { FailedAttempt } from '../store/failed-attempt-store.ts'
import type { ContrastRow } from '../store/root-cause-store.ts'
import type { SyncDatabase } from '../store/sync-database.ts'
import type { GroupFacts } from './group-facts.ts'

/** What is shown of each direction; the rest stands in the count of the sentence. */
const shownRows = 6

/** Which templates tell the failed of one group from the healthy, with a line to read of each that is present. */
export function contrastRows(
  database: SyncDatabase,
  facts: GroupFacts,
  failures: readonly FailedAttempt[],
): { readonly rows: readonly ContrastRow[]; readonly sentence: string } {
  const size = { failed: failures.length, healthy: facts.healthy.size }
  const { templates, sentence } = contrast(templateCounts(facts, failures), size)
  const telling = templates.filter(({ significant }) => significant)
  const shown = (['present', 'missing'] as const).flatMap((direction) =>
    telling.filter((row) => row.direction === direction).slice(0, shownRows),
  )
  const byKey = new Map([...facts.templates.values()].map((row) => [row.key, row]))
  const wanted = new Set(shown.map((row) => byKey.get(row.templateId)?.templateId ?? 0))
  const places = samplePlaces(database, failures, wanted)
  const rows = shown.map((row) => {
    const template = byKey.get(row.templateId)
    const place = places.get(template?.templateId ?? 0)
    return {
      ...{ contrast: row, ...size, template: template?.text ?? '' },
      sampleLine: place?.line ?? null,
      sampleInstance: place?.instanceId ?? null,
    }
  })
  return { rows, sentence }
}

/** Linear in the templates of the group and of the fleet: the healthy are counted once for all groups. */
function templateCounts(
  facts: GroupFacts,
  failures: readonly FailedAttempt[],
): readonly TemplateCount[] {
  const failed = new Map<number, number>()
  for (const { instanceId } of failures) {
    for (const id of facts.templatesOf.get(instanceId) ?? []) {
      failed.set(id, (failed.get(id) ?? 0) + 1)
    }
  }
  const ids = new Set([...failed.keys(), ...facts.healthyCount.keys()])
  // By key, not by row id: what is found must not depend on the order in which instances were copied.
  return [...ids].map((id) => ({
    templateId: facts.templates.get(id)?.key ?? '',
    failedInstances: failed.get(id) ?? 0,
    healthyInstances: facts.healthyCount.get(id) ?? 0,
  }))
}

/** Where a line of each wanted template stands, on the first instances of the group that have one. */
function samplePlaces(
  database: SyncDatabase,
  failures: readonly FailedAttempt[],
  wanted: ReadonlySet<number>,
): ReadonlyMap<number, { readonly instanceId: string; readonly line: number }> {
  const places = new Map<number, { instanceId: string; line: number }>()
  for (const { instanceId, streamId } of failures.slice(0, 3)) {
    if (places.size === wanted.size) break
    for (const { ordinal, text } of database.lines.lines(streamId)) {
      const id = database.templates.idOf(text)
      if (wanted.has(id) && !places.has(id)) places.set(id, { instanceId, line: ordinal })
    }
  }
  return places
}

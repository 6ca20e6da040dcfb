import { contrast, type TemplateCount } from '../lifecycle/contrast.ts'
import type { ContrastRow, FailedAttempt } from '../store/root-cause-store.ts'
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
  const wanted = new Set(shown.map(({ templateId }) => Number(templateId)))
  const places = samplePlaces(database, failures, wanted)
  const rows = shown.map((row) => ({
    ...{ contrast: row, ...size },
    template: facts.templates.get(Number(row.templateId))?.text ?? '',
    sampleLine: places.get(Number(row.templateId))?.line ?? null,
    sampleInstance: places.get(Number(row.templateId))?.instanceId ?? null,
  }))
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
  return [...ids].map((id) => ({
    templateId: String(id),
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

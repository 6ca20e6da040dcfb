import {
  type ContrastSize,
  contrast,
  isQuestion,
  type TemplateCount,
} from '../lifecycle/contrast.ts'
import { textsOfTemplates } from '../lifecycle/template-table.ts'
import type { FailedAttempt } from '../store/failed-attempt-store.ts'
import type { ContrastRow } from '../store/root-cause-store.ts'
import type { SyncDatabase } from '../store/sync-database.ts'
import type { StoredTemplate } from '../store/template-store.ts'
import type { GroupFacts } from './group-facts.ts'

/** What is shown of each direction; the rest stands in the count of the sentence. */
const shownRows = 6

interface SamplePlace {
  readonly instanceId: string
  readonly line: number
}

/** Which templates tell the failed of one group from the healthy, with a line to read of each that is present. */
export function contrastRows(
  database: SyncDatabase,
  facts: GroupFacts,
  failures: readonly FailedAttempt[],
): { readonly rows: readonly ContrastRow[]; readonly sentence: string } {
  const size = { failed: failures.length, healthy: facts.healthy.size }
  const { templates, sentence } = contrast(templateCounts(facts, failures, size), size)
  const telling = templates.filter(({ significant }) => significant)
  const shown = (['present', 'missing'] as const).flatMap((direction) =>
    telling.filter((row) => row.direction === direction).slice(0, shownRows),
  )
  const stored = shown.map((row) => database.templates.stored(row.templateId))
  const places = samplePlaces(database, failures, new Set(stored.map((row) => row?.templateId)))
  const rows = shown.map((row, at) => {
    const template = stored[at]
    const place = places.get(template?.templateId)
    return {
      ...{ contrast: row, ...size, template: templateText(database, row.templateId, template) },
      sampleLine: place?.line ?? null,
      sampleInstance: place?.instanceId ?? null,
    }
  })
  return { rows, sentence }
}

function templateText(
  database: SyncDatabase,
  key: string,
  stored: StoredTemplate | undefined,
): string {
  if (stored === undefined) return ''
  if (stored.text !== null) return stored.text
  return textsOfTemplates(database.lines.lines(stored.onlyStream), new Set([key])).get(key) ?? ''
}

/** Linear in the templates of the group and of the fleet: the healthy are counted once for all groups. */
function templateCounts(
  facts: GroupFacts,
  failures: readonly FailedAttempt[],
  size: ContrastSize,
): readonly TemplateCount[] {
  const failed = new Map<number, number>()
  for (const { instanceId } of failures) {
    for (const id of facts.templatesOf.get(instanceId) ?? []) {
      failed.set(id, (failed.get(id) ?? 0) + 1)
    }
  }
  const ids = new Set([...failed.keys(), ...facts.healthyCount.keys()])
  const counts: TemplateCount[] = []
  for (const id of ids) {
    const failedInstances = failed.get(id) ?? 0
    const healthyInstances = facts.healthyCount.get(id) ?? 0
    if (!isQuestion({ failedInstances, healthyInstances }, size)) continue
    // By key, not by row id: what is found must not depend on the order in which instances were copied.
    const templateId = facts.templateKeys[id] ?? ''
    counts.push({ templateId, failedInstances, healthyInstances })
  }
  return counts
}

/** Where a line of each wanted template stands, on the first instances of the group that have one. */
function samplePlaces(
  database: SyncDatabase,
  failures: readonly FailedAttempt[],
  wanted: ReadonlySet<number | undefined>,
): ReadonlyMap<number | undefined, SamplePlace> {
  const places = new Map<number, SamplePlace>()
  for (const { instanceId, streamId } of failures.slice(0, 3)) {
    if (places.size === wanted.size) break
    for (const { ordinal, text } of database.lines.lines(streamId)) {
      const id = database.templates.idOf(text, streamId)
      if (wanted.has(id) && !places.has(id)) places.set(id, { instanceId, line: ordinal })
    }
  }
  return places
}

import {
  type ContrastSize,
  contrast,
  isQuestion,
  type TemplateCount,
} from '../lifecycle/contrast.ts'
import { firstOfTemplates } from '../lifecycle/template-table.ts'
import type { FailedAttempt } from '../store/failed-attempt-store.ts'
import type { ContrastRow } from '../store/root-cause-store.ts'
import type { SyncDatabase } from '../store/sync-database.ts'
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
  const { templates, sentence } = contrast(templateCounts(database, facts, failures, size), size)
  const telling = templates.filter(({ significant }) => significant)
  const shown = (['present', 'missing'] as const).flatMap((direction) =>
    telling.filter((row) => row.direction === direction).slice(0, shownRows),
  )
  const places = samplePlaces(database, failures, new Set(shown.map((row) => row.templateId)))
  const rows = shown.map((row) => {
    const place = places.get(row.templateId)
    return {
      ...{ contrast: row, ...size, template: templateText(database, row.templateId) },
      sampleLine: place?.line ?? null,
      sampleInstance: place?.instanceId ?? null,
    }
  })
  return { rows, sentence }
}

function templateText(database: SyncDatabase, key: string): string {
  const stored = database.templates.stored(key)
  if (stored?.text !== null) return stored?.text ?? ''
  const lines = database.lines.lines(stored.onlyStream)
  return firstOfTemplates(lines, new Set([key])).get(key)?.template ?? ''
}

/** Linear in the templates of the group and of the fleet: the healthy are counted once for all groups. */
function templateCounts(
  { templates }: SyncDatabase,
  facts: GroupFacts,
  failures: readonly FailedAttempt[],
  size: ContrastSize,
): readonly TemplateCount[] {
  const failed = templates.counts()
  for (const { instanceId } of failures) facts.templatesOf.get(instanceId)?.countIn(failed)
  const counts: TemplateCount[] = []
  for (let id = 0; id < failed.length; id += 1) {
    const failedInstances = failed[id] as number
    const healthyInstances = facts.healthyCount[id] as number
    if (!isQuestion({ failedInstances, healthyInstances }, size)) continue
    // By key, not by row id: what is found must not depend on the order in which instances were copied.
    counts.push({ templateId: templates.keyOf(id), failedInstances, healthyInstances })
  }
  return counts
}

/** Where a line of each wanted template stands, on the first instances of the group that have one. */
function samplePlaces(
  database: SyncDatabase,
  failures: readonly FailedAttempt[],
  wanted: ReadonlySet<string>,
): ReadonlyMap<string, SamplePlace> {
  const places = new Map<string, SamplePlace>()
  for (const { instanceId, streamId } of failures.slice(0, 3)) {
    const missing = new Set([...wanted].filter((key) => !places.has(key)))
    if (missing.size === 0) break
    for (const [key, { line }] of firstOfTemplates(database.lines.lines(streamId), missing)) {
      places.set(key, { instanceId, line: line.ordinal })
    }
  }
  return places
}

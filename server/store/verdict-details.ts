import type { ActionSheet } from '../../ingest/lifecycle/action-sheet.ts'
import type { CatalogueEntry } from '../../views/known-cause.ts'

/** failure_group_verdict.details, read. */
export interface VerdictDetails {
  /** Sentences. */
  readonly forTransient: readonly string[]
  readonly forDeterministic: readonly string[]
  /** undefined: the group has no known cause. */
  readonly catalogue: CatalogueEntry | undefined
  /** undefined: there is nothing to do, or nobody to do it to. */
  readonly actionSheet: ActionSheet | undefined
}

type Stored = {
  readonly [Name in keyof VerdictDetails]?: Partial<VerdictDetails[Name]> | null
}

/** Reads the JSON of a verdict; what an older sync did not write is empty. */
export function verdictDetails(json: string): VerdictDetails {
  const stored = JSON.parse(json) as Stored
  return {
    forTransient: (stored.forTransient ?? []) as readonly string[],
    forDeterministic: (stored.forDeterministic ?? []) as readonly string[],
    catalogue: stored.catalogue ? catalogueEntry(stored.catalogue) : undefined,
    actionSheet: stored.actionSheet ? sheet(stored.actionSheet) : undefined,
  }
}

/** An entry of the catalogue as far as it is stored. */
export function catalogueEntry(stored: Partial<CatalogueEntry>): CatalogueEntry {
  return {
    id: stored.id ?? '',
    title: stored.title ?? '',
    explanation: stored.explanation ?? '',
    kind: stored.kind ?? 'either',
    fix: stored.fix ?? [],
    risk: stored.risk ?? '',
    verify: stored.verify ?? '',
    sources: stored.sources ?? [],
  }
}

function sheet({ steps, excluded }: Partial<ActionSheet>): ActionSheet {
  return { steps: steps ?? [], excluded: excluded ?? [] }
}

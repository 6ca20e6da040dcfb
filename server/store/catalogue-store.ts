import type { Database, Statement } from 'better-sqlite3'
import type { CauseHit } from '../../views/catalogue.ts'
import type { CatalogueEntry } from '../../views/known-cause.ts'
import type { Scope } from './scope.ts'
import { catalogueEntry } from './verdict-details.ts'

// What an entry says is kept with the verdicts of the groups that it explains; one of them is enough.
const selectHits = /* sql */ `
  SELECT known_cause_hit.known_cause       AS knownCause,
         known_cause_hit.title             AS title,
         known_cause_hit.failed_instances  AS failedInstances,
         known_cause_hit.healthy_instances AS healthyInstances,
         known_cause_hit.healthy           AS healthy,
         known_cause_hit.demoted           AS demoted,
         (SELECT json_extract(said.details, '$.catalogue')
            FROM failure_group_verdict AS said
           WHERE said.cluster_id  = known_cause_hit.cluster_id
             AND said.bring_up_id = known_cause_hit.bring_up_id
             AND said.known_cause = known_cause_hit.known_cause
           ORDER BY said.failure_group_id
           LIMIT 1)                        AS entry
    FROM known_cause_hit
   WHERE known_cause_hit.cluster_id  = @clusterId
     AND known_cause_hit.bring_up_id = @bringUpId
   ORDER BY demoted, failedInstances DESC, healthyInstances DESC, knownCause
   LIMIT 1000
`

type HitRow = Omit<CauseHit, 'entry'> & { readonly entry: string | null }

/** Which entries of the catalogue hit. */
export class CatalogueStore {
  readonly #hits: Statement<[Scope], HitRow>

  constructor(database: Database) {
    this.#hits = database.prepare(selectHits)
  }

  /** Most failed instances first, demoted entries last. */
  hits(scope: Scope): readonly CauseHit[] {
    return this.#hits.all(scope).map((row) => ({ ...row, entry: entryOf(row.entry) }))
  }
}

function entryOf(json: string | null): CatalogueEntry | undefined {
  return json === null ? undefined : catalogueEntry(JSON.parse(json) as Partial<CatalogueEntry>)
}

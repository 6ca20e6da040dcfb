import type { Database, Statement } from 'better-sqlite3'
import type { CatalogueRow } from '../../views/catalogue.ts'
import type { KnownCauseLineRow } from '../../views/known-cause-page.ts'
import { failedList } from './instance-columns.ts'
import type { Scope } from './scope.ts'

/** The instances of the scope with the entries that match a line of their last attempt. */
const matched = /* sql */ `
    FROM standing AS instance
    JOIN known_cause_line ON known_cause_line.cluster_id  = instance.cluster_id
                         AND known_cause_line.instance_id = instance.instance_id
                         AND known_cause_line.attempt     = instance.attempt
   WHERE instance.cluster_id  = @clusterId
     AND instance.bring_up_id = @bringUpId`

const selectEntries = /* sql */ `
  SELECT entry.known_cause                AS id,
         entry.origin                     AS origin,
         entry.disabled                   AS disabled,
         entry.title                      AS title,
         entry.explanation                AS explanation,
         entry.kind                       AS kind,
         entry.patterns                   AS patterns,
         entry.fix                        AS fix,
         entry.risk                       AS risk,
         entry.verify                     AS verify,
         entry.sources                    AS sources,
         coalesce(hit.failed_instances, 0)  AS failedInstances,
         coalesce(hit.healthy_instances, 0) AS healthyInstances,
         coalesce(hit.healthy, 0)           AS healthy,
         coalesce(hit.demoted, 0)           AS demoted,
         coalesce(matched.instances, 0)     AS matching,
         coalesce(matched.failed, 0)        AS matchingFailed
    FROM catalogue_entry AS entry
    LEFT JOIN known_cause_hit AS hit ON hit.cluster_id  = entry.cluster_id
                                    AND hit.bring_up_id = @bringUpId
                                    AND hit.known_cause = entry.known_cause
    LEFT JOIN (SELECT known_cause_line.known_cause                            AS knownCause,
                      count(*)                                                AS instances,
                      count(*) FILTER (WHERE instance.state IN (${failedList})) AS failed
                 ${matched}
                GROUP BY known_cause_line.known_cause) AS matched ON matched.knownCause = entry.known_cause
   WHERE entry.cluster_id = @clusterId
   ORDER BY matching > 0 DESC, demoted, failedInstances DESC, healthyInstances DESC, matching DESC, entry.rank
   LIMIT 10000
`

const selectLines = /* sql */ `
  SELECT instance.instance_id          AS instanceId,
         instance.state                AS state,
         instance.instance_group       AS instanceGroup,
         instance.availability_zone    AS availabilityZone,
         instance.attempt              AS attempt,
         known_cause_line.line_ordinal AS lineOrdinal,
         known_cause_line.lines        AS lines
  ${matched}
     AND known_cause_line.known_cause = @knownCause
     AND (@states IS NULL OR instance.state IN (SELECT value FROM json_each(@states)))
   ORDER BY instance.instance_id
   LIMIT 100000
`

const lists = ['patterns', 'fix', 'sources'] as const
type ListName = (typeof lists)[number]

/** An entry without the groups that it explains. */
export type CatalogueCount = Omit<CatalogueRow, 'groups'>

type EntryRow = Omit<CatalogueCount, ListName> & Readonly<Record<ListName, string>>

interface LinesAsked extends Scope {
  readonly knownCause: string
  /** JSON array of coverage states; null: all. */
  readonly states: string | null
}

/** The catalogue that the last sync judged by, and where its entries hit. */
export class CatalogueStore {
  readonly #entries: Statement<[Scope], EntryRow>
  readonly #lines: Statement<[LinesAsked], KnownCauseLineRow>

  constructor(database: Database) {
    this.#entries = database.prepare(selectEntries)
    this.#lines = database.prepare(selectLines)
  }

  /** Those that hit first, most failed instances first, the demoted after them; then the others by precedence. */
  entries(scope: Scope): readonly CatalogueCount[] {
    return this.#entries.all(scope).map((row) => ({ ...row, ...listsOf(row) }))
  }

  /** By instance id. */
  lines(asked: LinesAsked): readonly KnownCauseLineRow[] {
    return this.#lines.all(asked)
  }
}

function listsOf(row: EntryRow): Readonly<Record<ListName, readonly string[]>> {
  const read = (name: ListName) => JSON.parse(row[name]) as readonly string[]
  return { patterns: read('patterns'), fix: read('fix'), sources: read('sources') }
}

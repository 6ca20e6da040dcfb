import type { Database, Statement } from 'better-sqlite3'
import { firstOfTemplates } from '../../ingest/lifecycle/template-table.ts'
import { countNumbers, numberListOf } from '../../ingest/store/number-list.ts'
import type { LogStore } from './log-store.ts'

/** A masked line. */
interface TemplateRow {
  readonly templateId: number
  /** 16 hex digits, a pure function of the line. */
  readonly key: string
  /** The log stream that alone prints it; null: several do. */
  readonly onlyStream: number | null
  /** null: only one stream prints it. */
  readonly text: string | null
}

/** A masked line and what it is known by. */
export type TemplateText = Pick<TemplateRow, 'key'> & { readonly text: string }

/** On how many instances of a cohort each template stands, by template id. */
export interface TemplateTally {
  /** Instances whose lines are known. */
  readonly instances: number
  readonly counts: Uint32Array
  /** In the order of the cohort; their lists are looked through for samples. */
  readonly rows: readonly TemplatesRow[]
}

export type TemplatesRow = readonly [instanceId: string, attempt: number, templates: Uint8Array]

const wholeStream = { fromLine: 1, toLine: Number.MAX_SAFE_INTEGER }

const selectTemplates = /* sql */ `
  SELECT instance_id, attempt, templates
    FROM attempt_template
   WHERE cluster_id = @clusterId
   ORDER BY instance_id, attempt
   LIMIT 1000000
`

const selectTexts = /* sql */ `
  SELECT template_id AS templateId, key, only_stream AS onlyStream, text
    FROM template
   WHERE template_id IN (SELECT value FROM json_each(@ids))
   LIMIT 10000
`

/** Which masked lines stand in which attempts. */
export class TemplateStore {
  readonly #templates: Statement<[{ readonly clusterId: string }], TemplatesRow>
  readonly #texts: Statement<[{ readonly ids: string }], TemplateRow>
  readonly #logs: LogStore
  readonly #last: Statement<[], number | null>

  constructor(database: Database, logs: LogStore) {
    this.#logs = logs
    this.#templates = database.prepare(selectTemplates).raw() as Statement<
      [{ readonly clusterId: string }],
      TemplatesRow
    >
    this.#texts = database.prepare(selectTexts)
    this.#last = database.prepare('SELECT max(template_id) FROM template').pluck() as Statement<
      [],
      number | null
    >
  }

  /** One tally a cohort; a cohort gives of each instance the attempt that counts, undefined all. One walk over the cluster. */
  tallies(
    clusterId: string,
    cohorts: readonly (ReadonlyMap<string, number> | undefined)[],
  ): readonly TemplateTally[] {
    const size = (this.#last.get() ?? 0) + 1
    const tallies = cohorts.map(() => ({
      counts: new Uint32Array(size),
      rows: [] as TemplatesRow[],
    }))
    for (const row of this.#templates.all({ clusterId })) {
      for (const [at, cohort] of cohorts.entries()) {
        if (cohort !== undefined && cohort.get(row[0]) !== row[1]) continue
        tallies[at]?.rows.push(row)
        countNumbers(row[2], tallies[at]?.counts ?? new Uint32Array())
      }
    }
    return tallies.map((tally) => ({ ...tally, instances: tally.rows.length }))
  }

  /** By template id; an empty text where the file no longer holds the line. */
  texts(templateIds: readonly number[]): ReadonlyMap<number, TemplateText> {
    const rows = this.#texts.all({ ids: JSON.stringify(templateIds) })
    const printed = new Map<string, string>()
    const byStream = Map.groupBy(rows, ({ onlyStream }) => onlyStream)
    for (const [logStreamId, own] of byStream) {
      if (logStreamId === null) continue
      const keys = new Set(own.map(({ key }) => key))
      const lines = this.#logs.eachLine({ logStreamId, ...wholeStream })
      for (const [key, { template }] of firstOfTemplates(lines, keys)) printed.set(key, template)
    }
    return new Map(
      rows.map(({ templateId, key, text }) => [
        templateId,
        { key, text: text ?? printed.get(key) ?? '' },
      ]),
    )
  }
}

/** Of each wanted template the first instance of the tally that has it. */
export function samplesOf(
  { rows }: TemplateTally,
  wanted: ReadonlySet<number>,
): ReadonlyMap<number, { readonly instanceId: string; readonly attempt: number }> {
  const missing = new Set(wanted)
  const found = new Map<number, { instanceId: string; attempt: number }>()
  for (const [instanceId, attempt, templates] of rows) {
    if (missing.size === 0) break
    for (const id of numberListOf(templates)) {
      if (missing.delete(id)) found.set(id, { instanceId, attempt })
    }
  }
  return found
}

import type { Database, Statement } from 'better-sqlite3'
import type { HealthyPrints } from '../lifecycle/decisive-choice.ts'
import type { JudgedScope } from './failed-attempt-store.ts'
import {
  countNumbers,
  numberListBytes,
  numberListOf,
  varintBytes,
  varintsOf,
} from './number-list.ts'
import { prepareAll } from './prepare-all.ts'

/** A coarse template: several streams print it, and its text is stored, or only one does. */
export type StoredTemplate = { readonly templateId: number } & (
  | { readonly text: string; readonly onlyStream: null }
  | { readonly text: null; readonly onlyStream: number }
)

/** A template by its key, and a stream that prints it. */
export interface MetTemplate {
  readonly key: string
  readonly streamId: number
}

/** The templates that stand in the last attempt of one instance: of a fleet they are read from their bytes whenever they are asked for. */
export class AttemptTemplates {
  readonly instanceId: string
  readonly attempt: number
  readonly #templates: Buffer
  readonly #firstLines: Buffer | null

  constructor(row: LastAttemptRow) {
    this.instanceId = row.instanceId
    this.attempt = row.attempt
    this.#templates = row.templates
    this.#firstLines = row.firstLines
  }

  /** Adds one to `counts` at the row id of each of them. */
  countIn(counts: Uint32Array): void {
    countNumbers(this.#templates, counts)
  }

  /** The ordinal of the first line of a template in the attempt; undefined: it has none, or it is not known. */
  firstLine(templateId: number): number | undefined {
    if (this.#firstLines === null) return undefined
    const place = numberListOf(this.#templates).indexOf(templateId)
    return place < 0 ? undefined : varintsOf(this.#firstLines)[place]
  }
}

interface LastAttemptRow {
  readonly instanceId: string
  readonly attempt: number
  readonly templates: Buffer
  readonly firstLines: Buffer | null
}

const sql = {
  insert:
    'INSERT INTO template (template_id, key, only_stream) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING',
  lastId: 'SELECT coalesce(max(template_id), 0) FROM template',
  stored:
    'SELECT template_id AS templateId, only_stream AS onlyStream, text FROM template WHERE key = @key',
  saveText:
    'UPDATE template SET only_stream = NULL, text = @text WHERE template_id = @templateId AND text IS NULL',
  key: 'SELECT key FROM template WHERE template_id = @templateId',
  ofHealthy: /* sql */ `
    SELECT attempt_template.templates
      FROM instance
      JOIN attempt_template ON attempt_template.cluster_id = instance.cluster_id
                           AND attempt_template.instance_id = instance.instance_id
                           AND attempt_template.attempt = instance.attempts
     WHERE instance.cluster_id = @clusterId
       AND instance.state IN ('succeeded', 'succeeded-after-retry')`,
  deleteInstance:
    'DELETE FROM attempt_template WHERE cluster_id = @clusterId AND instance_id = @instanceId',
  insertAttempt: /* sql */ `
    INSERT INTO attempt_template (cluster_id, instance_id, attempt, templates, first_lines)
    VALUES (@clusterId, @instanceId, @attempt, @templates, @firstLines)`,
  lastAttempts: /* sql */ `
    SELECT attempt_template.instance_id AS instanceId, attempt_template.attempt, attempt_template.templates,
           attempt_template.first_lines AS firstLines
      FROM standing AS instance
      JOIN attempt_template ON attempt_template.cluster_id = instance.cluster_id
                           AND attempt_template.instance_id = instance.instance_id
                           AND attempt_template.attempt = instance.attempt
     WHERE instance.cluster_id = @clusterId AND instance.bring_up_id = @bringUpId
     ORDER BY attempt_template.instance_id`,
}

/** `template` and `attempt_template`. Callers own the transaction. */
export class TemplateStore {
  readonly #sql: Readonly<Record<keyof typeof sql, Statement>>

  constructor(database: Database) {
    this.#sql = prepareAll(database, sql)
  }

  /**
   * The rows of templates that streams print, by key; new ones where there are none. Written in the order of the keys: their index
   * is larger than what memory holds of it, and so each page of it is taken once.
   */
  metAll(met: Iterable<MetTemplate>): ReadonlyMap<string, StoredTemplate> {
    const firstStream = new Map<string, number>()
    for (const { key, streamId } of met) {
      if (!firstStream.has(key)) firstStream.set(key, streamId)
    }
    const rows = new Map<string, StoredTemplate>()
    let templateId = (this.#sql.lastId.pluck().get() as number) + 1
    for (const key of [...firstStream.keys()].sort()) {
      const onlyStream = firstStream.get(key) as number
      const isNew = this.#sql.insert.run(templateId, key, onlyStream).changes === 1
      const stored = isNew ? undefined : this.stored(key)
      rows.set(key, stored ?? { templateId, text: null, onlyStream })
      if (isNew) templateId += 1
    }
    return rows
  }

  /** Several streams print the template. */
  saveText(templateId: number, text: string): void {
    this.#sql.saveText.run({ templateId, text })
  }

  /** undefined: no stream prints it. */
  stored(key: string): StoredTemplate | undefined {
    return this.#sql.stored.get({ key }) as StoredTemplate | undefined
  }

  /** Replaces what was known of the instance's attempts; `attempts[n]` holds the ids of attempt n + 1, each with its first line. */
  saveInstance(
    instance: { readonly clusterId: string; readonly instanceId: string },
    attempts: readonly ReadonlyMap<number, number>[],
  ): void {
    this.#sql.deleteInstance.run(instance)
    for (const [index, firstLineOf] of attempts.entries()) {
      const sorted = [...firstLineOf].sort(([a], [b]) => a - b)
      const templates = numberListBytes(sorted.map(([id]) => id))
      const firstLines = varintBytes(sorted.map(([, line]) => line))
      this.#sql.insertAttempt.run({ ...instance, attempt: index + 1, templates, firstLines })
    }
  }

  /** What the healthy instances of a cluster print, counted in instances. */
  healthyPrints(clusterId: string): HealthyPrints {
    const healthy = this.#sql.ofHealthy.pluck().all({ clusterId }) as Buffer[]
    const counts = this.counts()
    for (const templates of healthy) countNumbers(templates, counts)
    const known = new Map<string, number>()
    return {
      healthy: healthy.length,
      healthyWith: (key) => {
        const count = known.get(key) ?? this.#countOf(key, counts)
        known.set(key, count)
        return count
      },
    }
  }

  #countOf(key: string, counts: Uint32Array): number {
    const templateId = this.stored(key)?.templateId
    return templateId === undefined ? 0 : (counts[templateId] ?? 0)
  }

  /** A count of 0 for each template that has a row, by its row id. */
  counts(): Uint32Array {
    return new Uint32Array((this.#sql.lastId.pluck().get() as number) + 1)
  }

  /** The key of a template: 16 hex digits, a pure function of the line; empty: the file has lost its row. */
  keyOf(templateId: number): string {
    return (this.#sql.key.pluck().get({ templateId }) as string | undefined) ?? ''
  }

  lastAttempts(scope: JudgedScope): readonly AttemptTemplates[] {
    const rows = this.#sql.lastAttempts.all(scope) as LastAttemptRow[]
    return rows.map((row) => new AttemptTemplates(row))
  }
}

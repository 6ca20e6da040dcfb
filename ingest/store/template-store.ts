import type { Database, Statement } from 'better-sqlite3'
import type { HealthyPrints } from '../lifecycle/decisive-choice.ts'
import { TemplateTable } from '../lifecycle/template-table.ts'
import type { JudgedScope } from './failed-attempt-store.ts'
import { numberListBytes, numberListOf, varintBytes, varintsOf } from './number-list.ts'
import { prepareAll } from './prepare-all.ts'

/** A coarse template. */
export interface StoredTemplate {
  readonly templateId: number
  /** 16 hex digits, a pure function of the line. */
  readonly key: string
  readonly text: string
}

/** The templates that stand in the last attempt of one instance. */
export interface AttemptTemplates {
  readonly instanceId: string
  readonly attempt: number
  readonly templateIds: readonly number[]
  /** The ordinal of the first line of a template in the attempt; undefined: it has none, or it is not known. */
  firstLine(templateId: number): number | undefined
}

const sql = {
  insert:
    'INSERT INTO template (key, text, sample) VALUES (@key, @text, @sample) ON CONFLICT (key) DO NOTHING',
  idOf: 'SELECT template_id AS templateId FROM template WHERE key = @key',
  all: 'SELECT template_id AS templateId, key, text FROM template ORDER BY template_id',
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
  readonly #table = new TemplateTable()
  /** Row id of each template of the table; undefined: not looked up yet. */
  readonly #ids: number[] = []

  constructor(database: Database) {
    this.#sql = prepareAll(database, sql)
  }

  /** The row id of the line's template. */
  idOf(line: string): number {
    const index = this.#table.indexOf(line)
    const known = this.#ids[index]
    if (known !== undefined) return known
    const { templateId: key = '', template: text = '' } = this.#table.templates[index] ?? {}
    this.#sql.insert.run({ key, text, sample: line })
    const { templateId } = this.#sql.idOf.get({ key }) as { templateId: number }
    this.#ids[index] = templateId
    return templateId
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
    const healthy = this.#sql.ofHealthy.all({ clusterId }) as { templates: Buffer }[]
    const counts = new Map<number, number>()
    for (const { templates } of healthy) {
      for (const id of numberListOf(templates)) counts.set(id, (counts.get(id) ?? 0) + 1)
    }
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

  #countOf(key: string, counts: ReadonlyMap<number, number>): number {
    const row = this.#sql.idOf.get({ key }) as { templateId: number } | undefined
    return row === undefined ? 0 : (counts.get(row.templateId) ?? 0)
  }

  all(): readonly StoredTemplate[] {
    return this.#sql.all.all() as StoredTemplate[]
  }

  lastAttempts(scope: JudgedScope): readonly AttemptTemplates[] {
    const rows = this.#sql.lastAttempts.all(scope) as {
      instanceId: string
      attempt: number
      templates: Buffer
      firstLines: Buffer | null
    }[]
    return rows.map(({ instanceId, attempt, templates, firstLines }) => {
      const templateIds = numberListOf(templates)
      const firstLine = (id: number): number | undefined => {
        const place = templateIds.indexOf(id)
        return firstLines === null || place < 0 ? undefined : varintsOf(firstLines)[place]
      }
      return { instanceId, attempt, templateIds, firstLine }
    })
  }
}

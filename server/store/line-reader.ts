import type { Database, Statement } from 'better-sqlite3'
import type { SignReader } from '../../ingest/lifecycle/line-signs.ts'
import { errorWeight, logLine } from '../../ingest/lifecycle/log-line.ts'
import { TemplateTable } from '../../ingest/lifecycle/template-table.ts'
import { loadExplainRules } from '../../ingest/load-explain-rules.ts'
import type { LineTone, LogLineRecord, ShownLine } from '../../views/log.ts'
import type { FleetLines } from './fleet-lines.ts'

/** Below this an error phrase is a mere mention. */
const leastErrorWeight = 3
/** A table of more templates is given up: a log of nothing but unlike lines must not fill the memory. */
const mostTemplates = 50_000

const selectTemplateId = /* sql */ `
  SELECT template_id AS templateId
    FROM template
   WHERE key = @key
`

interface KnownTemplate {
  /** undefined: no line of the file has it. */
  readonly templateId: number | undefined
  readonly tone: LineTone
}

/** Says of lines what they are, and how many instances print a line like them. */
export class LineReader {
  readonly #templateId: Statement<[{ readonly key: string }], { readonly templateId: number }>
  #signs: SignReader | undefined
  #table = new TemplateTable()
  #known: KnownTemplate[] = []

  constructor(database: Database) {
    this.#templateId = database.prepare(selectTemplateId)
  }

  /** `lines` stand in order. */
  read(lines: readonly LogLineRecord[], fleet: FleetLines): readonly ShownLine[] {
    if (this.#table.templates.length > mostTemplates) {
      this.#table = new TemplateTable()
      this.#known = []
    }
    let before = -1
    return lines.map((line) => {
      const index = this.#table.indexOf(line.text)
      const { templateId, tone } = this.#known[index] ?? this.#learn(line.text, index)
      const healthy = countOf(fleet.counts.healthy, templateId)
      const failed = countOf(fleet.counts.failed, templateId)
      const repeats = index === before
      before = index
      const isUsual = 2 * healthy > fleet.instances.healthy
      return { ...line, healthy, failed, tone, repeats, isUsual }
    })
  }

  /** Equal for lines with the same template, as long as this program runs. */
  likeness(text: string): number {
    return this.#table.indexOf(text)
  }

  /** undefined: no line of the file has the template of this one. */
  templateOf(text: string): { readonly templateId: number | undefined; readonly template: string } {
    const index = this.#table.indexOf(text)
    const { templateId } = this.#known[index] ?? this.#learn(text, index)
    return { templateId, template: this.#table.templates[index]?.template ?? '' }
  }

  #learn(text: string, index: number): KnownTemplate {
    const key = this.#table.templates[index]?.templateId ?? ''
    const templateId = this.#templateId.get({ key })?.templateId
    const known = { templateId, tone: this.#toneOf(text) }
    this.#known[index] = known
    return known
  }

  #toneOf(text: string): LineTone {
    this.#signs ??= loadExplainRules().reader
    const line = logLine(text, this.#signs, this.#table)
    if (line.shape === 'trace') return 'trace'
    if (errorWeight(line) >= leastErrorWeight) return 'error'
    return line.signs.passed > 0 || isOverwritten(text) ? 'progress' : 'plain'
  }
}

/** A template that no line had when the fleet was counted stands on no instance. */
function countOf(counts: Uint32Array, templateId: number | undefined): number {
  return templateId === undefined ? 0 : (counts[templateId] ?? 0)
}

function isOverwritten(text: string): boolean {
  return /\r./.test(text)
}

import { existsSync } from 'node:fs'
import { type RedactionLevel, redactionLevels } from '../../ingest/lifecycle/redaction-rule.ts'
import { Redactor } from '../../ingest/lifecycle/redactor.ts'
import { loadRedactionRules } from '../../ingest/load-redaction-rules.ts'
import { OperatorError } from '../../ingest/operator-error.ts'
import { report } from '../../views/report.ts'
import { reportMarkdown } from '../../views/report-markdown.ts'
import type { ReportFrame, ReportRecord } from '../../views/report-record.ts'
import { redactedRecord } from '../redacted-record.ts'
import { reportStyle } from '../report-style.ts'
import type { CommandContext } from './command-context.ts'
import { clusterAsked } from './print-record.ts'
import { withStores } from './with-stores.ts'
import { streamOutput } from './write-output.ts'

export interface ReportJob {
  readonly cluster: string | undefined
  /** `-`: standard output. */
  readonly output: string
  readonly bringUp?: string
  readonly markdown?: true
  /** false: nothing is replaced. */
  readonly redact: string | false
  readonly rules?: string
  readonly maxBytes: string
  readonly force?: true
  readonly db: string
}

/**
 * Writes the post-mortem. Throws OperatorError `cluster-not-found`, `bring-up-not-found`, `database-missing`, `invalid-option`,
 * `invalid-rules`, `database-unwritable`.
 */
export async function runReport(job: ReportJob, context: CommandContext): Promise<void> {
  const level = levelOf(job)
  const mostBytes = mostBytesOf(job)
  refuseExisting(job)
  const record = withStores(job.db, (stores) => {
    const cluster = clusterAsked(stores, job.cluster)
    return stores.report(job.bringUp === undefined ? cluster : `${cluster}@${job.bringUp}`)
  })
  const { redacted, rules } = redactedReport(record, level, job.rules)
  const frame: ReportFrame = { redaction: { level, rules }, mostBytes }
  const isMarkdown = job.markdown === true || job.output.endsWith('.md')
  const text = isMarkdown
    ? reportMarkdown(redacted, frame)
    : String(report(redacted, frame, reportStyle()))
  await streamOutput([text], job.output, context)
}

/** Twice: a secret may stand before the line that gives it away. */
function redactedReport(record: ReportRecord, level: RedactionLevel, rulesPath?: string) {
  const first = new Redactor(loadRedactionRules(rulesPath), level)
  redactedRecord(record, first)
  const second = first.again()
  const redacted = redactedRecord(record, second)
  return { redacted, rules: second.summary() }
}

function levelOf({ redact }: ReportJob): RedactionLevel {
  const level = redactionLevels.find((each) => each === (redact === false ? 'none' : redact))
  if (level !== undefined) return level
  throw refused(
    `--redact is ${JSON.stringify(redact)}.`,
    'Use secrets or identifiers; --no-redact replaces nothing.',
  )
}

/** Less would hold no more than the frame. */
const leastBytes = 50_000

function mostBytesOf({ maxBytes }: ReportJob): number {
  const bytes = Number(maxBytes)
  if (Number.isInteger(bytes) && bytes >= leastBytes) return bytes
  throw refused(
    `--max-bytes is ${JSON.stringify(maxBytes)}.`,
    `Use a whole number of at least ${leastBytes}.`,
  )
}

function refuseExisting({ output, force }: ReportJob): void {
  if (output === '-' || force === true || !existsSync(output)) return
  throw refused(
    `${output} is there already.`,
    'Give another name with --output, or --force to replace it.',
  )
}

function refused(message: string, nextStep: string): OperatorError {
  return new OperatorError('invalid-option', message, nextStep)
}

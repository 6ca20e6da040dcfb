import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import type { Redactor } from '../../ingest/lifecycle/redactor.ts'
import { OperatorError } from '../../ingest/operator-error.ts'
import { type ExportFormat, exportFormats, exportText } from '../export-text.ts'
import { redactedTable, redactionText } from '../redaction.ts'
import { sqlGuide } from '../sql-guide.ts'
import { exportScope } from '../store/export-scope.ts'
import { exportTable } from '../store/export-table.ts'
import type { CommandContext } from './command-context.ts'
import { exportBundle, redactorOf } from './export-bundle.ts'
import { exportIncident } from './export-incident.ts'
import { exportParquet } from './export-parquet.ts'
import { withSnapshot } from './with-stores.ts'
import { streamOutput, unwritable } from './write-output.ts'

export interface ExportJob {
  readonly view: string | undefined
  readonly all?: true
  readonly format: string
  /** A path, or `-`. */
  readonly output: string
  readonly db: string
  readonly cluster?: string
  /** A cohort's expression. */
  readonly instances?: string
  /** False: secrets stay as they are. */
  readonly redact: boolean
  /** A file with redaction rules of one's own. */
  readonly rules?: string
}

/** What is written as one file or folder, of no single view. */
const wholeForms = {
  parquet: { write: exportParquet, takes: [] },
  incident: { write: exportIncident, takes: ['cluster'] },
  bundle: { write: exportBundle, takes: ['cluster', 'instances'] },
} as const satisfies Record<string, WholeForm>

interface WholeForm {
  readonly write: (job: ExportJob, context: CommandContext) => void | Promise<void>
  readonly takes: readonly (keyof ExportJob)[]
}

/**
 * Writes what is asked for to a file, a folder or standard output. Throws OperatorError `invalid-option`, `invalid-request`,
 * `cluster-not-found`, `bring-up-not-found`, `database-missing`, `database-unwritable`.
 */
export async function runExport(job: ExportJob, context: CommandContext): Promise<void> {
  const format = exportFormats.find((each) => each === job.format)
  if (format !== undefined) return exportViews(job, format, context)
  if (!Object.hasOwn(wholeForms, job.format)) {
    const formats = [...exportFormats, ...Object.keys(wholeForms)]
    throw refused(`--format is ${JSON.stringify(job.format)}.`, `Use one of ${formats.join(', ')}.`)
  }
  const form: WholeForm = wholeForms[job.format as keyof typeof wholeForms]
  for (const given of ['view', 'all', 'cluster', 'instances'] as const) {
    if (job[given] === undefined || form.takes.includes(given)) continue
    throw refused(
      `--format ${job.format} takes no ${given === 'view' ? 'view' : `--${given}`}.`,
      form.takes.length === 0
        ? 'It is written of the whole file.'
        : `It takes --${form.takes.join(' and --')}.`,
    )
  }
  if (job.output === '-')
    throw refused(`--format ${job.format} needs a path.`, 'Name it with --output.')
  await form.write(job, context)
}

async function exportViews(
  job: ExportJob,
  format: ExportFormat,
  context: CommandContext,
): Promise<void> {
  const views = askedViews(job)
  if (job.all === true) makeFolder(job.output)
  await withSnapshot(job.db, async (database) => {
    const scope = exportScope(database, job)
    const redactor = redactorOf(job)
    for (const name of views) {
      const output = job.all === true ? join(job.output, `${name}.${format}`) : job.output
      await exportView(database, { name, scope }, { output, format, context, redactor })
    }
    const said = redactionText(redactor)
    if (said !== '') context.stderr.write(`${said}\n`)
  })
}

interface ViewOutput {
  readonly output: string
  readonly format: ExportFormat
  readonly context: CommandContext
  readonly redactor: Redactor
}

function exportView(
  database: Database,
  asked: Parameters<typeof exportTable>[1],
  to: ViewOutput,
): Promise<void> {
  const table = exportTable(database, asked)
  if (asked.scope.instanceIds !== undefined && !table.columns.includes('instance_id')) {
    throw refused(
      `${table.name} is not about instances.`,
      'Leave out --instances, or use another view.',
    )
  }
  const text = exportText(redactedTable(table, to.redactor), to.format)
  return streamOutput(text, to.output, to.context)
}

/** The view that is named, or all of them; with --instances those that are about instances. */
function askedViews({ view, all, output, instances }: ExportJob): readonly string[] {
  const tables = sqlGuide().tables
  const names = tables.map(({ name }) => name)
  if (view === undefined && all === undefined) {
    throw refused('No view was named.', `Name one, or give --all: ${names.join(', ')}.`)
  }
  if (view !== undefined && all !== undefined) {
    throw refused(`Both ${view} and --all were given.`, 'Give one of the two.')
  }
  if (view !== undefined) {
    if (names.includes(view)) return [view]
    throw refused(`There is no view ${JSON.stringify(view)}.`, `Use one of ${names.join(', ')}.`)
  }
  if (output === '-') throw refused('--all needs a folder.', 'Name it with --output.')
  if (instances === undefined) return names
  return tables
    .filter(({ columns }) => columns.some(({ name }) => name === 'instance_id'))
    .map(({ name }) => name)
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw unwritable(path, error, '--output')
  }
}

function refused(message: string, nextStep: string): OperatorError {
  return new OperatorError('invalid-option', message, nextStep)
}

import type { Database, Statement } from 'better-sqlite3'
import { OperatorError } from '../../ingest/operator-error.ts'
import { csv } from '../csv.ts'
import type { CommandContext } from './command-context.ts'
import { printable, printableJson, shownOn } from './printable.ts'
import { withDatabase } from './with-stores.ts'

interface SelectJob {
  readonly select: string
  readonly db: string
  readonly json?: true
  readonly csv?: true
}

type Cell = string | number | bigint | Buffer | null

/** Longer cells are cut in the table for people; --json and --csv are whole. */
const cellWidth = 100

/** Prints the rows as a table, CSV or JSON. Throws OperatorError `invalid-sql`. */
export async function runSelect(job: SelectJob, context: CommandContext): Promise<void> {
  await withDatabase(job.db, async (database) => {
    const statement = prepareSelect(database, job.select)
    const columns = statement.columns().map(({ name }) => name)
    const rows = statement.raw().all() as Cell[][]
    context.stdout.write(shownOn(context.stdout, await format({ columns, rows }, job)))
  })
}

function prepareSelect(database: Database, select: string): Statement {
  const advice = 'docs/sql.md lists the views and their columns, with examples.'
  // Looked at before preparing: some pragmas act while they are prepared.
  if (!/^\s*(select|with|values|explain)\b/i.test(select)) {
    throw new OperatorError('invalid-sql', 'Only SELECT, WITH, VALUES and EXPLAIN are run.', advice)
  }
  try {
    const statement = database.prepare(select)
    if (!statement.reader || !statement.readonly) throw new Error('it would write')
    return statement
  } catch (error) {
    throw new OperatorError(
      'invalid-sql',
      `SQLite refuses it: ${(error as Error).message}.`,
      advice,
      error,
    )
  }
}

async function format(
  table: { readonly columns: readonly string[]; readonly rows: readonly Cell[][] },
  job: SelectJob,
): Promise<string> {
  const rows = table.rows.map((row) => row.map(cellValue))
  if (job.json === true) return printableJson({ columns: table.columns, rows }, 1)
  if (job.csv === true) return csv({ columns: table.columns, rows })
  return textTable(table.columns, rows)
}

function cellValue(cell: Cell): string | number | null {
  if (Buffer.isBuffer(cell)) return cell.toString('base64')
  return typeof cell === 'bigint' ? String(cell) : cell
}

/** Columns side by side, numbers to the right. */
export function textTable(
  columns: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const texts = rows.map((row) => row.map(cellText))
  const widths = columns.map((name, index) =>
    Math.max(name.length, ...texts.map((row) => row[index]?.length ?? 0)),
  )
  const isNumber = columns.map((_, index) => rows.every((row) => typeof row[index] !== 'string'))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => {
        const width = widths[index] ?? 0
        return isNumber[index] === true ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd()
  return `${[line(columns), line(widths.map((width) => '-'.repeat(width))), ...texts.map(line)].join('\n')}\n`
}

function cellText(cell: string | number | null): string {
  const text = printable(String(cell ?? ''))
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
  return text.length <= cellWidth ? text : `${text.slice(0, cellWidth - 1)}…`
}

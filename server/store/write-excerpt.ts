import { existsSync, renameSync, rmSync } from 'node:fs'
import { deflateSync } from 'node:zlib'
import type { Database } from 'better-sqlite3'
import { OperatorError } from '../../ingest/operator-error.ts'
import { blockChecksum, jsonOfBlock } from '../../ingest/store/log-block.ts'
import { copyError } from '../../migrations/database-error.ts'
import { excerptId, openForWriting } from '../../migrations/open-database.ts'
import {
  type CopiedTable,
  copiedTables,
  type ExcerptScope,
  keptInstances,
} from './excerpt-tables.ts'

export interface ExcerptJob extends ExcerptScope {
  readonly path: string
  /** What text becomes in the file; `stream` tells lines of one log stream from others, undefined: it is about none. */
  readonly redact: (text: string, stream: string | undefined) => string
}

/** Instances whose lines were kept, of those in the bring-up. */
export interface ExcerptCounts {
  readonly kept: number
  readonly instances: number
}

/**
 * Writes a new file with all that is said of one cluster and the lines of some instances of one bring-up. It appears whole or
 * not at all. Throws OperatorError `invalid-option` (there is a file already), `database-unwritable`.
 */
export function writeExcerpt(source: Database, job: ExcerptJob): ExcerptCounts {
  if (existsSync(job.path)) {
    throw new OperatorError(
      'invalid-option',
      `There is a file ${job.path} already.`,
      'Name a file that does not exist with --output; an incident replaces nothing.',
    )
  }
  const unfinished = `${job.path}.unfinished`
  removeAll(unfinished)
  try {
    const counts = fill(source, unfinished, job)
    renameSync(unfinished, job.path)
    return counts
  } catch (error) {
    throw copyError({ from: source.name, to: job.path }, error)
  } finally {
    removeAll(unfinished)
  }
}

function removeAll(path: string): void {
  for (const end of ['', '-wal', '-shm', '.lock']) rmSync(`${path}${end}`, { force: true })
}

const selectInstances = /* sql */ `
  SELECT count(*)
    FROM bring_up_instance
   WHERE cluster_id = @clusterId AND bring_up_id = @bringUpId
`

function fill(source: Database, path: string, job: ExcerptJob): ExcerptCounts {
  const { clusterId, bringUpId } = job
  const kept = keptInstances(source, job)
  const instances = source.prepare(selectInstances).pluck().get({ clusterId, bringUpId }) as number
  const { database: target, close } = openForWriting(path)
  try {
    target.pragma('foreign_keys = OFF') // Tables come by name.
    target.transaction(() => {
      for (const table of copiedTables(target))
        copyTable({ source, target, table }, { ...job, kept })
      markExcerpt(target, { ...job, kept: kept.length, instances })
    })()
    target.pragma('journal_mode = DELETE')
  } finally {
    close()
  }
  return { kept: kept.length, instances }
}

interface Copying {
  readonly source: Database
  readonly target: Database
  readonly table: CopiedTable
}

function copyTable(
  { source, target, table: { name, columns, condition } }: Copying,
  { clusterId, kept, redact }: ExcerptJob & { readonly kept: readonly string[] },
): void {
  const list = columns.join(', ')
  const order = name === 'log_block' ? 'log_stream_id, first_line' : '1'
  const rows = source
    .prepare(`SELECT ${list} FROM ${name} WHERE ${condition} ORDER BY ${order}`)
    .raw()
    .iterate({ clusterId, kept: JSON.stringify(kept) }) as IterableIterator<unknown[]>
  const insert = target.prepare(
    `INSERT INTO ${name} (${list}) VALUES (${columns.map(() => '?').join(', ')})`,
  )
  for (const row of rows) {
    insert.run(
      name === 'log_block'
        ? redactedBlock(columns, row, redact)
        : redactedRow(columns, row, redact),
    )
  }
}

// What rows are found and joined by.
const key = /(?:_id|_key|_at|^key|^name|^layout|^kind|^analysed_with|^known_as|^similar_to)$/

function redactedRow(
  columns: readonly string[],
  row: readonly unknown[],
  redact: ExcerptJob['redact'],
): unknown[] {
  return row.map((cell, index) =>
    typeof cell === 'string' && !key.test(columns[index] ?? '') ? redact(cell, undefined) : cell,
  )
}

/** A block as it is, unless one of its lines holds a secret. */
function redactedBlock(
  columns: readonly string[],
  row: readonly unknown[],
  redact: ExcerptJob['redact'],
): unknown[] {
  const at = (name: string) => columns.indexOf(name)
  const json = jsonOfBlock({ body: row[at('body')] as Buffer, size: row[at('size')] as number })
  const stream = String(row[at('log_stream_id')])
  const entries = JSON.parse(json) as [ms: number, text: string, ...rest: number[]][]
  const text = JSON.stringify(
    entries.map(([ms, line, ...rest]) => [ms, redact(line, stream), ...rest]),
  )
  if (text === json) return [...row]
  const bytes = Buffer.from(text)
  const deflated = deflateSync(bytes, { level: 1 })
  const body = deflated.length < bytes.length ? deflated : bytes
  const number = (name: string) => row[at(name)] as number
  const block = {
    ...{
      firstLine: number('first_line'),
      lines: number('lines'),
      firstEvent: number('first_event'),
    },
    ...{ events: number('events'), firstMs: number('first_ms'), maxMs: number('max_ms') },
    ...{ size: bytes.length, body },
  }
  const changed = { body, size: bytes.length, checksum: blockChecksum(block) }
  return columns.map((name, index) => changed[name as keyof typeof changed] ?? row[index])
}

const emptyCutStreams = /* sql */ `
  UPDATE log_stream
     SET events = 0, lines = 0, bytes = 0, analysed_lines = 0
   WHERE log_stream_id NOT IN (SELECT log_stream_id FROM log_block)
`

const addNote = /* sql */ `
  UPDATE sync_run
     SET notes = json_insert(notes, '$[#]', @note)
   WHERE sync_run_id = (SELECT max(sync_run_id) FROM sync_run)
`

/** The data page shows the note; no sync takes the file. */
function markExcerpt(target: Database, excerpt: ExcerptScope & ExcerptCounts): void {
  const { bringUpId, kept, instances } = excerpt
  target.prepare(emptyCutStreams).run()
  const note = `This file is an incident, cut out for the bring-up ${bringUpId}: it holds the lines of ${kept} of ${instances} instances, and all that was said of the others.`
  target.prepare(addNote).run({ note })
  target.pragma(`application_id = ${excerptId}`)
}

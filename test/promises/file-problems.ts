import { existsSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import type { DemoCluster } from '../../ingest/demo/demo-cluster.ts'
import { OperatorError } from '../../ingest/operator-error.ts'
import { openForReading } from '../../migrations/open-database.ts'
import { storedLineProblems } from '../../server/store/stored-lines-check.ts'
import { checkpointProblems } from './checkpoint-problems.ts'

/** What is said of a file that was cut off before its first row: the next writer goes on from there. */
export function isUnborn(error: unknown): boolean {
  if (!(error instanceof OperatorError)) return false
  const { code, message } = error
  return (
    /^database-(?:older|refused)$/.test(code) || message.includes('was cut off while it was made')
  )
}

/** What a file must hold: so many events, and of a demo cluster each before a checkpoint. */
export interface Expected {
  readonly safeEvents?: number
  readonly cluster?: DemoCluster
}

/**
 * What is wrong with a file that someone was writing when something happened, as sentences: what `doctor` looks at, and whether
 * it holds what it must.
 */
export function fileProblems(
  path: string,
  { safeEvents = 0, cluster }: Expected = {},
): readonly string[] {
  if (!existsSync(path)) return safeEvents === 0 ? [] : ['the file is gone']
  let database: Database
  try {
    database = openForReading(path)
  } catch (error) {
    if (safeEvents === 0 && isUnborn(error)) return []
    return [(error as Error).message]
  }
  try {
    const events = database.prepare('SELECT coalesce(sum(events), 0) FROM log_stream').pluck().get()
    return [
      ...(database.pragma('integrity_check') as { integrity_check: string }[])
        .map(({ integrity_check: text }) => text)
        .filter((text) => text !== 'ok'),
      ...(database.pragma('foreign_key_check') as unknown[]).map((row) => JSON.stringify(row)),
      ...storedLineProblems(database),
      ...(cluster === undefined ? [] : checkpointProblems(database, cluster)),
      ...(Number(events) < safeEvents ? [`${events} of ${safeEvents} safe events`] : []),
    ]
  } finally {
    database.close()
  }
}

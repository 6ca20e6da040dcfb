import type { FileFormat } from '../files/file-format.ts'
import type { ImportInput } from '../files/import-entry.ts'
import type { LifecycleRules } from '../lifecycle/rules.ts'
import type { SyncDatabase } from '../store/sync-database.ts'
import type { SyncCounts } from '../store/sync-run-store.ts'

/** What one import is asked to do. */
export interface ImportRequest {
  readonly input: ImportInput
  readonly database: SyncDatabase
  readonly rules: LifecycleRules
  /** Name or id of the cluster that the files belong to; undefined: told from the files or the database. */
  readonly cluster?: string
  /** The log group that the files were exported from; undefined: as the layout names it. */
  readonly logGroup?: string
  /** The log stream of a file that names none. */
  readonly logStream?: string
  /** Stands in where nothing names the Region. */
  readonly region?: string
  /** undefined: each file's own, told from its content. */
  readonly format?: FileFormat
  /** When the files were exported; undefined: the latest time in them. What `hung` is judged against. */
  readonly asOfMs?: number
  readonly now: () => number
  /** Aborted: stop after the batch in hand; everything imported so far stays. */
  readonly signal: AbortSignal
  readonly onProgress: (progress: ImportProgress) => void
}

/** Where a running import stands. */
export interface ImportProgress {
  readonly file: string
  readonly files: number
  readonly events: number
  readonly nowMs: number
}

/** What came of one file. */
export interface FileReport {
  readonly file: string
  readonly format: FileFormat | 'unread'
  /** Lifecycle streams that it held events of. */
  readonly streams: number
  /** Events in it; of an inventory file its records. */
  readonly events: number
  readonly newEvents: number
  /** Why it, or the rest of it, was not read; null: read to its end. */
  readonly skipped: string | null
  /** What was left out or mended, counted: sentences. */
  readonly notes: readonly string[]
}

/** How an import ended; the counts stand in sync_run too. */
export interface ImportReport extends SyncCounts {
  readonly clusterId: string
  readonly clusterName: string
  /** `partial`: a file was skipped, or a part of one. */
  readonly outcome: 'complete' | 'partial' | 'interrupted'
  readonly files: readonly FileReport[]
  /** What is to be known of all files together: sentences. */
  readonly notes: readonly string[]
  readonly elapsedMs: number
  readonly asOfMs: number
  /** Instances by coverage state. */
  readonly coverage: Readonly<Record<string, number>>
}

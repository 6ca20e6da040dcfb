import { compareText } from '../../views/compare-text.ts'
import type { CommandContext } from './command-context.ts'
import { printRecord, type RecordJob } from './print-record.ts'

/** Prints what tells two cohorts apart. Throws OperatorError `invalid-request`, `cluster-not-found`. */
export function runCompare(
  job: RecordJob & {
    /** Expressions of cohort.ts; undefined: as the page chooses. */
    readonly a: string | undefined
    readonly b: string | undefined
  },
  context: CommandContext,
): void {
  const cohorts = { a: job.a ?? '', b: job.b ?? '', show: undefined }
  printRecord(
    job,
    { ask: (stores, cluster) => stores.compare(cluster, cohorts), text: compareText },
    context,
  )
}

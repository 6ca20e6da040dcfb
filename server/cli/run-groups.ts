import { failuresText } from '../../views/failures-text.ts'
import type { CommandContext } from './command-context.ts'
import { printRecord, type RecordJob } from './print-record.ts'

/** Prints the failure groups of one cluster. Throws OperatorError `cluster-not-found`, `database-missing`. */
export function runGroups(job: RecordJob, context: CommandContext): void {
  printRecord(
    job,
    { ask: (stores, cluster) => stores.failures(cluster), text: failuresText },
    context,
  )
}

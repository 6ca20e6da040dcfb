import { notesText } from '../../views/notes-text.ts'
import type { CommandContext } from './command-context.ts'
import { printRecord, type RecordJob } from './print-record.ts'

/** Prints the notes of one cluster. Throws OperatorError `cluster-not-found`, `database-missing`. */
export function runNotes(job: RecordJob, context: CommandContext): void {
  printRecord(job, { ask: (stores, cluster) => stores.notes(cluster), text: notesText }, context)
}

import { notesText } from '../../views/notes-text.ts'
import type { CommandContext } from './command-context.ts'
import { printable, printableJson } from './printable.ts'
import { withStores } from './with-stores.ts'

/** Prints the notes of one cluster. Throws OperatorError `cluster-not-found`, `database-missing`. */
export function runNotes(
  job: {
    readonly databasePath: string
    readonly cluster: string | undefined
    readonly json: boolean
  },
  context: CommandContext,
): void {
  const record = withStores(job.databasePath, (stores) =>
    stores.notes(job.cluster ?? stores.clusters().clusters[0]?.clusterId ?? ''),
  )
  const text = job.json ? printableJson(record) : printable(notesText(record))
  context.stdout.write(text)
}

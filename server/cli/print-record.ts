import type { ReadStores } from '../store/read-store.ts'
import type { CommandContext } from './command-context.ts'
import { printable, printableJson } from './printable.ts'
import { withStores } from './with-stores.ts'

/** What a command that prints the record of a page is given. */
export interface RecordJob {
  readonly databasePath: string
  /** undefined: the one synced last. */
  readonly cluster: string | undefined
  readonly json: boolean
}

/**
 * Asks one question about one cluster, prints the answer, as JSON or as text, and returns it. Throws OperatorError
 * `database-missing`, and what asking throws.
 */
export function printRecord<Answer extends object>(
  job: RecordJob,
  question: {
    readonly ask: (stores: ReadStores, cluster: string) => Answer
    readonly text: (answer: Answer) => string
    /** undefined: the answer as it is. */
    readonly json?: (answer: Answer) => object
  },
  context: CommandContext,
): Answer {
  const answer = withStores(job.databasePath, (stores) =>
    question.ask(stores, clusterAsked(stores, job.cluster)),
  )
  const { text, json = (whole) => whole } = question
  context.stdout.write(job.json ? printableJson(json(answer)) : printable(text(answer)))
  return answer
}

/** The given cluster, else the id of the one synced last; of an empty file the empty name, which no cluster has. */
export function clusterAsked(stores: ReadStores, cluster: string | undefined): string {
  return cluster ?? stores.clusters().clusters[0]?.clusterId ?? ''
}

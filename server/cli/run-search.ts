import { OperatorError } from '../../ingest/operator-error.ts'
import { searchText } from '../../views/search-text.ts'
import { readSearchQuery } from '../search-request.ts'
import { openReadStores } from '../store/read-store.ts'
import type { CommandContext } from './command-context.ts'
import { clusterAsked } from './print-record.ts'
import { printable, printableJson } from './printable.ts'
import { withDatabase } from './with-stores.ts'

/** Exit code of a search that finds nothing: that of grep. */
const nothingFound = 1

/** Searches the lines of one cluster. Throws OperatorError `invalid-option`, `cluster-not-found`, `database-missing`. */
export async function runSearch(
  job: {
    readonly databasePath: string
    readonly cluster: string | undefined
    /** As in the address of the search page. */
    readonly terms: Readonly<Record<string, string>>
    readonly json: boolean
  },
  context: CommandContext,
): Promise<void> {
  await withDatabase(job.databasePath, async (database) => {
    const stores = openReadStores(database)
    const cluster = clusterAsked(stores, job.cluster)
    const record = await stores.search(cluster, readSearchQuery(job.terms), {
      ...{ clock: context.now, signal: context.signal },
      ...{ instances: 1000, linesOfInstance: 20, linesOfOne: 10_000 },
    })
    if (record.problem !== undefined) throw refusal(record.problem.message)
    const text = job.json ? printableJson(record) : printable(searchText(record))
    context.stdout.write(text)
    if (record.result?.instances.with === 0) context.setExitCode(nothingFound)
  })
}

function refusal(message: string): OperatorError {
  return new OperatorError(
    'invalid-option',
    message === '' ? 'There is no text to search for.' : message,
    'Name a text of two characters at least; `hyperscope search --help` shows examples.',
  )
}

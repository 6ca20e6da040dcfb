import { overviewText } from '../../views/overview-text.ts'
import type { ReadStores } from '../store/read-store.ts'
import type { CommandContext } from './command-context.ts'
import { printable } from './printable.ts'
import { withStores } from './with-stores.ts'

/** Prints the overview of one cluster. Throws OperatorError `cluster-not-found`, `database-missing`. */
export function runSummary(
  job: {
    readonly databasePath: string
    readonly cluster: string | undefined
    readonly json: boolean
  },
  context: CommandContext,
): void {
  const record = withStores(job.databasePath, (stores) =>
    stores.overview(job.cluster ?? latestCluster(stores)),
  )
  const text = job.json ? `${JSON.stringify(record, null, 2)}\n` : printable(overviewText(record))
  context.stdout.write(text)
}

/** The id of the cluster that was synced last; of an empty file the empty name, which no cluster has. */
function latestCluster(stores: ReadStores): string {
  return stores.clusters().clusters[0]?.clusterId ?? ''
}

import { compareText } from '../../views/compare-text.ts'
import type { CommandContext } from './command-context.ts'
import { printable, printableJson } from './printable.ts'
import { withStores } from './with-stores.ts'

/** Prints what tells two cohorts apart. Throws OperatorError `invalid-request`, `cluster-not-found`. */
export function runCompare(
  job: {
    readonly databasePath: string
    readonly cluster: string | undefined
    /** Expressions of cohort.ts; undefined: as the page chooses. */
    readonly a: string | undefined
    readonly b: string | undefined
    readonly json: boolean
  },
  context: CommandContext,
): void {
  const record = withStores(job.databasePath, (stores) => {
    const cluster = job.cluster ?? stores.clusters().clusters[0]?.clusterId ?? ''
    return stores.compare(cluster, { a: job.a ?? '', b: job.b ?? '', show: undefined })
  })
  const text = job.json ? printableJson(record) : printable(compareText(record))
  context.stdout.write(text)
}

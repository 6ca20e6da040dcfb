import { OperatorError } from '../../ingest/operator-error.ts'
import type { GateRecord } from '../../views/gate.ts'
import { junitXml } from '../../views/junit.ts'
import { overviewText } from '../../views/overview-text.ts'
import { parseGateCondition } from '../gate-condition.ts'
import type { ReadStores } from '../store/read-store.ts'
import type { CommandContext } from './command-context.ts'
import { printable, printableJson } from './printable.ts'
import { withStores } from './with-stores.ts'
import { writeOutput } from './write-output.ts'

export interface SummaryJob {
  readonly databasePath: string
  readonly cluster: string | undefined
  readonly json: boolean
  /** Conditions that must not be met. */
  readonly failIf: readonly string[]
  /** Where JUnit's XML goes; undefined: nowhere. */
  readonly junit: string | undefined
}

/**
 * Prints the overview of one cluster. Throws OperatorError `cluster-not-found`, `database-missing`, `invalid-option`; after all
 * is written `gate-failed`.
 */
export function runSummary(job: SummaryJob, context: CommandContext): void {
  const conditions = job.failIf.map(parseGateCondition)
  const { record, gate } = withStores(job.databasePath, (stores) => {
    const cluster = job.cluster ?? latestCluster(stores)
    return { record: stores.overview(cluster), gate: stores.gate(cluster, conditions) }
  })
  const shown = conditions.length === 0 ? record : { ...record, gate: gate.results }
  const text = job.json ? printableJson(shown) : printable(overviewText(record))
  context.stdout.write(text)
  if (job.junit !== undefined) writeOutput(job.junit, junitXml(gate), '--junit')
  refuseMet(gate)
}

function refuseMet({ cluster, results }: GateRecord): void {
  const met = results.filter(({ isMet }) => isMet)
  if (met.length === 0) return
  const lines = met.map(({ condition, found }) => `  ${condition}: ${found}`)
  throw new OperatorError(
    'gate-failed',
    `${met.length} of ${results.length} conditions to fail on ${met.length === 1 ? 'is' : 'are'} met in ${cluster.key}:\n${lines.join('\n')}`,
    `\`hyperscope groups ${cluster.key}\` says why.`,
  )
}

/** The id of the cluster that was synced last; of an empty file the empty name, which no cluster has. */
function latestCluster(stores: ReadStores): string {
  return stores.clusters().clusters[0]?.clusterId ?? ''
}

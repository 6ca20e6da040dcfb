import { OperatorError } from '../../ingest/operator-error.ts'
import type { GateRecord } from '../../views/gate.ts'
import { junitXml } from '../../views/junit.ts'
import { overviewText } from '../../views/overview-text.ts'
import { parseGateCondition } from '../gate-condition.ts'
import type { CommandContext } from './command-context.ts'
import { printRecord, type RecordJob } from './print-record.ts'
import { writeOutput } from './write-output.ts'

export interface SummaryJob extends RecordJob {
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
  const { gate } = printRecord(
    job,
    {
      ask: (stores, cluster) => ({
        record: stores.overview(cluster),
        gate: stores.gate(cluster, conditions),
      }),
      text: ({ record }) => overviewText(record),
      json: ({ record, gate: { results } }) =>
        conditions.length === 0 ? record : { ...record, gate: results },
    },
    context,
  )
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

import { OperatorError } from '../../ingest/operator-error.ts'
import type { InstanceRecord } from '../../views/instance.ts'
import { instanceText } from '../../views/instance-text.ts'
import type { ReadStores } from '../store/read-store.ts'
import type { CommandContext } from './command-context.ts'
import { printable, printableJson } from './printable.ts'
import { withStores } from './with-stores.ts'

interface WhyJob {
  readonly databasePath: string
  readonly cluster: string | undefined
  readonly instanceId: string
  readonly json: boolean
}

/** Prints what is known of one instance. Throws OperatorError `not-found`, `cluster-not-found`. */
export function runWhy(job: WhyJob, context: CommandContext): void {
  const record = withStores(job.databasePath, (stores) => findInstance(stores, job))
  const text = job.json ? printableJson(record) : printable(instanceText(record))
  context.stdout.write(text)
}

function findInstance(stores: ReadStores, { cluster, instanceId }: WhyJob): InstanceRecord {
  if (cluster !== undefined) return stores.instance(cluster, { instanceId })
  for (const { clusterId } of stores.clusters().clusters) {
    const record = instanceIn(stores, { clusterId, instanceId })
    if (record !== undefined) return record
  }
  throw new OperatorError(
    'not-found',
    `No cluster of this file has an instance ${instanceId}.`,
    'Check the id, or sync its cluster first; `hyperscope sql "SELECT instance_id FROM instance"` lists all.',
  )
}

function instanceIn(
  stores: ReadStores,
  { clusterId, instanceId }: { clusterId: string; instanceId: string },
): InstanceRecord | undefined {
  try {
    return stores.instance(clusterId, { instanceId })
  } catch (error) {
    if (error instanceof OperatorError && error.code === 'not-found') return undefined
    throw error
  }
}

import { OperatorError } from '../../ingest/operator-error.ts'
import { SyncDatabase } from '../../ingest/store/sync-database.ts'
import { bringUpsText } from '../../views/bring-ups-text.ts'
import type { CommandContext } from './command-context.ts'
import { printRecord, type RecordJob } from './print-record.ts'
import { printable } from './printable.ts'
import { withStores } from './with-stores.ts'

interface BringUpJob extends RecordJob {
  /** list or label. */
  readonly action: string
  readonly label: string | undefined
}

const longestLabel = 100

/** Throws OperatorError `cluster-not-found`, `bring-up-not-found`, `invalid-option`, `database-missing`. */
export async function runBringUp(job: BringUpJob, context: CommandContext): Promise<void> {
  if (job.action === 'list') return list(job, context)
  if (job.action === 'label') return label(job, context)
  throw new OperatorError(
    'invalid-option',
    `bring-up does not know ${JSON.stringify(job.action)}.`,
    'Use list or label.',
  )
}

function list(job: BringUpJob, context: CommandContext): void {
  printRecord(
    job,
    { ask: (stores, cluster) => stores.bringUps(cluster), text: bringUpsText },
    context,
  )
}

async function label(job: BringUpJob, context: CommandContext): Promise<void> {
  const { cluster, bringUps } = withStores(job.databasePath, (stores) =>
    stores.bringUps(job.cluster ?? ''),
  )
  const { bringUp, clusterId } = cluster
  if (bringUp === null || job.label === undefined) {
    throw new OperatorError(
      'invalid-option',
      'label needs a bring-up and a name.',
      "hyperscope bring-up label ml-prod@2026-11-16T02:00Z 'a name'",
    )
  }
  const { bringUpId } = bringUp
  const others = bringUps.filter((each) => each.bringUpId !== bringUpId)
  const name = checkedLabel(
    job.label,
    new Set(others.flatMap((each) => [each.bringUpId, each.label])),
  )
  await SyncDatabase.use(job.databasePath, async (database) => {
    database.atOnce(() => database.bringUps.saveLabel(clusterId, bringUpId, name))
  })
  context.stdout.write(printable(`${bringUpId}: ${name ?? 'no label'}\n`))
}

/** null: the label is taken away. A label names one bring-up of its cluster, in URLs too. */
function checkedLabel(text: string, taken: ReadonlySet<string | null>): string | null {
  const name = text.trim()
  if (name === '') return null
  if (name.length > longestLabel || /\p{Cc}/u.test(name)) {
    throw new OperatorError(
      'invalid-option',
      `The label ${JSON.stringify(name.slice(0, longestLabel))} is too long or holds control characters.`,
      `Use at most ${longestLabel} printable characters.`,
    )
  }
  if (!taken.has(name)) return name
  throw new OperatorError(
    'invalid-option',
    `Another bring-up of the cluster is called ${JSON.stringify(name)}.`,
    'Give each its own label.',
  )
}

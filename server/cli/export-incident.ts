import { statSync } from 'node:fs'
import { OperatorError } from '../../ingest/operator-error.ts'
import { bytes, count, counted } from '../../views/format.ts'
import { redactedCell, redactionText } from '../redaction.ts'
import { clusterOf } from '../store/export-scope.ts'
import { writeExcerpt } from '../store/write-excerpt.ts'
import type { CommandContext } from './command-context.ts'
import { redactorOf } from './export-bundle.ts'
import type { ExportJob } from './run-export.ts'
import { withSnapshot } from './with-stores.ts'

/** Writes a file of one bring-up that the viewer opens. Throws as `runExport` does. */
export function exportIncident(job: ExportJob, context: CommandContext): Promise<void> {
  return withSnapshot(job.db, async (database) => {
    const cluster = clusterOf(database, job.cluster)
    const { bringUpId } = cluster.bringUp ?? cluster.bringUps[0] ?? {}
    if (bringUpId === undefined) {
      throw new OperatorError(
        'bring-up-not-found',
        `${cluster.name} has no bring-up: no instance has begun.`,
        'Sync again once one has, or copy the file with `hyperscope snapshot`.',
      )
    }
    const redactor = redactorOf(job)
    const { kept, instances } = writeExcerpt(database, {
      ...{ clusterId: cluster.clusterId, bringUpId, path: job.output },
      redact: (text, stream) => redactedCell(text, redactor, stream),
    })
    context.stderr.write(
      `${bytes(statSync(job.output).size)}, lines of ${count(kept)} of ${counted(instances, 'instance')} in ${bringUpId}. ` +
        `${redactionText(redactor)}Look at it with \`hyperscope serve --db ${job.output}\`.\n`,
    )
  })
}

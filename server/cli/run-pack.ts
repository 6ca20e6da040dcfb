import { redactionText } from '../redaction.ts'
import type { CommandContext } from './command-context.ts'
import { evidencePack } from './evidence-pack.ts'
import { redactorOf } from './export-bundle.ts'
import { clusterAsked } from './print-record.ts'
import { withStores } from './with-stores.ts'
import { streamOutput } from './write-output.ts'

export interface PackJob {
  readonly cluster: string | undefined
  readonly tokens: number
  /** A path, or `-`. */
  readonly output: string
  readonly db: string
  readonly redact: boolean
  readonly rules?: string
}

/** Throws OperatorError as `evidencePack` does, `database-missing`, `database-unwritable`. */
export async function runPack(job: PackJob, context: CommandContext): Promise<void> {
  const redactor = redactorOf(job)
  const pack = withStores(job.db, (stores) => {
    const cluster = clusterAsked(stores, job.cluster)
    return evidencePack(stores, { cluster, tokens: job.tokens, redactor })
  })
  await streamOutput([`${JSON.stringify(pack)}\n`], job.output, context)
  const said = redactionText(redactor)
  if (said !== '') context.stderr.write(`${said}\n`)
}

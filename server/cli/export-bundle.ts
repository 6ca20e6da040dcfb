import { pipeline, Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { createGzip } from 'node:zlib'
import { createTarPacker } from 'modern-tar'
import { Redactor } from '../../ingest/lifecycle/redactor.ts'
import { loadRedactionRules } from '../../ingest/load-redaction-rules.ts'
import { counted, iso } from '../../views/format.ts'
import { type BundleFile, streamFiles } from '../bundle-files.ts'
import { redactedValue, redactionText } from '../redaction.ts'
import { inventoryFiles } from '../store/bundle-inventory.ts'
import { bundledStreams } from '../store/bundle-streams.ts'
import { clusterOf, exportScope } from '../store/export-scope.ts'
import type { CommandContext } from './command-context.ts'
import type { ExportJob } from './run-export.ts'
import { withSnapshot } from './with-stores.ts'
import { streamOutput } from './write-output.ts'

/** Writes logs and inventory of one cluster as .tar.gz. Throws as `runExport` does. */
export function exportBundle(job: ExportJob, context: CommandContext): Promise<void> {
  return withSnapshot(job.db, async (database) => {
    const cluster = clusterOf(database, job.cluster)
    const streams = bundledStreams(database, {
      clusterId: cluster.clusterId,
      ...exportScope(database, job),
    })
    const redactor = redactorOf(job)
    const files = (function* (): Generator<BundleFile> {
      for (const { name, document } of inventoryFiles(database, cluster.clusterId)) {
        yield {
          name,
          bytes: Buffer.from(`${JSON.stringify(redactedValue(document, redactor), null, 1)}\n`),
        }
      }
      const redact = (text: string, stream: string) => redactor.line(text, stream)
      for (const stream of streams) yield* streamFiles(stream, redact)
    })()
    await streamOutput(archive(files, cluster.asOfMs), job.output, context)
    context.stderr.write(
      `${counted(streams.length, 'log stream')}. ${redactionText(redactor)}Read it with \`hyperscope import ${job.output} --as-of ${iso(cluster.asOfMs)}${logGroupOption(streams)}\`.\n`,
    )
  })
}

type Redaction = Pick<ExportJob, 'redact' | 'rules'>

/** What replaces nothing where --no-redact says so. */
export function redactorOf(job: Redaction): Redactor {
  return redactorsOf(job)()
}

/** One after the other, each with names of its own; the rules are read once. */
export function redactorsOf({ redact, rules }: Redaction): () => Redactor {
  const loaded = redact ? loadRedactionRules(rules) : []
  return () => new Redactor(loaded, redact ? 'secrets' : 'none')
}

function logGroupOption(streams: readonly { readonly logGroup: string }[]): string {
  const [name, ...others] = new Set(streams.map(({ logGroup }) => logGroup))
  return name === undefined || others.length > 0 ? '' : ` --log-group ${name}`
}

/** The same files give the same bytes: times are those of the cluster's last sync. */
function archive(files: Iterable<BundleFile>, asOfMs: number): Readable {
  const { readable, controller } = createTarPacker()
  const mtime = new Date(asOfMs)
  const write = async () => {
    for (const { name, bytes } of files) {
      const writer = controller.add({ name, size: bytes.length, mtime, mode: 0o600 }).getWriter()
      await writer.write(new Uint8Array(bytes))
      await writer.close()
    }
    controller.finalize()
  }
  const tar = Readable.fromWeb(readable as unknown as ReadableStream)
  write().catch((error: Error) => tar.destroy(error))
  // What goes wrong on the way ends the archive; who writes it out is told.
  return pipeline(tar, createGzip(), () => undefined)
}

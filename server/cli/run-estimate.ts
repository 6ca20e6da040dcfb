import { awsClusterSource } from '../../ingest/cloudwatch/aws-cluster-source.ts'
import { quotaSettings } from '../../ingest/cloudwatch/quota-setting.ts'
import { loadRules } from '../../ingest/load-rules.ts'
import { estimateSync, type SyncEstimate } from '../../ingest/sync/estimate-sync.ts'
import { bytes, count, counted, duration } from '../../views/format.ts'
import type { CommandContext } from './command-context.ts'
import { defined } from './defined.ts'
import { printable, printableJson } from './printable.ts'
import type { SyncJob } from './run-sync.ts'

/** Says what a first sync of each cluster will cost; nothing is stored. */
export async function runEstimate(
  job: SyncJob,
  context: CommandContext,
  isJson: boolean,
): Promise<void> {
  const { layouts } = loadRules(job.rules)
  const { region, profile } = job
  const source = await awsClusterSource({
    ...defined({ region, profile }),
    ...{ rates: quotaSettings(job.quota ?? []), signal: context.signal },
  })
  const estimates: SyncEstimate[] = []
  for (const cluster of job.clusters) estimates.push(await estimateSync(source, cluster, layouts))
  if (isJson) context.stdout.write(printableJson({ estimates }))
  else context.stdout.write(printable(estimates.map(sentence).join('')))
}

function sentence(estimate: SyncEstimate): string {
  const { clusterName, streams, sampledStreams, calls, readingMs } = estimate
  return `${clusterName}: ${counted(streams, 'stream')}, about ${bytes(estimate.bytes)} (by ${counted(sampledStreams, 'stream')} read), about ${count(calls)} calls, ${duration(readingMs)} at the quotas\n`
}

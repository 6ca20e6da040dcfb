import type { Command } from 'commander'
import { OperatorError } from '../../ingest/operator-error.ts'
import { parseWholeNumber } from '../settings.ts'
import type { CommandContext } from './command-context.ts'
import { databaseOption } from './database-option.ts'
import { defined } from './defined.ts'
import { printableJson } from './printable.ts'
import type { SyncJob } from './run-sync.ts'
import { keepHeapSmall } from './small-heap.ts'

interface SyncOptions {
  readonly db: string
  readonly logGroup?: string
  readonly region?: string
  readonly profile?: string
  readonly rules?: string
  readonly full?: true
  readonly watch?: true
  readonly every: string
  readonly quota?: readonly string[]
  readonly estimate?: true
  readonly onFailure?: string
  readonly json?: true
}

export function addSync(program: Command, context: CommandContext): void {
  program
    .command('sync')
    .summary('copy the lifecycle logs of whole clusters into the file')
    .description(
      'Copies inventory, cluster events and every lifecycle log stream of the clusters into one SQLite file.\n' +
        'Run it again to copy only what is new. Stopped anywhere, it goes on from there.',
    )
    .argument('[cluster...]', 'cluster names or ARNs')
    .option(
      '--log-group <name>',
      'this log group alone: a deleted cluster, or no SageMaker permission',
    )
    .option(...databaseOption(context))
    .option('--region <region>', 'AWS Region (default: from your AWS profile)')
    .option('--profile <name>', 'AWS profile (default: AWS_PROFILE)')
    .option('--rules <file>', 'your own layouts, markers and steps (docs/rules.md)')
    .option('--full', 'read every stream from its beginning, for events that arrived late')
    .option('--watch', 'sync again until every expected instance has ended')
    .option('--every <seconds>', 'with --watch: begin no more often than this', '30')
    .option('--quota <operation=calls...>', 'calls a second, in place of the published quota')
    .option('--estimate', 'say how many streams, calls and minutes it will take, and end')
    .option('--on-failure <command>', 'run this shell command when instances have failed')
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  $ hyperscope sync ml-prod --region us-west-2\n' +
        '  $ hyperscope sync ml-prod ml-test --db week-47.db\n' +
        '  $ hyperscope sync --log-group /aws/sagemaker/Clusters/ml-prod/abcdefghijkl\n' +
        '  $ hyperscope sync ml-prod --watch --every 60\n' +
        '  $ hyperscope sync ml-prod --on-failure \'mail -s "$HYPERSCOPE_FAILED failed" sre\'\n' +
        '  $ hyperscope sync ml-prod --estimate --quota FilterLogEvents=5 GetLogEvents=10',
    )
    .action(async (clusters: string[], options: SyncOptions) => {
      if (options.estimate === true) {
        const { runEstimate } = await import('./run-estimate.ts')
        await runEstimate(syncJob(clusters, options), context, options.json === true)
        return
      }
      keepHeapSmall()
      const { runSync } = await import('./run-sync.ts')
      const reports = await runSync(syncJob(clusters, options), context)
      if (options.json !== true) return
      context.stdout.write(printableJson({ syncs: reports }))
    })
}

function syncJob(clusters: readonly string[], options: SyncOptions): SyncJob {
  const { db: databasePath, logGroup, region, profile, rules, quota, onFailure } = options
  if (clusters.length === 0 && logGroup === undefined) {
    throw new OperatorError(
      'invalid-option',
      'No cluster was named.',
      'Name a cluster (`hyperscope sync ml-prod`) or a log group (--log-group NAME).',
    )
  }
  const seconds = parseWholeNumber(options.every, { where: '--every', min: 1, max: 86_400 })
  const watchEveryMs = options.watch === true ? seconds * 1000 : undefined
  const full = options.full === true
  return {
    clusters,
    databasePath,
    full,
    ...defined({ logGroup, region, profile, rules, quota, onFailure, watchEveryMs }),
  }
}

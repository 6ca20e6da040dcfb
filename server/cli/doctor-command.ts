import type { Command } from 'commander'
import type { CommandContext } from './command-context.ts'
import { databaseOption } from './database-option.ts'

interface DoctorOptions {
  readonly db: string
  readonly logGroup?: string
  readonly region?: string
  readonly profile?: string
  readonly json?: true
}

export function addDoctor(program: Command, context: CommandContext): void {
  program
    .command('doctor')
    .summary('check the file, credentials and permissions')
    .description(
      'Tries what a sync needs: credentials, each permission, the cluster, its log group and retention, and the file.\n' +
        'Every finding comes with its fix. Without a cluster only the file is checked.',
    )
    .argument('[cluster]', 'cluster name or ARN')
    .option('--log-group <name>', 'check this log group instead of the one of the cluster')
    .option(...databaseOption(context))
    .option('--region <region>', 'AWS Region (default: from your AWS profile)')
    .option('--profile <name>', 'AWS profile (default: AWS_PROFILE)')
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', '\nExample:\n  $ hyperscope doctor ml-prod --region us-west-2')
    .action(async (cluster: string | undefined, options: DoctorOptions) => {
      const { runDoctor } = await import('./run-doctor.ts')
      await runDoctor({ ...options, ...(cluster === undefined ? {} : { cluster }) }, context)
    })
}

import type { Command } from 'commander'
import { OperatorError } from '../../ingest/operator-error.ts'
import { parsePort, parseWholeNumber } from '../settings.ts'
import type { CommandContext } from './command-context.ts'
import { defined } from './defined.ts'
import type { DemoJob } from './run-demo.ts'

const layouts = ['observed', 'announced', 'before-2026'] as const

interface DemoCommandOptions {
  readonly db: string
  readonly port: string
  readonly instances: string
  readonly seed: string
  readonly layout: string
  readonly bringUps: string
  readonly speed?: string
  readonly serve: boolean
  readonly endpointOnly?: true
  readonly truth?: true
  readonly sql?: true
  readonly token: boolean
}

export function addDemo(program: Command, context: CommandContext): void {
  const { port } = context.settings
  program
    .command('demo')
    .summary('sync and show an invented cluster; needs no AWS account')
    .description(
      'Serves an invented cluster the way CloudWatch Logs and SageMaker do, syncs it through the AWS SDK and shows it at\n' +
        'localhost. The same seed gives the same cluster; the second run copies only what is new: nothing.',
    )
    .option('--db <file>', 'the SQLite file', 'hyperscope-demo.db')
    .option('--port <port>', 'port of the viewer at 127.0.0.1; 0 takes any free one', String(port))
    .option('--instances <number>', 'size of the cluster, 8 to 15000', '800')
    .option('--seed <number>', 'another seed, another cluster', '1')
    .option('--layout <name>', `names of log groups and markers: ${layouts.join(', ')}`, 'observed')
    .option(
      '--bring-ups <number>',
      '2: some instances ran in an earlier one, too; 1: none did',
      '2',
    )
    .option(
      '--speed <factor>',
      'play the bring-up from its first minute, this many times as fast, and watch it',
    )
    .option('--sql', 'answer reading SQL statements on the page /sql')
    .option('--no-token', 'let every program of this machine in, for scripts')
    .option('--no-serve', 'end after the sync')
    .option('--endpoint-only', 'serve only the AWS endpoint, to sync it yourself')
    .option('--truth', 'print what is planted in the cluster as JSON, and end')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  $ hyperscope demo\n' +
        '  $ hyperscope demo --instances 5000 --seed 7 --db large.db\n' +
        '  $ hyperscope demo --speed 30\n' +
        '  $ hyperscope demo --endpoint-only    # then: AWS_ENDPOINT_URL=… hyperscope sync ml-prod',
    )
    .action(async (options: DemoCommandOptions) => {
      const { runDemo } = await import('./run-demo.ts')
      await runDemo(demoJob(options), context)
    })
}

function demoJob(options: DemoCommandOptions): DemoJob {
  const number = (text: string, where: string, range: { min: number; max: number }) =>
    parseWholeNumber(text, { where, ...range })
  const speed =
    options.speed === undefined
      ? undefined
      : number(options.speed, '--speed', { min: 1, max: 1000 })
  return {
    databasePath: options.db,
    port: parsePort(options.port, '--port'),
    cluster: {
      instances: number(options.instances, '--instances', { min: 8, max: 15_000 }),
      seed: number(options.seed, '--seed', { min: 0, max: 2 ** 31 }),
      layout: parseLayout(options.layout),
      bringUps: number(options.bringUps, '--bring-ups', { min: 1, max: 2 }) === 1 ? 1 : 2,
    },
    ...defined({ speed }),
    serves: options.serve,
    isSqlOn: options.sql === true,
    asksToken: options.token,
    shows: options.truth === true ? 'truth' : options.endpointOnly === true ? 'endpoint' : 'viewer',
  }
}

function parseLayout(text: string): (typeof layouts)[number] {
  const layout = layouts.find((name) => name === text)
  if (layout !== undefined) return layout
  throw new OperatorError(
    'invalid-option',
    `--layout is ${JSON.stringify(text)}.`,
    `Use ${layouts.join(', ')}.`,
  )
}

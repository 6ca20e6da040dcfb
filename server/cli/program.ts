import { Command, CommanderError } from 'commander'
import { addBringUp } from './bring-up-command.ts'
import type { CommandContext } from './command-context.ts'
import { addCompare } from './compare-command.ts'
import { addCompletion } from './completion-command.ts'
import { addDemo } from './demo-command.ts'
import { addDoctor } from './doctor-command.ts'
import { addExplain } from './explain-command.ts'
import { addExport } from './export-command.ts'
import { addGroups } from './groups-command.ts'
import { addImport } from './import-command.ts'
import { addMcp } from './mcp-command.ts'
import { addMerge } from './merge-command.ts'
import { addNotes } from './notes-command.ts'
import { addPack } from './pack-command.ts'
import { addReindex } from './reindex-command.ts'
import { addReport } from './report-command.ts'
import { addSearch } from './search-command.ts'
import { addServe } from './serve-command.ts'
import { addSnapshot } from './snapshot-command.ts'
import { addSql } from './sql-command.ts'
import { addSummary } from './summary-command.ts'
import { addSync } from './sync-command.ts'
import { addTemplates } from './templates-command.ts'
import { addWhy } from './why-command.ts'

/** The code of the CommanderError that asks for the versions: to know them, SQLite has to be loaded. */
export const versionAsked = 'hyperscope.version'

/** The command line. Commands load what they need when they run, so that `--help` is quick. */
export function createProgram(context: CommandContext): Command {
  const program = new Command('hyperscope')
    .description('Says why instances of a SageMaker HyperPod cluster failed to come up.')
    .option('-V, --version', 'print the versions of program, schema, SQLite and Node')
    .on('option:version', () => {
      throw new CommanderError(0, versionAsked, '')
    })
    .helpOption('-h, --help', 'show help')
    .showHelpAfterError('(add --help for the options)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
    })
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  $ hyperscope demo                  try it on an invented cluster, without AWS\n' +
        '  $ hyperscope sync ml-prod          copy the lifecycle logs of a cluster\n' +
        '  $ hyperscope import exportedlogs/  read exported logs instead, without AWS\n' +
        '  $ hyperscope serve                 look at them at localhost\n' +
        '  $ hyperscope why i-0123456789abcdef0\n' +
        '\nExit codes: docs/cli.md',
    )
  for (const add of [
    addDemo,
    addSync,
    addImport,
    addServe,
    addSummary,
    addWhy,
    addGroups,
    addBringUp,
    addSearch,
    addNotes,
    addCompare,
    addDoctor,
    addReindex,
    addReport,
    addPack,
    addMcp,
    addExport,
    addMerge,
    addSnapshot,
    addSql,
    addTemplates,
    addExplain,
  ]) {
    add(program, context)
  }
  addCompletion(program, context)
  return program
}

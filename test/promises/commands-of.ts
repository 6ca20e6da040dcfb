import { Readable, Writable } from 'node:stream'
import { openForReading } from '../../migrations/open-database.ts'
import type { CommandContext } from '../../server/cli/command-context.ts'
import { createProgram } from '../../server/cli/program.ts'
import { reportError } from '../../server/cli/report-error.ts'
import { readSettings } from '../../server/settings.ts'

/** The words of every command that reads a file like this one, without --db; what they write goes beside `path`. */
export function commandsOf(path: string, whole: string): readonly (readonly string[])[] {
  const database = openForReading(whole)
  const one = (sql: string): string => String(database.prepare(sql).pluck().get() ?? '')
  const failed = one("SELECT instance_id FROM instance WHERE state = 'failed'")
  database.close()
  return [
    ...[['summary'], ['summary', '--json'], ['groups'], ['why', failed], ['why', failed, '--json']],
    ...[['bring-up', 'list'], ['search', 'error'], ['search', '(a|e)b', '--regex'], ['notes']],
    ...[['compare'], ['compare', 'failed', 'healthy'], ['pack'], ['export', 'log_line']],
    ...[
      ['report', '--force', '-o', `${path}.html`],
      ['snapshot', `${path}.copy`],
    ],
    ...[['export', '--format', 'bundle', '-o', `${path}.tar.gz`]],
    ...[['export', '--format', 'incident', '-o', `${path}.incident`]],
  ]
}

/** Runs a command in this process; what it prints is thrown away. Returns what the command line says of the error that it ends with. */
export async function runQuietly(words: readonly string[]): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() }) as NodeJS.WriteStream
  const context: CommandContext = {
    ...{ stdout: nowhere, stderr: nowhere, env: {}, settings: readSettings({}), now: () => 0 },
    stdin: () => Readable.from([]),
    signal: new AbortController().signal,
    setExitCode: () => undefined,
  }
  let said = ''
  try {
    await createProgram(context).parseAsync(['node', 'hyperscope', ...words])
  } catch (error) {
    const heard = new Writable({
      write: (chunk, _encoding, done) => {
        said += String(chunk)
        done()
      },
    })
    reportError(error, heard)
  }
  return said
}

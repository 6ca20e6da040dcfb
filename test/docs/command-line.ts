import { Readable, Writable } from 'node:stream'
import type { Command } from 'commander'
import type { CommandContext } from '../../server/cli/command-context.ts'
import { createProgram } from '../../server/cli/program.ts'
import { readSettings } from '../../server/settings.ts'

/** The program without its actions: it parses a command line and does nothing. What it writes is thrown away. */
export function idleProgram(): Command {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() }) as NodeJS.WriteStream
  const context: CommandContext = {
    ...{ stdout: nowhere, stderr: nowhere, env: {}, settings: readSettings({}) },
    now: () => 0,
    signal: new AbortController().signal,
    stdin: () => Readable.from([]),
    setExitCode: () => {},
  }
  const program = createProgram(context)
  for (const command of program.commands) {
    command.action(() => {})
    command.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {} })
  }
  return program
}

/** Words of a shell line as far as our examples go: quotes, comments, redirections and pipes end or group words. */
export function shellWords(line: string): readonly string[] {
  const words = Array.from(
    line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g),
    ([, double, single, bare]) => ({
      text: double ?? single ?? bare ?? '',
      isBare: bare !== undefined,
    }),
  )
  const end = words.findIndex(({ text, isBare }) => isBare && /^[|>#;]/.test(text))
  return (end === -1 ? words : words.slice(0, end)).map(({ text }) => text)
}

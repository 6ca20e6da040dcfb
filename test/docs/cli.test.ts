import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { operatorErrorCodes } from '../../ingest/operator-error.ts'
import { readSettings } from '../../server/settings.ts'
import { idleProgram, shellWords } from './command-line.ts'

const test = suite('docs/cli.md')

const root = new URL('.', import.meta.resolve('#package.json'))
const page = readFileSync(new URL('docs/cli.md', root), 'utf8')
const program = idleProgram()

/** The text below a heading, up to the next one of its rank or higher. */
function section(heading: string): string {
  const rank = heading.indexOf(' ')
  const lines = page.split('\n')
  const start = lines.indexOf(heading)
  assert.ok(start !== -1, heading)
  const length = lines
    .slice(start + 1)
    .findIndex((line) => /^#+ /.test(line) && line.indexOf(' ') <= rank)
  return lines.slice(start + 1, length === -1 ? undefined : start + 1 + length).join('\n')
}

/** Cells of the rows of the tables in a text, without their headings. */
function rows(text: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .slice(1, -1)
        .split(' | ')
        .map((cell) => cell.trim()),
    )
    .filter(([first = '']) => /^\[?`|^\d/.test(first))
}

function name(cell: string | undefined): string {
  return /`([^`]+)`/.exec(cell ?? '')?.[1] ?? ''
}

function commandNamed(wanted: string): Command {
  const command = program.commands.find((candidate) => candidate.name() === wanted)
  assert.ok(command, wanted)
  return command as Command
}

const documented = Array.from(
  page.matchAll(/^## hyperscope (\S+)$/gm),
  ([, command = '']) => command,
)

test('every command has a section, in the order of --help, and every section a command', () => {
  assert.equal(
    documented,
    program.commands.map((command) => command.name()),
  )
  const listed = rows(page.slice(0, page.indexOf('## '))).map(([first]) => name(first))
  assert.equal(listed, documented)
})

test('the overview of commands says what --help says', () => {
  const table = new Map(
    rows(page.slice(0, page.indexOf('## '))).map(([first, text]) => [name(first), text]),
  )
  for (const command of program.commands) assert.is(table.get(command.name()), command.summary())
})

for (const wanted of documented) {
  test(`the options of ${wanted} and their defaults are the documented ones`, () => {
    const command = commandNamed(wanted)
    const table = rows(section(`## hyperscope ${wanted}`))
    assert.equal(
      table.map(([first]) => name(first)),
      command.options.map(({ flags }) => flags),
    )
    for (const [index, { flags, defaultValue, negate }] of command.options.entries()) {
      if (defaultValue === undefined || negate) continue
      assert.is(name(table[index]?.[2]), String(defaultValue), flags)
    }
  })

  test(`the arguments of ${wanted} are the documented ones`, () => {
    const { registeredArguments } = commandNamed(wanted)
    if (registeredArguments.length === 0) return
    const usage = registeredArguments.map((argument) => {
      const text = `${argument.name()}${argument.variadic ? '...' : ''}`
      return argument.required ? `<${text}>` : `[${text}]`
    })
    assert.match(section(`## hyperscope ${wanted}`), `\`hyperscope ${wanted} ${usage.join(' ')}\``)
  })
}

/** Help of a command with what it adds after the options. */
function helpOf(command: Command): string {
  let text = ''
  command.configureOutput({
    writeOut: (part) => {
      text += part
    },
  })
  command.outputHelp()
  return text
}

function exampleLines(help: string): readonly string[] {
  // An example that goes on in the next line is indented further.
  const joined = help.replaceAll(/\n {12,}/g, ' ')
  return Array.from(
    joined.matchAll(/\$ (hyperscope .+|source <\(hyperscope .+)/g),
    ([, line = '']) => line,
  )
}

function assertParses(line: string): void {
  const [, ...words] = shellWords(line.replace(/^source <\((.*)\)$/, '$1'))
  const fresh = idleProgram()
  try {
    fresh.parse(['node', 'hyperscope', ...words])
  } catch (error) {
    assert.unreachable(`${line}: ${(error as Error).message}`)
  }
}

test('every command shows an example in its help, and every example parses', () => {
  const { commands } = idleProgram()
  for (const command of commands) {
    const lines = exampleLines(helpOf(command))
    assert.ok(lines.length > 0, command.name())
    for (const line of lines) {
      assert.match(line, `hyperscope ${command.name()}`)
      assertParses(line)
    }
  }
  const lines = exampleLines(helpOf(idleProgram()))
  assert.ok(lines.length > 3)
  for (const line of lines) assertParses(line.replace(/ {2,}.*$/, ''))
})

test('every example of the page parses', () => {
  const blocks = Array.from(page.matchAll(/^```sh\n([\s\S]*?)^```/gm), ([, block = '']) => block)
  const lines = blocks.flatMap((block) => block.trim().split('\n'))
  assert.ok(lines.length >= documented.length)
  for (const line of lines) assertParses(line)
})

test('every error code is explained, with its exit code and HTTP status, and no other', () => {
  const table = rows(section('### Errors'))
  const explained = table.map(([code, exitCode, status]) => [
    name(code),
    Number(exitCode),
    Number(status),
  ])
  const registry = Object.entries(operatorErrorCodes).map(([code, { exitCode, httpStatus }]) => [
    ...[code, exitCode, httpStatus],
  ])
  assert.equal(explained.sort(), registry.sort())
  for (const [code, , , meaning = ''] of table) assert.ok(meaning.length > 40, code)
})

test('every exit code has a meaning', () => {
  const explained = rows(section('## Exit codes').split('### Errors')[0] ?? '').flatMap(
    ([codes = '']) => codes.split(', ').map(Number),
  )
  const used = Object.values(operatorErrorCodes).map(({ exitCode }) => exitCode)
  assert.equal(
    explained.sort((a, b) => a - b),
    [...new Set([...used, 0, 1, 129, 130, 141, 143])].sort((a, b) => a - b),
  )
})

test('every variable that the program reads is documented with its default, and no other', () => {
  const read = new Set<string>()
  const env = new Proxy<Record<string, string | undefined>>(
    {},
    {
      get: (_, variable) => {
        read.add(String(variable))
        return undefined
      },
    },
  )
  const settings = readSettings(env)
  const table = new Map(
    rows(section('## Environment')).map(([first, , value]) => [name(first), name(value)]),
  )
  assert.equal([...table.keys()].sort(), [...read].sort())
  assert.is(table.get('HYPERSCOPE_DB'), settings.databasePath)
  assert.is(table.get('HYPERSCOPE_PORT'), String(settings.port))
})

test.run()

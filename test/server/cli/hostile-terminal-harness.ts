// Hostile lines and names through every command: no line of any of them, whatever its form, may reach a terminal as a command.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openForReading } from '../../../migrations/open-database.ts'
import { redactorsOf } from '../../../server/cli/export-bundle.ts'
import { mcpTools } from '../../../server/cli/mcp-tools.ts'
import { openReadStores } from '../../../server/store/read-store.ts'
import { runCommand } from '../../command.ts'
import type { PromiseFigure } from '../../promises/promise-figure.ts'
import { temporaryFolder } from '../../synced-demo.ts'
import { type HostileCluster, hostileCluster } from '../hostile-cluster.ts'
import { hostileLines } from '../hostile-text.ts'

/** Lines of a cluster; more of them are in further clusters, of the seeds after the first. */
const linesOfCluster = 5000

// As printable.ts has them, written down once more.
const command = /[\p{Cc}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu

/** Characters that command a terminal, line ends and tabs aside. */
export function commands(text: string): readonly string[] {
  return (text.match(command) ?? []).filter((each) => each !== '\n' && each !== '\t')
}

/** What is wrong with a text that goes to a terminal; one that says nothing proves nothing. */
function faultsOf(what: string, text: string, least: number): readonly string[] {
  const found = [...new Set(commands(text))].map((each) => JSON.stringify(each))
  return [
    ...(found.length === 0 ? [] : [`${what}: ${found.join(' ')}`]),
    ...(text.length < least ? [`${what} said ${JSON.stringify(text)}`] : []),
  ]
}

async function faultsOfCommand(words: readonly string[], least = 1): Promise<readonly string[]> {
  const { stdout, stderr } = await runCommand(words)
  const said = words.join(' ')
  const ofJson = words.includes('--json') && !isJson(stdout) ? [`${said}: no JSON`] : []
  return [...faultsOf(said, stdout, least), ...faultsOf(said, stderr, 0), ...ofJson]
}

/** One object, or one a line. */
function isJson(text: string): boolean {
  return isObject(text) || text.trimEnd().split('\n').every(isObject)
}

function isObject(json: string): boolean {
  try {
    return typeof JSON.parse(json) === 'object'
  } catch {
    return false
  }
}

const askedOfAll: readonly (readonly string[])[] = [
  ...[['summary'], ['groups'], ['notes'], ['bring-up', 'list'], ['doctor']],
  ['compare', 'state=failed', 'rest'],
  ...['onerror', 'window', ']0;', '\u001b['].map((term) => ['search', term]),
  ['sql', 'SELECT * FROM instance'],
  ['sql', 'SELECT text FROM log_line'],
]

const handedOut = [['report'], ['report', '--markdown'], ['pack', '--tokens', '20000']] as const

/** As text and as JSON. */
async function inBothForms(words: readonly string[]): Promise<readonly string[]> {
  return [...(await faultsOfCommand(words)), ...(await faultsOfCommand([...words, '--json']))]
}

async function faultsOfCluster({ path, failed }: HostileCluster): Promise<readonly string[]> {
  const faults: string[] = []
  for (const words of [...askedOfAll, ...failed.map((id) => ['why', id])])
    faults.push(...(await inBothForms([...words, '--db', path])))
  for (const words of handedOut)
    faults.push(...(await faultsOfCommand([...words, '--db', path], 1000)))
  return faults
}

/** What a client of the Model Context Protocol is answered. */
async function faultsOfTools({ path, failed }: HostileCluster): Promise<readonly string[]> {
  const database = openForReading(path)
  const run = {
    ...{ stores: openReadStores(database), clock: Date.now, signal: AbortSignal.timeout(60_000) },
    redactor: redactorsOf({ redact: true }),
  }
  const faults: string[] = []
  for (const [name, given] of [
    ['summary', { tokens: 20_000 }],
    ['groups', { limit: 50 }],
    ...failed.map((instance) => ['why', { instance }] as const),
    ...['onerror', 'window', ']0;'].map((text) => ['search_lines', { text, limit: 50 }] as const),
  ] as const) {
    const tool = mcpTools.find((each) => each.name === name)
    const text = JSON.stringify(await tool?.answer(run, given))
    faults.push(...faultsOf(`mcp ${name}`, text, 100))
  }
  database.close()
  return faults
}

async function faultsOfLog(lines: readonly string[]): Promise<readonly string[]> {
  const log = join(temporaryFolder(), 'hostile.log')
  writeFileSync(log, `${lines.join('\n')}\n`)
  return [...(await inBothForms(['templates', log])), ...(await inBothForms(['explain', log]))]
}

/** Asks every command for so many hostile lines, in clusters and in logs of their own. */
export async function printHostile(options: {
  readonly lines: number
  readonly seed: number
}): Promise<PromiseFigure> {
  const broken: string[] = []
  let clusters = 0
  for (let done = 0; done < options.lines; done += linesOfCluster) {
    const seed = options.seed + clusters
    const lines = Math.min(linesOfCluster, options.lines - done)
    const cluster = await hostileCluster({ instances: 8, lines, seed })
    broken.push(
      ...(await faultsOfCluster(cluster)),
      ...(await faultsOfTools(cluster)),
      ...(await faultsOfLog(hostileLines(lines, seed + 4))),
    )
    clusters += 1
  }
  return {
    promise: 'no line of a log commands a terminal',
    ...{ trials: options.lines, broken, seen: `${clusters} clusters` },
  }
}

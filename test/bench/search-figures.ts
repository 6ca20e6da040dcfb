import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { openForReading } from '../../migrations/open-database.ts'
import { readSearchQuery } from '../../server/search-request.ts'
import { openReadStores, type ReadStores } from '../../server/store/read-store.ts'
import { benchDatabase } from './bench-database.ts'
import type { BenchOptions } from './bench-options.ts'
import { median } from './median.ts'
import { writePlainLines } from './plain-lines.ts'
import type { Figure } from './sync-figures.ts'

const pairs = 5

interface Corpus {
  readonly database: Database
  readonly stores: ReadStores
  /** The same lines as plain text. */
  readonly textPath: string
  readonly lines: number
}

/**
 * A search of every line, its whole answer with counts and contexts, against one scan of ripgrep over the same lines as
 * plain text, asked in turn. Without ripgrep on the machine the ratios are left out.
 */
export async function* searchFigures(options: BenchOptions): AsyncGenerator<Figure> {
  const { path } = await benchDatabase(Math.max(...options.instances), options.kept)
  const database = openForReading(path)
  try {
    const corpus = await corpusOf(database, join(dirname(path), 'lines.txt'))
    for (const [name, needle, aim] of needles(database)) {
      yield* figuresOf(corpus, { name, needle, aim })
    }
  } finally {
    database.close()
  }
}

/** What is looked for: a word of few lines, and a piece from the middle of one that stands on more of them. */
function needles(database: Database): readonly (readonly [string, string, string])[] {
  const failed = database
    .prepare("SELECT instance_id FROM instance WHERE state = 'failed' ORDER BY 1 LIMIT 1")
    .pluck()
    .get() as string
  return [
    ['rare word', failed, '<= 0.2'],
    ['piece inside a word', failed.slice(5, 12), '<= 6'],
    // Too short for the index: every block is read.
    ['two letters, read from beginning to end', 'zq', '<= 6'],
    ['a word of many lines', 'error', ''],
  ]
}

async function corpusOf(database: Database, textPath: string): Promise<Corpus> {
  const lines = await writePlainLines(database, textPath, ({ text }) => text)
  const stores = openReadStores(database)
  return { database, stores, textPath, lines }
}

async function* figuresOf(
  corpus: Corpus,
  asked: { readonly name: string; readonly needle: string; readonly aim: string },
): AsyncGenerator<Figure> {
  const { needle, aim } = asked
  const name = `${asked.name}, ${(corpus.lines / 1e6).toFixed(1)} million lines`
  const ours: number[] = []
  const first: number[] = []
  const cpu: number[] = []
  const theirs: number[] = []
  for (let pair = 0; pair < pairs; pair += 1) {
    first.push((await searchedMs(corpus, needle, 0.2)).ms)
    const before = process.cpuUsage()
    const found = await searchedMs(corpus, needle, 120)
    const { user, system } = process.cpuUsage(before)
    cpu.push((user + system) / 1000)
    ours.push(found.ms)
    const scan = ripgrepMs(corpus.textPath, needle)
    if (scan === undefined) continue
    theirs.push(scan.ms)
    if (scan.lines !== found.lines)
      throw new Error(`${needle}: ripgrep finds ${scan.lines} lines, we find ${found.lines}`)
  }
  yield { figure: `first counts, ms, ${name}`, measured: median(first), aim: '<= 300' }
  yield { figure: `whole answer, ms, ${name}`, measured: median(ours), aim: '' }
  yield { figure: `whole answer, CPU ms, ${name}`, measured: median(cpu), aim: '' }
  if (theirs.length === 0) {
    process.stderr.write(`| ripgrep is not on this machine, ${name} | skipped | ${aim} |\n`)
    return
  }
  const measured = median(ours) / median(theirs)
  yield { figure: `whole answer / scan of ripgrep, ${name}`, measured, aim }
}

async function searchedMs({ stores }: Corpus, needle: string, seconds: number) {
  const cluster = stores.clusters().clusters[0]?.clusterId ?? ''
  const startedMs = performance.now()
  const query = { ...readSearchQuery({ q: needle, attempts: 'all', case: '1' }), seconds }
  const { result } = await stores.search(cluster, query, {
    ...{ clock: () => performance.now(), signal: new AbortController().signal },
    ...{ instances: 25, linesOfInstance: 3, linesOfOne: 100 },
  })
  return { ms: performance.now() - startedMs, lines: result?.lines ?? 0 }
}

/** undefined: it is not on this machine. */
function ripgrepMs(textPath: string, needle: string) {
  const startedMs = performance.now()
  const { status, stdout } = spawnSync('rg', ['-a', '-c', '-F', '-e', needle, textPath], {
    encoding: 'utf8',
  })
  if (status === null) return undefined
  return { ms: performance.now() - startedMs, lines: Number(stdout.trim() || 0) }
}

import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type LineClassifier, lineClassifier } from '../../ingest/lifecycle/line-rules.ts'
import { TemplateTable } from '../../ingest/lifecycle/template-table.ts'
import { textBytes } from '../../ingest/lifecycle/text-bytes.ts'
import { loadRules } from '../../ingest/load-rules.ts'
import { packedProgram } from '../packed-package.ts'
import { temporaryFolder } from '../synced-demo.ts'
import { Drain } from './drain.ts'
import { type Corpus, type CorpusSize, writeCorpus } from './ingest-corpus.ts'
import { median } from './median.ts'
import type { Figure } from './sync-figures.ts'
import { reportingUsage, type Usage, usageIn } from './usage.ts'

/** An import of millions of lines is long enough to be measured once; what takes seconds, several times. */
const imports = 1
const rounds = 5
const mixes: readonly (readonly [name: string, size: CorpusSize])[] = [
  ['near-copies', { streams: 1000, linesOfStream: 2000, uniqueShare: 0.01 }],
  [
    'near-copies that name their instance',
    { streams: 1000, linesOfStream: 2000, uniqueShare: 0.01, isNamed: true },
  ],
  ['much unique text', { streams: 1000, linesOfStream: 2000, uniqueShare: 0.5 }],
]
/** Lines that go through templates and through rules alone. */
const templateLines = 20_000
const ruledLines = 200_000

/** How fast and how small files become rows, beside SQLite's own import, a row a line, and Drain. */
export async function* ingestFigures(): AsyncGenerator<Figure> {
  const program = packedProgram(temporaryFolder())
  for (const [name, size] of mixes) {
    const folder = temporaryFolder()
    const corpus = writeCorpus(folder, size)
    yield { figure: `${name}: million lines`, measured: corpus.lines / 1e6, aim: '-' }
    yield* importFigures(name, { folder, program }, corpus)
    yield* templateFigures(name, corpus)
    yield* ruleFigures(name, corpus)
    rmSync(folder, { recursive: true })
  }
}

/** `program`: the packed command, as an operator has it. */
function* importFigures(
  name: string,
  { folder, program }: { readonly folder: string; readonly program: string },
  corpus: Corpus,
): Generator<Figure> {
  const ours = join(folder, 'ours.db')
  const ratios: number[] = []
  const runs: Run[] = []
  for (let round = 0; round < imports; round += 1) {
    const shell = shellImport(corpus, join(folder, 'shell.db'))
    const run = measured([program, 'import', corpus.exported, ...target], ours)
    runs.push(run)
    if (shell !== undefined) ratios.push(run.seconds / shell)
  }
  const aimed = (figure: string, measured: number, aim: string) => ({
    ...{ figure: `${name}: ${figure}`, measured, aim },
  })
  const seconds = median(runs.map((run) => run.seconds))
  yield aimed('seconds of an import', seconds, '-')
  const cpuSeconds = median(runs.map((run) => run.cpuSeconds))
  yield aimed('CPU seconds of an import', cpuSeconds, '-')
  yield aimed('of it of the main thread', median(runs.map((run) => run.mainCpuSeconds)), '-')
  if (ratios.length > 0) yield aimed('wall / sqlite3 .import', median(ratios), '<= 1.3')
  yield aimed('file / raw bytes', statSync(ours).size / corpus.bytes, '<= 0.25')
  yield aimed('peak MB', median(runs.map((run) => run.peakMb)), '<= 200')
  const rows = join(folder, 'rows.db')
  const plain = measured([script('test/bench/row-pipeline.ts'), corpus.exported], rows)
  const duck = measured([script('test/bench/duckdb-import.ts'), corpus.table], join(folder, 'duck'))
  yield aimed("CPU / DuckDB's, of the lines alone", cpuSeconds / duck.cpuSeconds, '<= 0.75')
  yield aimed('wall / a row a line with FTS5', seconds / plain.seconds, '<= 0.2')
  yield aimed('file / a row a line with FTS5', statSync(ours).size / statSync(rows).size, '<= 0.1')
}

const target = ['--cluster', 'ml-prod', '--region', 'us-west-2', '--db']

interface Run extends Usage {
  readonly seconds: number
}

/** A process of its own that makes a file anew. */
function measured(words: readonly string[], path: string): Run {
  for (const end of ['', '-wal', '-shm', '.lock']) rmSync(path + end, { force: true })
  const startMs = performance.now()
  const { status, stderr } = spawnSync(process.execPath, [...reportingUsage, ...words, path], {
    encoding: 'utf8',
  })
  const seconds = (performance.now() - startMs) / 1000
  if (status !== 0) throw new Error(stderr)
  return { seconds, ...usageIn(stderr) }
}

/** Seconds; undefined: there is no sqlite3 shell. */
function shellImport(corpus: Corpus, path: string): number | undefined {
  rmSync(path, { force: true })
  const startMs = performance.now()
  const { status } = spawnSync('sqlite3', [
    ...[path, 'PRAGMA journal_mode = off', 'PRAGMA synchronous = off'],
    ...[
      'CREATE TABLE line (stream, ordinal, at_ms, text)',
      '.mode ascii',
      '.separator "\\t" "\\n"',
    ],
    `.import ${corpus.table} line`,
  ])
  return status === 0 ? (performance.now() - startMs) / 1000 : undefined
}

/** In turns, both anew each time; the first turn, in which both are compiled, does not count. */
function* templateFigures(name: string, corpus: Corpus): Generator<Figure> {
  const lines = sample(corpus, templateLines)
  const turns = Array.from({ length: rounds + 1 }, () => {
    const table = new TemplateTable()
    const drain = new Drain()
    const ours = secondsOf(() => lines.forEach((line) => void table.indexOf(line)))
    const theirs = secondsOf(() => lines.forEach((line) => void drain.add(line)))
    return { perSecond: lines.length / ours, ratio: theirs / ours }
  }).slice(1)
  yield {
    figure: `${name}: million lines a second to templates`,
    measured: median(turns.map(({ perSecond }) => perSecond)) / 1e6,
    aim: '-',
  }
  yield {
    figure: `${name}: templates, lines a second / Drain's`,
    measured: median(turns.map(({ ratio }) => ratio)),
    aim: '>= 5',
  }
}

function* ruleFigures(name: string, corpus: Corpus): Generator<Figure> {
  const scanned = sample(corpus, ruledLines).map(textBytes)
  const few = classifierWith(40)
  const many = classifierWith(400)
  const seconds = (classifier: LineClassifier) =>
    secondsOf(() => scanned.forEach((line) => void classifier.classify(line)))
  const ratios = Array.from({ length: rounds }, () => {
    const base = seconds(few)
    return seconds(many) / base
  })
  yield { figure: `${name}: 400 rules / 40 rules`, measured: median(ratios), aim: '<= 1.05' }
}

/** The built-in rules and so many of a user. */
function classifierWith(count: number): LineClassifier {
  const path = join(temporaryFolder(), 'rules.json')
  const steps = Array.from({ length: count }, (_, index) => ({
    dialect: 'bench',
    kind: 'opened',
    pattern: `^\\[bench-${index.toString(36)}\\] begin (?P<step>\\S+)`,
    source: 'the bench',
    samples: [`[bench-${index.toString(36)}] begin one.sh`],
  }))
  writeFileSync(path, JSON.stringify({ steps }))
  return lineClassifier(loadRules(path))
}

function sample(corpus: Corpus, count: number): readonly string[] {
  const rows = readFileSync(corpus.table, 'utf8').split('\n', count)
  return rows.map((row) => row.slice(row.lastIndexOf('\t') + 1))
}

function secondsOf(work: () => void): number {
  const startMs = performance.now()
  work()
  return (performance.now() - startMs) / 1000
}

function script(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url))
}

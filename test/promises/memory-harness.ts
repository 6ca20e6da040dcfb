// Memory of imports and syncs, each a process of its own: how much it took at its peak, as the kernel counts it, threads
// included. Logs are written for the run, all different but for their shape.
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { commandEnd, startCommand } from '../command.ts'
import { temporaryFolder } from '../synced-demo.ts'
import { longLogGroup, serveLongLog } from './long-log-service.ts'
import type { PromiseFigure } from './promise-figure.ts'

const usage = fileURLToPath(new URL('../bench/report-usage.ts', import.meta.url))
const startMs = Date.UTC(2026, 10, 23, 2)
const mebibyte = 2 ** 20

/** docs/promises.md names them. */
export const mostMb = { lines: 240, oneLine: 240, growth: 60, growthOfSync: 40 } as const

export interface MeasuredCommand {
  readonly peakMb: number
  readonly stderr: string
}

/** Runs a command to its end. Throws when it fails. */
export async function measuredCommand(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<MeasuredCommand> {
  const child = startCommand(words, { ...env, NODE_OPTIONS: `--import=${usage} --no-warnings` })
  const { code, stderr } = await commandEnd(child)
  const said = stderr.trim().split('\n').at(-1) ?? ''
  if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}: ${stderr}`)
  return { peakMb: (JSON.parse(said) as { peakMb: number }).peakMb, stderr }
}

export function measuredImport(path: string): Promise<MeasuredCommand> {
  const database = `${path}.db`
  const words = ['import', path, '--cluster', 'ml-prod', '--region', 'us-west-2', '--db', database]
  return measuredCommand(words)
}

const shapes: readonly ((line: number) => string)[] = [
  (line) =>
    `Get:${line} http://archive.example/ubuntu jammy/main amd64 libssl${line % 9} [${line % 9000} kB]`,
  (line) =>
    `[${(40 + line / 7).toFixed(6)}] LNet: Added LNI 10.1.${line % 64}.${line % 254}@tcp credits ${line % 200}`,
  (line) =>
    `+ envsubst < /opt/lib${line % 50}/template.conf > /etc/lib/${line % 9}.${line % 40}/main.conf`,
  (line) => `level=info msg="build step finished" step=${line} rss_kb=${(line * 7919) % 900_000}`,
]

function lineOf(line: number, lines: number): string {
  if (line === 0) return '[SageMaker] Downloading lifecycle scripts'
  if (line === lines - 1) return '[SageMaker] The lifecycle scripts failed.'
  return shapes[line % shapes.length]?.(line) ?? ''
}

/** One log stream of so many lines, as an export task writes it, three milliseconds a line. Returns its folder. */
export function longStream(folder: string, lines: number): string {
  const path = join(folder, String(lines))
  written(join(path, 'LifecycleConfig-workers-i-0aaaaaaaaaaaaaaa1', '000000'), function* () {
    for (let line = 0; line < lines; line += 1) {
      yield `${new Date(startMs + line * 3).toISOString()} ${lineOf(line, lines)}\n`
    }
  })
  return path
}

/** A log of so many lines of so many bytes each, between two of the service. The last one is not ended by a newline. */
export function wideLog(
  folder: string,
  { lines, bytes }: { lines: number; bytes: number },
): string {
  const path = join(folder, `${lines}x${bytes}`)
  const piece = 'connect to 10.1.2.3 port 443 failed: abc=def/ghi '.repeat(1000)
  written(join(path, 'i-0aaaaaaaaaaaaaaa2.log'), function* () {
    yield '[SageMaker] Downloading lifecycle scripts'
    for (let line = 0; line < lines; line += 1) {
      yield '\n'
      for (let left = bytes; left > 0; left -= piece.length) yield piece.slice(0, left)
    }
  })
  return path
}

function written(path: string, texts: () => Iterable<string>): void {
  mkdirSync(dirname(path), { recursive: true })
  const file = openSync(path, 'w')
  let held: string[] = []
  for (const text of texts()) {
    held.push(text)
    if (held.length < 1000) continue
    writeSync(file, held.join(''))
    held = []
  }
  writeSync(file, held.join(''))
  closeSync(file)
}

/** Syncs a stream of so many lines and one four times as long, and reads each again from its beginning. */
export async function syncMuch({ lines }: { readonly lines: number }): Promise<PromiseFigure> {
  const folder = temporaryFolder()
  const short = await measuredSyncs(folder, lines)
  const long = await measuredSyncs(folder, lines * 4)
  const broken = [
    ...[...short.said, ...long.said],
    ...[short, long].flatMap(({ first, again }) =>
      [first, again].filter((peak) => peak > mostMb.lines).map((peak) => `a sync took ${peak} MB`),
    ),
    ...(long.first - short.first > mostMb.growthOfSync ||
    long.again - short.again > mostMb.growthOfSync
      ? [`${lines} lines and four times as many: ${JSON.stringify({ short, long })}`]
      : []),
  ]
  const seen = [short, long].map(
    ({ first, again }) => `${Math.round(first)} MB, again ${Math.round(again)} MB`,
  )
  const promise = 'memory of a sync does not grow with the log'
  return { promise, trials: 4, broken, seen: seen.join('; four times as many ') }
}

/** Peaks of a first sync and of one that reads everything again, and what is wrong with what they stored. */
async function measuredSyncs(folder: string, lines: number) {
  const log = { lines, startMs, lineOf: (line: number) => lineOf(line, lines) }
  const { server, url } = await serveLongLog(log)
  const database = join(folder, `${lines}.db`)
  const env = {
    ...{ AWS_ENDPOINT_URL: url, AWS_REGION: 'us-west-2' },
    ...{ AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' },
  }
  const words = ['sync', '--log-group', longLogGroup, '--db', database]
  const first = await measuredCommand(words, env)
  const again = await measuredCommand([...words, '--full'], env)
  server.closeAllConnections()
  server.close()
  const said = [
    [first.stderr, `${lines.toLocaleString('en-US')} new events`],
    [again.stderr, ' 0 new events'],
  ].flatMap(([text = '', wanted = '']) => (text.includes(wanted) ? [] : [`${wanted}: ${text}`]))
  return { first: first.peakMb, again: again.peakMb, said }
}

/** Imports a stream of so many lines and one four times as long, many long lines, and one line without end. */
export async function importMuch(options: {
  readonly lines: number
  readonly wideLines: number
  readonly endlessBytes: number
}): Promise<PromiseFigure> {
  const folder = temporaryFolder()
  const peaks: Record<string, number> = {}
  const measure = async (name: string, path: string): Promise<MeasuredCommand> => {
    const measured = await measuredImport(path)
    rmSync(path, { recursive: true })
    peaks[name] = measured.peakMb
    return measured
  }
  const { lines, wideLines, endlessBytes } = options
  const short = await measure('lines', longStream(folder, lines))
  const long = await measure('four times as many', longStream(folder, lines * 4))
  const wide = await measure('long lines', wideLog(folder, { lines: wideLines, bytes: mebibyte }))
  const endless = await measure('no newline', wideLog(folder, { lines: 1, bytes: endlessBytes }))
  const dropped = endlessBytes - mebibyte
  const broken = [
    ...(long.peakMb > mostMb.lines ? [`${lines * 4} lines took ${long.peakMb} MB`] : []),
    ...(long.peakMb - short.peakMb > mostMb.growth
      ? [`${lines} lines took ${short.peakMb} MB, four times as many ${long.peakMb} MB`]
      : []),
    ...(wide.peakMb > mostMb.oneLine ? [`long lines took ${wide.peakMb} MB`] : []),
    ...(endless.peakMb > mostMb.oneLine ? [`one line took ${endless.peakMb} MB`] : []),
    ...(endless.stderr.includes(`of 1 lines over 1 MiB the rest, ${dropped} bytes, was left out`)
      ? []
      : [`what was left out of one line is not said: ${endless.stderr}`]),
  ]
  const seen = Object.entries(peaks).map(([name, peak]) => `${name} ${Math.round(peak)} MB`)
  return { promise: 'memory does not grow with the log', trials: 4, broken, seen: seen.join(', ') }
}

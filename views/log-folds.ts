// Which lines of a log say little, and how they fold. Pure: the server folds, a page opens and closes what it got.
import type { LogEventRecord, LogRecord, ShownLine } from './log.ts'

/**
 * Why a line says little. `usual`: most healthy instances print a line like it. `trace`: it quotes a command.
 * `progress`: a download, an unpacking. `repeat`: like the line before it.
 */
export type FoldKind = 'usual' | 'trace' | 'progress' | 'repeat'

/** A run of lines that say little. */
export interface Fold {
  readonly lines: readonly ShownLine[]
  /** How many of each kind. */
  readonly kinds: Readonly<Partial<Record<FoldKind, number>>>
}

/** A part of a log, in order: a line, a run of lines folded away, lines left out, a silence, what AWS said. */
export type LogRow =
  | { readonly kind: 'line'; readonly line: ShownLine }
  | { readonly kind: 'fold'; readonly fold: Fold }
  | { readonly kind: 'hole'; readonly from: number; readonly to: number }
  | { readonly kind: 'gap'; readonly ms: number }
  | { readonly kind: 'event'; readonly event: LogEventRecord }

export type Unusual = Pick<ShownLine, 'marker' | 'isUsual' | 'tone' | 'repeats'>

/** True: it is a marker, or says something that most healthy instances do not. */
export function isUnusual(line: Unusual): boolean {
  return line.marker !== null || foldKind(line) === undefined
}

function foldKind({ isUsual, tone, repeats }: Unusual): FoldKind | undefined {
  if (isUsual) return 'usual'
  if (tone === 'trace' || tone === 'progress') return tone
  return repeats && tone !== 'error' ? 'repeat' : undefined
}

/** Fewer lines are shown: a fold of them would be no shorter. */
const fewestFolded = 4
const linesBeforeDecisive = 5
const linesAfterDecisive = 3

type FoldedLog = Pick<
  LogRecord,
  | 'look'
  | 'outcome'
  | 'gapMs'
  | 'lastLine'
  | 'decisiveLine'
  | 'evidenceLines'
  | 'askedLine'
  | 'find'
  | 'notes'
  | 'events'
>

/** Lines in order as rows; `before`: the line above them. */
export function logRows(
  log: FoldedLog,
  lines: readonly ShownLine[],
  before?: ShownLine,
): readonly LogRow[] {
  const isKept = keptLines(log)
  const fewest = log.look.show === 'unusual' ? 1 : fewestFolded
  const rows: LogRow[] = []
  let run: ShownLine[] = []
  const endRun = (): void => {
    if (run.length >= fewest) rows.push({ kind: 'fold', fold: foldOf(run) })
    else rows.push(...run.map((line) => ({ kind: 'line', line }) as const))
    run = []
  }
  let last = before
  for (const line of lines) {
    const between = rowsBetween(log, last, line)
    const kept = isKept(line)
    if (between.length > 0 || kept) endRun()
    rows.push(...between)
    if (kept) rows.push({ kind: 'line', line })
    else run.push(line)
    last = line
  }
  endRun()
  return rows
}

function rowsBetween(log: FoldedLog, last: ShownLine | undefined, line: ShownLine): LogRow[] {
  return [...breakBetween(log, last, line), ...eventRows(log, line.ordinal)]
}

/** What AWS said before the line was written; `null`: after the last one. */
export function eventRows(
  { look, events }: Pick<FoldedLog, 'look' | 'events'>,
  aboveLine: number | null,
): LogRow[] {
  if (!look.events) return []
  return events
    .filter((event) => event.aboveLine === aboveLine)
    .map((event) => ({ kind: 'event', event }))
}

function breakBetween(log: FoldedLog, last: ShownLine | undefined, line: ShownLine): LogRow[] {
  if (last === undefined) return []
  if (line.ordinal > last.ordinal + 1) {
    return [{ kind: 'hole', from: last.ordinal + 1, to: line.ordinal - 1 }]
  }
  const ms = line.atMs - last.atMs
  return ms < log.gapMs ? [] : [{ kind: 'gap', ms }]
}

/** Says which lines are never folded. */
function keptLines(log: FoldedLog): (line: ShownLine) => boolean {
  const { look, decisiveLine } = log
  if (look.show === 'all' || look.raw) return () => true
  // In a healthy log everything is usual: folding it would leave nothing.
  const foldsUsual = log.outcome !== 'succeeded' || look.show === 'unusual'
  const hits = log.find?.line ?? null
  const noted = log.notes.map(({ lineOrdinal }) => lineOrdinal)
  const always = new Set([
    decisiveLine,
    log.lastLine,
    log.askedLine,
    hits,
    ...log.evidenceLines,
    ...noted,
  ])
  const from = (decisiveLine ?? Number.POSITIVE_INFINITY) - linesBeforeDecisive
  const to = (decisiveLine ?? 0) + linesAfterDecisive
  return (line) => {
    const { ordinal } = line
    if (always.has(ordinal) || line.marker !== null) return true
    if (look.show === 'folded' && ordinal >= from && ordinal <= to) return true
    const kind = foldKind(line)
    return kind === undefined || (kind === 'usual' && !foldsUsual)
  }
}

function foldOf(lines: readonly ShownLine[]): Fold {
  const kinds: Partial<Record<FoldKind, number>> = {}
  for (const line of lines) {
    const kind = foldKind(line) ?? 'usual'
    kinds[kind] = (kinds[kind] ?? 0) + 1
  }
  return { lines, kinds }
}

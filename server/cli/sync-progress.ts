import { SingleBar } from 'cli-progress'
import type { SyncProgress, SyncReport } from '../../ingest/sync/sync-report.ts'
import { bytes, count, duration } from '../../views/format.ts'
import { printable } from './printable.ts'

/** Where a sync shows how far it is: a bar on a terminal, a line now and then in a pipe. */
export interface ProgressDisplay {
  show(progress: SyncProgress): void
  /** Puts the screen back; nothing is shown from then on. */
  stop(): void
}

/** Lines in a pipe come no more often than this. */
const lineEveryMs = 5000

export function progressDisplay(stderr: NodeJS.WriteStream): ProgressDisplay {
  return stderr.isTTY ? new TerminalBar(stderr) : new PlainLines(stderr)
}

class TerminalBar implements ProgressDisplay {
  readonly #bar: SingleBar
  #isStarted = false
  #isStopped = false

  constructor(stderr: NodeJS.WriteStream) {
    this.#bar = new SingleBar({
      format: '{cluster} {bar} {facts}',
      barCompleteChar: '█',
      barIncompleteChar: '░',
      barsize: 24,
      stream: stderr,
      hideCursor: true,
      clearOnComplete: true,
      linewrap: false,
      fps: 8,
      gracefulExit: false,
    })
  }

  show(progress: SyncProgress): void {
    if (this.#isStopped) return
    const payload = { cluster: printable(progress.clusterName), facts: facts(progress) }
    if (!this.#isStarted) this.#bar.start(1, 0, payload)
    this.#isStarted = true
    this.#bar.setTotal(Math.max(1, progress.streamsTotal))
    this.#bar.update(progress.streamsDone, payload)
  }

  stop(): void {
    if (!this.#isStopped) this.#bar.stop()
    this.#isStopped = true
  }
}

class PlainLines implements ProgressDisplay {
  readonly #stderr: NodeJS.WriteStream
  #nextMs = 0

  constructor(stderr: NodeJS.WriteStream) {
    this.#stderr = stderr
  }

  show(progress: SyncProgress): void {
    if (progress.elapsedMs < this.#nextMs) return
    this.#nextMs = progress.elapsedMs + lineEveryMs
    this.#stderr.write(printable(`${progress.clusterName}: ${facts(progress)}\n`))
  }

  stop(): void {
    this.#nextMs = Number.POSITIVE_INFINITY
  }
}

function facts(progress: SyncProgress): string {
  if (progress.phase === 'inventory' || progress.phase === 'streams') {
    return `listing: ${count(progress.streamsTotal)} streams, ${count(progress.calls)} calls`
  }
  const { elapsedMs, msLeft } = progress
  return [
    `${count(progress.streamsDone)}/${count(progress.streamsTotal)} streams`,
    `${count(progress.events)} events`,
    bytes(progress.bytes),
    `${rate(progress.calls, elapsedMs)} calls/s`,
    `${rate(progress.throttles, elapsedMs)} throttled/s`,
    ...(progress.instancesDescribed < progress.instancesToDescribe
      ? [
          `${count(progress.instancesDescribed)}/${count(progress.instancesToDescribe)} instances described`,
        ]
      : []),
    ...(msLeft === undefined || progress.phase !== 'events' ? [] : [`${duration(msLeft)} left`]),
  ].join(' · ')
}

function rate(total: number, ms: number): string {
  return ms === 0 ? '0' : ((total * 1000) / ms).toFixed(1)
}

/** What a finished sync says of itself. */
export function syncSummary(report: SyncReport): string {
  const lines = [
    `${report.clusterName}: ${report.outcome}, ${count(report.events)} new events of ${count(report.streamsChanged)} ` +
      `of ${count(report.streams)} streams (${bytes(report.bytes)}) in ${duration(report.elapsedMs)}, ` +
      `${count(report.calls)} calls, ${count(report.throttles)} throttled`,
    ...quotaLine(report),
    ...(report.lateEvents > 0
      ? [`${count(report.lateEvents)} events had arrived late and were put in place`]
      : []),
    ...report.notes.map((note) => `note: ${note}`),
    `instances: ${Object.entries(report.coverage)
      .sort(([, a], [, b]) => b - a)
      .map(([state, instances]) => `${count(instances)} ${state}`)
      .join(', ')}`,
  ]
  return `${lines.join('\n')}\n`
}

/** How near the reading came to the quota, where there was enough of it to tell. */
function quotaLine({ readingMs, quotaMs, pageFill }: SyncReport): readonly string[] {
  if (readingMs === undefined || quotaMs === undefined || quotaMs < 1000) return []
  const ratio = (readingMs / quotaMs).toFixed(2)
  const fill = pageFill === undefined ? '' : `, pages ${Math.round(pageFill * 100)} % full`
  return [
    `events read in ${duration(readingMs)}: ${ratio} times what the quotas allow at best (${duration(quotaMs)})${fill}`,
  ]
}

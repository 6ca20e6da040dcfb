import type { LogPage } from '../log-source.ts'
import { OperatorError } from '../operator-error.ts'
import type { StreamScan } from '../store/line-store.ts'
import type { StreamRow } from '../store/stream-store.ts'
import type { ListedGroup } from './copy-stream-list.ts'
import { type ScanBatch, scanPlan } from './scan-plan.ts'
import type { SyncState } from './sync-state.ts'
import { together } from './together.ts'

/** Chains of pages that are followed at once. */
const chains = 4

/** PutLogEvents accepts events this far in the future; clocks of instances do run ahead. */
const futureMs = 2 * 3_600_000

/** Copies what is new in the streams of a log group; `onBatch` is told when the streams of a batch are whole. */
export async function copyEvents(
  state: SyncState,
  group: ListedGroup,
  onBatch: (instanceIds: ReadonlySet<string>) => Promise<void>,
): Promise<void> {
  const rows = state.request.database.streams
    .streams(group.logGroupId)
    .filter(({ name }) => group.streams.has(name))
  const queue = [...scanPlan(rows, state.request.reading)]
  const follow = async () => {
    for (let batch = queue.shift(); batch !== undefined; batch = queue.shift()) {
      state.request.signal.throwIfAborted()
      if (state.isStopping) return
      await copyBatch(state, group, batch)
      await onBatch(new Set(batch.streams.map(({ instanceId }) => instanceId)))
    }
  }
  await together(state, Array(chains).fill(follow))
}

async function copyBatch(state: SyncState, group: ListedGroup, batch: ScanBatch): Promise<void> {
  try {
    await new BatchCopy(state, group, batch).run()
  } catch (error) {
    if (!(error instanceof OperatorError) || !isPassing(error)) throw error
    state.isPartial = true
    state.note(`${batch.streams.length} streams could not be read to their end: ${error.message}`)
  }
}

/** Another batch may succeed, and the next sync goes on with this one. */
function isPassing(error: OperatorError): boolean {
  return error.code === 'aws-unreachable' || error.code === 'aws-unexpected-answer'
}

/** One chain of pages over one batch of streams. */
class BatchCopy {
  readonly #state: SyncState
  readonly #group: ListedGroup
  readonly #batch: ScanBatch
  readonly #scans: ReadonlyMap<string, StreamScan>
  readonly #beganMs: number
  #streamsDone = 0

  constructor(state: SyncState, group: ListedGroup, batch: ScanBatch) {
    const { lines } = state.request.database
    this.#state = state
    this.#group = group
    this.#batch = batch
    this.#beganMs = state.serviceNowMs()
    this.#scans = new Map(
      batch.streams.map(({ name, streamId }) => [name, lines.openScan(streamId, batch.fromMs)]),
    )
  }

  async run(): Promise<void> {
    const { request } = this.#state
    const pages = request.source.logs.pages({
      logGroupName: this.#group.name,
      streamNames: this.#batch.streams.map(({ name }) => name),
      fromMs: this.#batch.fromMs,
      toMs: this.#beganMs + futureMs,
    })
    for await (const page of pages) {
      this.#savePage(page)
      request.signal.throwIfAborted()
      if (this.#state.isStopping) return
    }
    this.#finish()
  }

  /** The page's rows and the checkpoints that they justify: one transaction. */
  #savePage(page: LogPage): void {
    const { database } = this.#state.request
    const saved = database.atOnce(() => {
      const results = [...Map.groupBy(page.events, ({ streamName }) => streamName)].map(
        ([name, events]) => {
          const scan = this.#scanOf(name)
          return { streamId: scan.streamId, saved: database.lines.saveEvents(scan, events) }
        },
      )
      for (const { streamId } of this.#batch.streams) {
        database.scans.advance(streamId, Math.min(page.completeToMs, this.#beganMs))
      }
      for (const row of this.#gone(page)) database.streams.markStreamGone(row.streamId)
      return results
    })
    for (const { streamId, saved: counts } of saved) this.#state.addSaved(streamId, counts)
    this.#state.pages += 1
    for (const row of this.#gone(page)) {
      this.#state.note(`CloudWatch no longer has log stream ${row.name}; what was copied stays.`)
    }
    this.#moveProgress(page.completeToMs)
  }

  #finish(): void {
    const { database } = this.#state.request
    database.atOnce(() => {
      for (const { streamId } of this.#batch.streams) database.scans.finish(streamId, this.#beganMs)
    })
    this.#moveProgress(Number.MAX_SAFE_INTEGER)
  }

  /** A chain sweeps its streams in order of time: a stream counts as done when the sweep has passed its last event. */
  #moveProgress(completeToMs: number): void {
    const done = this.#batch.streams.filter(({ name }) => {
      const lastMs = this.#group.streams.get(name)?.lastEventMs ?? 0
      return lastMs < completeToMs
    }).length
    this.#state.streamsDone += done - this.#streamsDone
    this.#streamsDone = done
    this.#state.report()
  }

  #gone(page: LogPage): readonly StreamRow[] {
    return this.#batch.streams.filter(({ name }) => page.goneStreams.includes(name))
  }

  #scanOf(name: string): StreamScan {
    const scan = this.#scans.get(name)
    if (scan !== undefined) return scan
    throw new OperatorError(
      'aws-unexpected-answer',
      `CloudWatch answered with events of ${name}, which was not asked for.`,
      'Run the sync again; if it happens again, please report it.',
    )
  }
}

import { leastBehindMs } from '../lifecycle/clock-behind.ts'
import type { LogEvent, LogPage, StreamToRead } from '../log-source.ts'
import { OperatorError } from '../operator-error.ts'
import type { StreamScan } from '../store/line-store.ts'
import type { StreamRow } from '../store/stream-store.ts'
import type { ListedGroup } from './copy-stream-list.ts'
import { scanPlan, surelyCompleteToMs } from './scan-plan.ts'
import type { SyncState } from './sync-state.ts'

/** PutLogEvents accepts events this far in the future; clocks of instances do run ahead. */
const futureMs = 2 * 3_600_000

/** Copies what is new in the streams of a log group; `onWhole` is told of instances whose streams are whole. */
export async function copyEvents(
  state: SyncState,
  group: ListedGroup,
  onWhole: (instanceIds: ReadonlySet<string>) => void,
): Promise<void> {
  const rows = state.request.database.streams
    .streams(group.logGroupId)
    .filter(({ name }) => group.streams.has(name))
  await new GroupCopy(state, group, rows).run(onWhole)
}

/** One reading of the streams of a log group. */
class GroupCopy {
  readonly #state: SyncState
  readonly #group: ListedGroup
  readonly #rows: ReadonlyMap<string, StreamRow>
  readonly #plan: readonly StreamToRead[]
  readonly #fromMs: ReadonlyMap<string, number>
  readonly #scans = new Map<string, StreamScan>()
  readonly #beganMs: number
  /** By stream, as StreamRow.clockBehindMs. */
  readonly #behindMs: Map<number, number | null>
  /** Streams whose last listed event has been passed. */
  readonly #passed = new Set<string>()

  constructor(state: SyncState, group: ListedGroup, rows: readonly StreamRow[]) {
    this.#state = state
    this.#group = group
    this.#rows = new Map(rows.map((row) => [row.name, row]))
    this.#plan = scanPlan(rows, group.streams, state.request.reading)
    this.#fromMs = new Map(this.#plan.map(({ name, fromMs }) => [name, fromMs]))
    this.#behindMs = new Map(rows.map((row) => [row.streamId, row.clockBehindMs]))
    this.#beganMs = state.serviceNowMs()
  }

  async run(onWhole: (instanceIds: ReadonlySet<string>) => void): Promise<void> {
    if (this.#plan.length === 0) return
    const { request } = this.#state
    const toMs = this.#beganMs + futureMs
    const read = { logGroupName: this.#group.name, streams: this.#plan, toMs }
    for await (const page of request.source.logs.read(read)) {
      this.#savePage(page, toMs)
      await request.database.log.room(request.signal)
      request.signal.throwIfAborted()
      if (this.#state.isStopping) return
      if (page.completeToMs < toMs) continue
      onWhole(new Set(this.#rowsOf(page).map(({ instanceId }) => instanceId)))
    }
  }

  /** The page's rows and the checkpoints that they justify: one transaction. */
  #savePage(page: LogPage, toMs: number): void {
    const { database } = this.#state.request
    const saved = database.atOnce(() => {
      const results = [...Map.groupBy(page.events, ({ streamName }) => streamName)].map(
        ([name, events]) => {
          const scan = this.#scan(name)
          this.#noteBehind(scan.streamId, events)
          return { streamId: scan.streamId, saved: database.lines.saveEvents(scan, events) }
        },
      )
      this.#moveCheckpoints(page, toMs)
      return results
    })
    for (const { streamId, saved: counts } of saved) this.#state.addSaved(streamId, counts)
    if (page.events.length > 0 || page.completeToMs > 0) this.#state.pages += 1
    this.#note(page)
    this.#moveProgress(page)
  }

  #moveCheckpoints(page: LogPage, toMs: number): void {
    const { scans, streams } = this.#state.request.database
    const isWhole = page.completeToMs >= toMs
    for (const { streamId, name } of this.#rowsOf(page)) {
      if (isWhole) scans.finish(streamId, this.#beganMs)
      else scans.advance(streamId, this.#resumeMs(streamId, page))
      if (isWhole) this.#scans.delete(name)
      if (page.goneStreams.includes(name)) streams.markStreamGone(streamId)
    }
  }

  /** What arrives late may stand before the place that a scan has reached: the next one must not begin behind it. */
  #resumeMs(streamId: number, { completeToMs }: LogPage): number {
    const behindMs = this.#behindMs.get(streamId) ?? null
    return Math.min(completeToMs, surelyCompleteToMs(this.#beganMs, behindMs))
  }

  #noteBehind(streamId: number, events: readonly LogEvent[]): void {
    const known = this.#behindMs.get(streamId) ?? Number.POSITIVE_INFINITY
    const behindMs = leastBehindMs(events)
    if (behindMs === undefined || behindMs >= known) return
    this.#behindMs.set(streamId, behindMs)
    this.#state.request.database.scans.noteBehind(streamId, behindMs)
  }

  #note({ goneStreams, failure, streamNames, notes }: LogPage): void {
    for (const name of goneStreams) {
      this.#state.note(`CloudWatch no longer has log stream ${name}; what was copied stays.`)
    }
    for (const note of notes) this.#state.note(note)
    if (failure === undefined) return
    this.#state.isPartial = true
    this.#state.note(
      `${streamNames.length} streams could not be read to their end: ${failure.message}`,
    )
  }

  /** Chains sweep their streams in order of time: a stream counts as done when the sweep has passed its last event. */
  #moveProgress(page: LogPage): void {
    const before = this.#passed.size
    for (const name of page.streamNames) {
      const lastMs = this.#group.streams.get(name)?.lastEventMs ?? 0
      if (lastMs < page.completeToMs) this.#passed.add(name)
    }
    this.#state.streamsDone += this.#passed.size - before
    this.#state.report()
  }

  #rowsOf({ streamNames }: LogPage): readonly StreamRow[] {
    return streamNames.flatMap((name) => this.#rows.get(name) ?? [])
  }

  #scan(name: string): StreamScan {
    const open = this.#scans.get(name)
    if (open !== undefined) return open
    const row = this.#rows.get(name)
    const fromMs = this.#fromMs.get(name)
    if (row === undefined || fromMs === undefined) {
      throw new OperatorError(
        'aws-unexpected-answer',
        `CloudWatch answered with events of ${name}, which was not asked for.`,
        'Run the sync again; if it happens again, please report it.',
      )
    }
    const scan = this.#state.request.database.lines.openScan(row.streamId, fromMs)
    this.#scans.set(name, scan)
    return scan
  }
}

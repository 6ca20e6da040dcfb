/** An event as a file tells it. */
export interface ImportedEvent {
  /** undefined: the file does not name its stream; its path may. */
  readonly streamName: string | undefined
  /** undefined: the file holds no times. */
  readonly atMs: number | undefined
  /** When CloudWatch took it in; undefined: the file does not say. */
  readonly ingestedMs: number | undefined
  readonly message: string
}

/** The events of one file, in its order, in batches as they are read. */
export type ImportedEvents = AsyncIterable<readonly ImportedEvent[]>

/** What reading a file met that the user should know of; each is counted, none is an error. */
export class EventTroubles {
  cutLines = 0
  droppedBytes = 0
  /** Events of an export cut into several because they were longer than CloudWatch takes. */
  cutEvents = 0
  damagedLines = 0
  impossibleTimes = 0
  /** The first of them. */
  impossibleTime: string | undefined
  withoutTime = 0

  /** A time that CloudWatch can hold, else undefined, counted. */
  possibleMs(ms: number, written: string): number | undefined {
    if (Number.isInteger(ms) && ms >= 0 && ms <= latestMs) return ms
    this.impossibleTimes += 1
    this.impossibleTime ??= written
    return undefined
  }

  /** What was met elsewhere, after this. */
  add(more: Readonly<Omit<EventTroubles, 'possibleMs' | 'sentences' | 'add'>>): void {
    this.cutLines += more.cutLines
    this.droppedBytes += more.droppedBytes
    this.cutEvents += more.cutEvents
    this.damagedLines += more.damagedLines
    this.impossibleTimes += more.impossibleTimes
    this.impossibleTime ??= more.impossibleTime
    this.withoutTime += more.withoutTime
  }

  sentences(): readonly string[] {
    const { cutLines, droppedBytes, cutEvents } = this
    const { damagedLines, impossibleTimes, impossibleTime, withoutTime } = this
    return [
      ...(cutLines > 0
        ? [`of ${cutLines} lines over 1 MiB the rest, ${droppedBytes} bytes, was left out`]
        : []),
      ...(cutEvents > 0 ? [`${cutEvents} events over 1 MiB were cut into several`] : []),
      ...(damagedLines > 0
        ? [`${damagedLines} lines held bytes that are no UTF-8, now U+FFFD`]
        : []),
      ...(impossibleTimes > 0
        ? [
            `${impossibleTimes} events with an impossible time, such as ${impossibleTime}, were left out`,
          ]
        : []),
      ...(withoutTime > 0 ? [`${withoutTime} lines before the first time were left out`] : []),
    ]
  }
}

/** The last millisecond of the year 9999, the latest that a date can be written for. */
const latestMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

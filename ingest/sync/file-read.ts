import { EventTroubles } from '../files/imported-event.ts'
import { nothingSaved, type SavedEvents } from '../store/line-store.ts'
import type { FileReport } from './import-report.ts'

/** What one file has brought so far; an export's last events come with the file after it. */
export interface FileRead {
  readonly file: string
  format: FileReport['format']
  skipped: string | null
  events: number
  saved: SavedEvents
  /** What its lines say is found out while they are read. */
  isAnalysed: boolean
  readonly streams: Set<number>
  /** Events that went nowhere, by the reason. */
  readonly unplaced: Map<string, number>
  readonly troubles: EventTroubles
}

/** A file of which nothing was read yet. */
export function fileRead(file: string): FileRead {
  return {
    ...{ file, format: 'unread', skipped: null, events: 0, saved: nothingSaved },
    ...{
      isAnalysed: false,
      streams: new Set(),
      unplaced: new Map(),
      troubles: new EventTroubles(),
    },
  }
}

/** What is told of it in the end. */
export function fileReport(read: FileRead): FileReport {
  const { file, format, streams, events, saved } = read
  const unplaced = [...read.unplaced]
  // A file of which no event found its place was not imported; otherwise it was, but for some.
  const isNowhere = streams.size === 0 && unplaced.length > 0
  return {
    ...{ file, format, streams: streams.size, events, newEvents: saved.events },
    skipped: read.skipped ?? (isNowhere ? (unplaced[0]?.[0] ?? null) : null),
    notes: [
      ...(isNowhere ? [] : unplaced.map(([why, count]) => `${count} events left out: ${why}`)),
      ...read.troubles.sentences(),
    ],
  }
}

/** One line of a log stream. A line belongs to one event; an event may hold several. */
export interface Line {
  /** Place in the log stream, from 1. */
  readonly ordinal: number
  /** CloudWatch's time of the event, epoch ms UTC: when the agent read it, not when the script wrote it. */
  readonly atMs: number
  /** Verbatim, without the newline. May hold NUL, ANSI codes, carriage returns. */
  readonly text: string
}

/** What a harness has seen: so many trials of a promise, and every one that broke it, as a sentence. */
export interface PromiseFigure {
  readonly promise: string
  readonly trials: number
  readonly broken: readonly string[]
  /** What else the run has measured, for the table. */
  readonly seen: string
}

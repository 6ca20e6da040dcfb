/** What a run of the bench is asked for. */
export interface BenchOptions {
  /** Sizes of the demo clusters that are measured. */
  readonly instances: readonly number[]
  /** Folder whose demo databases are used again, and that gets those that are missing; undefined: none is kept. */
  readonly kept: string | undefined
}

/** Where an expected instance stands. Every expected instance is in exactly one state. */
export type CoverageState =
  | 'no-stream'
  | 'empty'
  | 'no-markers'
  | 'started'
  | 'downloading'
  | 'download-failed'
  | 'running'
  | 'hung'
  | 'failed'
  | 'failed-lost-tail'
  | 'succeeded'
  | 'succeeded-after-retry'
  | 'succeeded-but-rolled-back'

/** From healthy over under way to failed: the order of ledgers and legends. */
export const coverageStates: readonly CoverageState[] = [
  'succeeded',
  'succeeded-after-retry',
  'succeeded-but-rolled-back',
  'started',
  'downloading',
  'running',
  'hung',
  'failed',
  'failed-lost-tail',
  'download-failed',
  'no-markers',
  'empty',
  'no-stream',
]

/** The states that count as failed, on every page and in every export. */
export const failedStates: ReadonlySet<CoverageState> = new Set([
  'failed',
  'failed-lost-tail',
  'download-failed',
])

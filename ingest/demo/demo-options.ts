import { OperatorError } from '../operator-error.ts'

/** How the demo cluster names its log groups and log streams, and which markers it writes (data/layouts.json). */
export type DemoLayout = 'observed' | 'announced' | 'before-2026'

export interface DemoOptions {
  /** 8 to 15,000; default 800. */
  readonly instances?: number
  readonly seed?: number
  readonly layout?: DemoLayout
  /** When the present bring-up starts, epoch ms; default 2026-11-23T02:04:00Z. */
  readonly startedMs?: number
  readonly clusterName?: string
  readonly region?: string
  readonly orchestrator?: 'slurm' | 'eks'
  /** Default 2: some of the instances ran in an earlier one, too. */
  readonly bringUps?: 1 | 2
  /** How far the clocks of instances are off, ms by index; negative: behind. Default: none is. */
  readonly clockOffMs?: Readonly<Record<number, number>>
}

export type DemoSettings = Required<DemoOptions>

/** From the start of the bring-up to the moment for which the truth is stated; a frozen demo clock stands there. */
export const demoSnapshotAfterMs = 27 * 60_000

const defaults: DemoSettings = {
  instances: 800,
  seed: 1,
  layout: 'observed',
  startedMs: Date.UTC(2026, 10, 23, 2, 4),
  clusterName: 'ml-prod',
  region: 'us-west-2',
  orchestrator: 'slurm',
  bringUps: 2,
  clockOffMs: {},
}

/** Fills in defaults. Throws OperatorError `invalid-option` for a number of instances it cannot invent. */
export function demoSettings(options: DemoOptions): DemoSettings {
  const settings = { ...defaults, ...options }
  if (
    !Number.isInteger(settings.instances) ||
    settings.instances < 8 ||
    settings.instances > 15_000
  ) {
    throw new OperatorError(
      'invalid-option',
      `A demo cluster of ${settings.instances} instances is not possible.`,
      'Ask for 8 to 15000 instances.',
    )
  }
  return settings
}

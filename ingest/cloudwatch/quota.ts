import { readFileSync } from 'node:fs'
import type { UsedAction } from './iam-policy.ts'

/** How many calls a second AWS is thought to accept. */
export interface Quota {
  readonly callsPerSecond: number
  /** False: a guess to begin with. */
  readonly published: boolean
}

interface QuotaEntry {
  readonly callsPerSecond: number
  readonly published?: false
  readonly byRegion?: Readonly<Record<string, number>>
}

interface QuotaFile {
  readonly actions: Readonly<Record<UsedAction, QuotaEntry>>
}

const quotaFileUrl = new URL('data/quotas.json', import.meta.resolve('#package.json'))
const quotas = JSON.parse(readFileSync(quotaFileUrl, 'utf8')) as QuotaFile

/** The quota of one account for this action in this Region (data/quotas.json). */
export function quotaOf(action: UsedAction, region: string): Quota {
  const { byRegion, callsPerSecond, published = true } = quotas.actions[action]
  return { callsPerSecond: byRegion?.[region] ?? callsPerSecond, published }
}

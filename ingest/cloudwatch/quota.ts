import { readFileSync } from 'node:fs'
import type { UsedAction } from './iam-policy.ts'

interface QuotaFile {
  readonly actions: Readonly<
    Record<UsedAction, { callsPerSecond: number; byRegion?: Readonly<Record<string, number>> }>
  >
}

const quotaFileUrl = new URL('data/quotas.json', import.meta.resolve('#package.json'))
const quotas = JSON.parse(readFileSync(quotaFileUrl, 'utf8')) as QuotaFile

/** Calls a second of one account that AWS publishes for this action and Region (data/quotas.json). */
export function publishedQuota(action: UsedAction, region: string): number {
  const quota = quotas.actions[action]
  return quota.byRegion?.[region] ?? quota.callsPerSecond
}

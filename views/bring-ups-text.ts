import type { BringUpsRecord } from './bring-ups.ts'
import { count, counted, duration, percent } from './format.ts'

/** The bring-ups for a terminal, the latest first. */
export function bringUpsText({ cluster, bringUps }: BringUpsRecord): string {
  if (bringUps.length === 0)
    return `${cluster.name}: no attempt of the lifecycle scripts is known.\n`
  const lines = bringUps.map((each) => {
    const { bringUpId, label, instances, failed, attempts, startedMs, endedMs } = each
    const share = instances === 0 ? '' : ` (${percent(failed / instances)} %)`
    const facts = `${counted(instances, 'instance')}, ${count(failed)} failed${share}, ${counted(attempts, 'attempt')}, ${duration(endedMs - startedMs)}`
    return `  ${bringUpId}  ${facts}${label === null ? '' : `  ${label}`}`
  })
  return `${cluster.name}: ${counted(bringUps.length, 'bring-up')}, the latest first\n${lines.join('\n')}\n`
}

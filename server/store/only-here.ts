import type { OnlyHere } from '../../views/instance-contrast.ts'
import type { LogRecord } from '../../views/log.ts'
import type { Scope } from './scope.ts'
import type { Stores } from './stores.ts'

const mostRows = 12

/**
 * What tells an attempt from the healthy: what the sync found of its failure group, else its own lines that no healthy
 * instance prints, the last first.
 */
export function onlyHereRows(
  stores: Stores,
  of: Scope & { readonly failureGroupId: string | undefined },
  log: LogRecord | undefined,
): readonly OnlyHere[] {
  const { failureGroupId } = of
  const firstLines = firstLineOfTemplates(stores, log)
  const judged =
    failureGroupId === undefined ? [] : stores.groups.contrast({ ...of, failureGroupId })
  if (judged.length === 0) return ownRows(firstLines, log)
  return judged.map((row) => ({
    ...{ direction: row.direction, template: row.template },
    ...{ failedWith: row.failedWith, failed: row.failed },
    ...{ healthyWith: row.healthyWith, healthy: row.healthy },
    line: firstLines.get(row.template)?.ordinal ?? null,
  }))
}

// ssh-keygen draws each key as a picture: a line of it is on no other instance, and says nothing. Masked numbers among them.
const keyPicture = /^\|(?:[ .o+=*BOX@%&#/^SE]|<\*>)+\|$/

type FirstLine = Pick<LogRecord['lines'][number], 'ordinal' | 'healthy' | 'failed' | 'marker'>

function firstLineOfTemplates(
  stores: Stores,
  log: LogRecord | undefined,
): ReadonlyMap<string, FirstLine> {
  const first = new Map<string, FirstLine>()
  for (const line of log?.lines ?? []) {
    const { template } = stores.lines.templateOf(line.text)
    if (!first.has(template)) first.set(template, line)
  }
  return first
}

function ownRows(
  firstLines: ReadonlyMap<string, FirstLine>,
  log: LogRecord | undefined,
): readonly OnlyHere[] {
  if (log === undefined || log.fleet.healthy === 0) return []
  const own = [...firstLines].filter(
    ([template, { healthy, marker }]) =>
      healthy === 0 && marker === null && !keyPicture.test(template),
  )
  return own
    .slice(-mostRows)
    .reverse()
    .map(([template, line]) => ({
      ...{ direction: 'present', template, line: line.ordinal },
      ...{ failedWith: line.failed, failed: log.fleet.failed },
      ...{ healthyWith: 0, healthy: log.fleet.healthy },
    }))
}

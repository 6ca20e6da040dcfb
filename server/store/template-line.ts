import { firstOfTemplates } from '../../ingest/lifecycle/template-table.ts'
import { OperatorError } from '../../ingest/operator-error.ts'
import { chosenAttempt, instanceNotFound } from './instance-request.ts'
import { scopeOf } from './scope.ts'
import type { Stores } from './stores.ts'

/** The first line of a template in an attempt. Throws OperatorError `cluster-not-found`, `not-found`. */
export function templateLine(
  stores: Stores,
  nameOrId: string,
  asked: {
    readonly instanceId: string
    readonly key: string
    readonly attempt: number | undefined
  },
): { readonly attempt: number; readonly line: number } {
  const cluster = stores.clusters.cluster(nameOrId)
  const { instanceId, key } = asked
  const of = { ...scopeOf(cluster), instanceId }
  const request = { instanceId, ...(asked.attempt !== undefined && { attempt: asked.attempt }) }
  const attempt = chosenAttempt(
    stores.instances.attempts(of),
    request,
    stores.instances.instance(of)?.lastAttempt ?? 0,
  )
  const stream = attempt && stores.instances.stream({ ...of, attempt: attempt.attempt })
  if (attempt === undefined || stream === undefined) throw instanceNotFound(cluster.name, request)
  const { firstLine: fromLine, lastLine: toLine } = attempt
  const lines = stores.logs.eachLine({ ...stream, fromLine, toLine })
  const line = firstOfTemplates(lines, new Set([key])).get(key)?.line
  if (line !== undefined) return { attempt: attempt.attempt, line: line.ordinal }
  throw new OperatorError(
    'not-found',
    `Attempt ${attempt.attempt} of ${instanceId} has no line of the template ${key}.`,
    'Templates are read anew by every sync: compare again.',
  )
}

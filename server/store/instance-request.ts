import { OperatorError } from '../../ingest/operator-error.ts'
import type { AttemptRecord } from '../../views/attempt-stages.ts'

/** Which instance, and which of its attempts. */
export interface InstanceRequest {
  readonly instanceId: string
  /** undefined: the last of the scope. */
  readonly attempt?: number
  /** A line that must be among the shown ones of a long log. */
  readonly line?: number
}

/**
 * Without an asked one, that which holds the asked line (a link of a search names the line alone), up to number `last`;
 * without a line, attempt number `last`. undefined: the instance has no attempt, or not that one.
 */
export function chosenAttempt(
  attempts: readonly AttemptRecord[],
  { attempt, line }: InstanceRequest,
  last: number,
): AttemptRecord | undefined {
  const holding =
    line === undefined
      ? undefined
      : attempts.findLast(
          (each) => each.attempt <= last && each.firstLine <= line && line <= each.lastLine,
        )
  return attempts.find((each) => each.attempt === (attempt ?? holding?.attempt ?? last))
}

export function instanceNotFound(
  cluster: string,
  { instanceId, attempt }: InstanceRequest,
): OperatorError {
  return new OperatorError(
    'not-found',
    attempt === undefined
      ? `The cluster ${cluster} has no log of an instance ${instanceId}.`
      : `The cluster ${cluster} has no attempt ${attempt} of an instance ${instanceId}.`,
    'Look for it in the list of instances, or sync again.',
  )
}

import { OperatorError } from '../../ingest/operator-error.ts'
import type { AttemptRecord } from '../../views/attempt-stages.ts'

/** Which instance, and which of its attempts. */
export interface InstanceRequest {
  readonly instanceId: string
  /** undefined: the last. */
  readonly attempt?: number
  /** A line that must be among the shown ones of a long log. */
  readonly line?: number
}

/** undefined: the instance has no attempt, or not the asked one. */
export function chosenAttempt(
  attempts: readonly AttemptRecord[],
  { attempt }: InstanceRequest,
): AttemptRecord | undefined {
  if (attempt === undefined) return attempts.at(-1)
  return attempts.find((each) => each.attempt === attempt)
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

import type { UsedAction } from './iam-policy.ts'

/** How long a call may take and how often it is tried. */
export interface CallLimits {
  /** One attempt, the reading of its body included: a body that drips never ends by itself. */
  readonly attemptMs: number
  /** Tries of a call that fails other than by throttling. */
  readonly tries: number
  /** No further try once this long has passed since the first failure. */
  readonly patienceMs: number
}

export const defaultCallLimits: CallLimits = { attemptMs: 120_000, tries: 6, patienceMs: 120_000 }

/** Which call it is, whatever it answers. */
export interface CallIdentity {
  readonly action: UsedAction
  /** The log group or cluster it is about, for messages; empty: none. */
  readonly subject: string
  /** Names of refusals that the caller decides on itself; they are thrown as the SDK made them. */
  readonly expected?: readonly string[]
}

export interface AwsCall<Output> extends CallIdentity {
  /** Sends one attempt. */
  readonly send: (signal: AbortSignal) => Promise<Output>
  /** False where the answer lacks what each answer of this operation holds: then it is no answer. */
  readonly isComplete: (output: Output) => boolean
}

import { OperatorError } from '../operator-error.ts'
import { awsFault, faultDetail } from './aws-fault.ts'

/** What `doctor` found out about one thing. */
export interface Finding {
  /** An IAM action, or `region`, `credentials`, `clock`, `cluster`, `log group`, `retention`, `last event`. */
  readonly check: string
  /** `warning`: a sync runs all the same, with less in it. */
  readonly ok: true | false | 'warning'
  /** A sentence. */
  readonly detail: string
  /** What to do about it. */
  readonly fix?: string
}

/** What an attempt brought: a finding, and the value that later checks need, where it succeeded. */
export interface Attempt<Value> {
  readonly finding: Finding
  readonly value: Value | undefined
}

/**
 * Tries one thing and says how it went. Errors of AWS and of the network are findings; bugs and an aborted
 * signal are thrown.
 *
 * @param ifFailed what a failure means for a sync.
 */
export async function attempt<Value>(
  check: string,
  ifFailed: false | 'warning',
  run: () => Promise<{ readonly value: Value; readonly detail: string }>,
): Promise<Attempt<Value>> {
  try {
    const { value, detail } = await run()
    return { finding: { check, ok: true, detail }, value }
  } catch (error) {
    return { finding: { check, ok: ifFailed, ...said(error) }, value: undefined }
  }
}

function said(error: unknown): { detail: string; fix?: string } {
  if (error instanceof OperatorError) return { detail: error.message, fix: error.nextStep }
  if (awsFault(error) === 'bug') throw error
  return { detail: `AWS refused: ${faultDetail(error)}.` }
}

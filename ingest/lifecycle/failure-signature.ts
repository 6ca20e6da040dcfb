import type { AttemptFailure } from './attempt.ts'
import { signatureTemplate } from './signature-template.ts'

/** What all attempts of one failure group share. */
export interface FailureSignature {
  /** Exact text to be hashed: the same for the same failure, whatever the order and number of syncs. */
  readonly key: string
  /** The masked decisive line; what the group is called. */
  readonly template: string
  /** Version of masking and choice; part of the key. */
  readonly algorithm: string
}

/** What a signature is made of. */
export type SignedFailure = Pick<AttemptFailure, 'stage' | 'step' | 'exitCode' | 'decisiveLine'>

export const signatureAlgorithm = '1'

/** Stage, step and masked decisive line; the exit code counts only where no line says why. */
export function failureSignature(failure: SignedFailure): FailureSignature {
  const { decisiveLine, stage, step } = failure
  const masked =
    decisiveLine === undefined ? unexplained(failure) : signatureTemplate(decisiveLine.text)
  const shownStep = step === undefined ? null : signatureTemplate(step)
  const key = JSON.stringify([signatureAlgorithm, stage, shownStep, masked])
  return { key, template: masked, algorithm: signatureAlgorithm }
}

function unexplained({ exitCode }: SignedFailure): string {
  return exitCode === undefined ? 'No line says why' : `No line says why (exit code ${exitCode})`
}

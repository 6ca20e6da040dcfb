import { OperatorError, operatorErrorCodes } from '../../ingest/operator-error.ts'
import { printable } from './printable.ts'

/** Writes the error for a person and returns the exit code that it means. */
export function reportError(error: unknown, stderr: NodeJS.WritableStream): number {
  if (error instanceof OperatorError) {
    stderr.write(`error: ${printable(error.message)}\n${printable(error.nextStep)}\n`)
    return operatorErrorCodes[error.code].exitCode
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  stderr.write(
    `bug: ${printable(text)}\nPlease report this, with the command you ran. \`hyperscope doctor\` tells whether the file is damaged.\n`,
  )
  return 1
}

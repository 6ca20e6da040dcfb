import { readFileSync } from 'node:fs'
import { OperatorError } from './operator-error.ts'

/** The text of a rules file. Throws OperatorError `invalid-rules` where it cannot be read. */
export function rulesText(path: string | URL): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const message = `The rules file ${String(path)} cannot be read: ${why}.`
    throw new OperatorError('invalid-rules', message, 'Check the path and its permissions.', error)
  }
}

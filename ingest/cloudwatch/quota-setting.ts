import { OperatorError } from '../operator-error.ts'
import { type UsedAction, usedActions } from './iam-policy.ts'

/**
 * Reads `FilterLogEvents=5`: calls a second of one operation in place of the published quota. Throws OperatorError
 * `invalid-option`.
 */
export function quotaSettings(
  texts: readonly string[],
): Readonly<Partial<Record<UsedAction, number>>> {
  return Object.fromEntries(texts.map(quotaSetting))
}

function quotaSetting(text: string): readonly [UsedAction, number] {
  const [operation = '', rate = ''] = text.split('=', 2)
  const action = usedActions.find((known) => known.endsWith(`:${operation}`))
  const callsPerSecond = Number(rate)
  if (action !== undefined && callsPerSecond > 0 && callsPerSecond <= 1000) {
    return [action, callsPerSecond]
  }
  const names = usedActions.map((known) => known.slice(known.indexOf(':') + 1))
  throw new OperatorError(
    'invalid-option',
    `--quota is ${text}.`,
    `Write OPERATION=CALLS_A_SECOND, such as FilterLogEvents=5; operations: ${names.join(', ')}.`,
  )
}

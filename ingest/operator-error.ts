/**
 * The errors an operator can meet and act on. Anything else that is thrown is a bug.
 *
 * Exit codes: 0 ok, 1 bug, 2 usage, 3 partial, 4 credentials or permission, 5 locked, 6 disk or I/O,
 * 7 file refused, 8 AWS unreachable, 9 the gate of a pipeline, 130/143 signal. docs/cli.md lists them; a test compares.
 */
export const operatorErrorCodes = {
  'invalid-option': { exitCode: 2, httpStatus: 400 },
  'invalid-request': { exitCode: 2, httpStatus: 400 },
  'invalid-rules': { exitCode: 2, httpStatus: 500 },
  'not-found': { exitCode: 2, httpStatus: 404 },
  'cluster-not-found': { exitCode: 2, httpStatus: 404 },
  'bring-up-not-found': { exitCode: 2, httpStatus: 404 },
  'log-group-not-found': { exitCode: 2, httpStatus: 404 },
  'sync-incomplete': { exitCode: 3, httpStatus: 500 },
  'credentials-missing': { exitCode: 4, httpStatus: 500 },
  'credentials-expired': { exitCode: 4, httpStatus: 500 },
  'access-denied': { exitCode: 4, httpStatus: 500 },
  'database-locked': { exitCode: 5, httpStatus: 503 },
  'database-missing': { exitCode: 6, httpStatus: 503 },
  'database-unwritable': { exitCode: 6, httpStatus: 500 },
  'database-refused': { exitCode: 7, httpStatus: 500 },
  'database-newer': { exitCode: 7, httpStatus: 500 },
  'database-older': { exitCode: 7, httpStatus: 503 },
  'database-damaged': { exitCode: 7, httpStatus: 500 },
  'aws-unreachable': { exitCode: 8, httpStatus: 502 },
  'aws-unexpected-answer': { exitCode: 8, httpStatus: 502 },
  'gate-failed': { exitCode: 9, httpStatus: 500 },
  'invalid-sql': { exitCode: 2, httpStatus: 400 },
  'port-in-use': { exitCode: 2, httpStatus: 500 },
  'request-refused': { exitCode: 2, httpStatus: 403 },
} as const satisfies Record<string, { exitCode: number; httpStatus: number }>

export type OperatorErrorCode = keyof typeof operatorErrorCodes

/** Says what failed on which input (`message`) and what to do next (`nextStep`); the cause is kept. */
export class OperatorError extends Error {
  readonly code: OperatorErrorCode
  readonly nextStep: string

  constructor(code: OperatorErrorCode, message: string, nextStep: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'OperatorError'
    this.code = code
    this.nextStep = nextStep
  }
}

/** An error as AWS answers it: HTTP status, `__type` and message. Never an error of this program. */
export class ServiceError extends Error {
  readonly type: string
  readonly httpStatus: number

  constructor(type: string, message: string, httpStatus = 400) {
    super(message)
    this.name = 'ServiceError'
    this.type = type
    this.httpStatus = httpStatus
  }
}

/** CloudWatch Logs' answer to a parameter it does not accept. */
export function invalidParameter(message: string): ServiceError {
  return new ServiceError('InvalidParameterException', message)
}

/** SageMaker's answer to a parameter it does not accept. */
export function validationError(message: string): ServiceError {
  return new ServiceError('ValidationException', message)
}

/** The errors that come before any operation is looked at. */
export const frontDoorErrors = {
  throttled: () => new ServiceError('ThrottlingException', 'Rate exceeded'),
  expired: () =>
    new ServiceError(
      'ExpiredTokenException',
      'The security token included in the request is expired',
    ),
  denied: (action: string) =>
    new ServiceError(
      'AccessDeniedException',
      `User: arn:aws:sts::111122223333:assumed-role/Operator/on-call is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`,
    ),
  unknownOperation: () => new ServiceError('UnknownOperationException', ''),
  internal: (httpStatus: 500 | 503) =>
    new ServiceError(
      httpStatus === 503 ? 'ServiceUnavailableException' : 'InternalFailure',
      '',
      httpStatus,
    ),
} as const

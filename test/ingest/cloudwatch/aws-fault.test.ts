import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { awsFault, faultDetail } from '../../../ingest/cloudwatch/aws-fault.ts'

const test = suite('aws fault')

for (const [fields, fault] of [
  [{ name: 'ThrottlingException', message: 'Rate exceeded', $fault: 'client' }, 'throttled'],
  [{ name: 'Unknown', message: 'busy', $metadata: { httpStatusCode: 429 } }, 'throttled'],
  [{ name: 'Throttling', message: 'x', $metadata: { httpStatusCode: 503 } }, 'throttled'],
  [{ name: 'SyntaxError', message: 'x', $metadata: { httpStatusCode: 502 } }, 'unreachable'],
  [{ name: 'SyntaxError', message: 'x', $metadata: { httpStatusCode: 200 } }, 'unexpected-answer'],
  [{ name: 'ServiceUnavailableException', message: 'x', $fault: 'server' }, 'unreachable'],
  [{ name: 'Error', message: 'getaddrinfo', code: 'ENOTFOUND' }, 'unreachable'],
  [{ name: 'Error', message: 'getaddrinfo', code: 'EAI_AGAIN' }, 'unreachable'],
  [{ name: 'Error', message: 'tls', code: 'SELF_SIGNED_CERT_IN_CHAIN' }, 'unreachable'],
  [{ name: 'Error', message: 'Parse Error', code: 'HPE_INVALID_CONSTANT' }, 'unreachable'],
  [{ name: 'TimeoutError', message: 'slow' }, 'unreachable'],
  [{ name: 'ExpiredTokenException', message: 'x', $fault: 'client' }, 'credentials-expired'],
  [
    {
      name: 'CredentialsProviderError',
      message: 'The SSO session associated with this profile has expired.',
    },
    'credentials-expired',
  ],
  [
    { name: 'CredentialsProviderError', message: 'Could not load credentials' },
    'credentials-missing',
  ],
  [{ name: 'UnrecognizedClientException', message: 'x', $fault: 'client' }, 'credentials-refused'],
  [
    {
      name: 'InvalidSignatureException',
      message: 'Signature expired: 20260101T000000Z is now earlier than',
    },
    'clock-skewed',
  ],
  [
    { name: 'InvalidSignatureException', message: 'The request signature does not match' },
    'credentials-refused',
  ],
  [
    { name: 'AccessDeniedException', message: 'User: x is not authorized', $fault: 'client' },
    'access-denied',
  ],
  [{ name: 'ResourceNotFound', message: 'x', $fault: 'client' }, 'refused'],
  [{ name: 'TypeError', message: 'x is undefined' }, 'bug'],
  [{ name: 'TypeError', message: 'argument', code: 'ERR_INVALID_ARG_TYPE' }, 'bug'],
  [{ name: 'constructor', message: 'x' }, 'bug'],
] as const) {
  const { name, ...rest } = fields
  test(`${name} (${JSON.stringify(rest)}) is ${fault}`, () => {
    assert.is(awsFault(Object.assign(new Error(fields.message), fields)), fault)
  })
}

test('what is no error is a bug', () => {
  assert.is(awsFault('ThrottlingException'), 'bug')
})

test("the parser's hints for its own users stay out of the detail", () => {
  const error = Object.assign(new Error('odd\n  hint: inspect $response'), { name: 'Unknown' })
  assert.is(faultDetail(error), 'Unknown: odd')
})

test.run()

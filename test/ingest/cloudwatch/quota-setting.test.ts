import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { quotaSettings } from '../../../ingest/cloudwatch/quota-setting.ts'
import { OperatorError } from '../../../ingest/operator-error.ts'

const test = suite('quota setting')

test('each operation gets its calls a second', () => {
  assert.equal(quotaSettings(['FilterLogEvents=5', 'DescribeClusterNode=2.5']), {
    'logs:FilterLogEvents': 5,
    'sagemaker:DescribeClusterNode': 2.5,
  })
})

for (const wrong of [
  'FilterLogEvents',
  'Filter=5',
  'FilterLogEvents=0',
  'GetLogEvents=fast',
  '=3',
]) {
  test(`"${wrong}" is refused, with the operations there are`, () => {
    try {
      quotaSettings([wrong])
      assert.unreachable()
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error
      assert.is(error.code, 'invalid-option')
      assert.match(error.nextStep, 'DescribeLogStreams')
    }
  })
}

test.run()

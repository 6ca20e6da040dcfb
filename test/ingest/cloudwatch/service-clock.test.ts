import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ServiceClock } from '../../../ingest/cloudwatch/service-clock.ts'
import { all, fakeTiming, withScriptedAws } from './scripted-aws.ts'

const test = suite('service clock')
const { signal } = new AbortController()

test('it is unknown before any answer', () => {
  assert.is(new ServiceClock(fakeTiming()).nowMs(), undefined)
})

test('it goes on by the local time that has passed since the answer', async () => {
  const timing = fakeTiming()
  const clock = new ServiceClock(timing)
  clock.read('Tue, 20 Jan 2026 08:00:00 GMT')
  await timing.sleep(1500, signal)
  assert.is(clock.nowMs(), Date.UTC(2026, 0, 20, 8, 0, 1, 500))
})

test('a header that is no date changes nothing', () => {
  const clock = new ServiceClock(fakeTiming())
  clock.read('Tue, 20 Jan 2026 08:00:00 GMT')
  clock.read('soon')
  clock.read(undefined)
  assert.is(clock.nowMs(), Date.UTC(2026, 0, 20, 8))
})

test('the source takes it from the Date header of both services, of refusals too', async () => {
  const date = 'Tue, 20 Jan 2026 08:00:00 GMT'
  await withScriptedAws(
    () => ({ error: 'ResourceNotFound', date }),
    async ({ source }) => {
      assert.is(source.serviceNowMs(), undefined)
      await source.directory.cluster('ml-prod').catch(() => undefined)
      assert.is(source.serviceNowMs(), Date.UTC(2026, 0, 20, 8))
    },
  )
  await withScriptedAws(
    () => ({ json: { logGroups: [] }, date }),
    async ({ source }) => {
      await all(source.logs.logGroups('/aws'))
      assert.is(source.serviceNowMs(), Date.UTC(2026, 0, 20, 8))
    },
  )
})

test.run()

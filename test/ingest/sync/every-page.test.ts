import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { withDemo } from './synced-demo.ts'

const test = suite('stopped after every page')

const options = { instances: 8, pageLimits: { events: 300 } }

test('whatever page a sync is stopped after, the next one ends with the rows of one that was not', async () => {
  await withDemo(options, async (world) => {
    let reports = 0
    await world.sync({
      onProgress: () => {
        reports += 1
      },
    })
    const expected = world.rows()
    assert.ok(reports > 30, String(reports))
    for (let stopAt = 1; stopAt < reports; stopAt += 1) {
      await withDemo(options, async (stopped) => {
        let reached = 0
        const first = await stopped.sync({
          onProgress: (_, abort) => {
            reached += 1
            if (reached === stopAt) abort()
          },
        })
        await stopped.sync()
        assert.equal(stopped.rows(), expected, `${first.outcome} at report ${stopAt}`)
      })
    }
  })
})

test.run()

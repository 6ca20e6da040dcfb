import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hasChromium } from './chromium.ts'
import { openReports } from './hostile-report-harness.ts'

const test = suite('hostile report')
const browserTest = hasChromium ? test : test.skip

browserTest(
  'reports with over 1,000 hostile lines, opened from their files, run nothing, ask nobody, open no dialog and break no policy',
  async () => {
    const { broken, lines } = await openReports({ reports: 2, seed: 5 })
    assert.equal(broken, [])
    assert.ok(lines >= 1000, `${lines} lines`)
  },
)

test.run()

import Sqlite from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { testApp } from './test-app.ts'

const test = suite('kept records')

test('a commit of another connection shows on the next reading of a kept overview', async () => {
  const filled = testApp({ size: 40 })
  const asOf = async (): Promise<number> =>
    (await filled.get('/clusters/ml-prod.json')).json().cluster.asOfMs
  const before = await asOf()
  assert.is(await asOf(), before)
  const database = new Sqlite(filled.path)
  database.exec('UPDATE cluster SET as_of_ms = as_of_ms + 1000')
  database.close()
  assert.is(await asOf(), before + 1000)
  await filled.app.close()
  filled.remove()
})

test.run()

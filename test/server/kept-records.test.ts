import Sqlite from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { testApp } from './test-app.ts'

const test = suite('kept records')

for (const page of ['', '/instances', '/facets', '/durations', '/compare']) {
  test(`a commit of another connection shows on the next reading of ${page || 'the overview'}`, async () => {
    const filled = testApp({ size: 40 })
    const asOf = async (): Promise<number> =>
      (await filled.get(`/clusters/ml-prod${page}.json`)).json().cluster.asOfMs
    const before = await asOf()
    assert.is(await asOf(), before)
    const database = new Sqlite(filled.path)
    database.exec('UPDATE cluster SET as_of_ms = as_of_ms + 1000')
    database.close()
    assert.is(await asOf(), before + 1000)
    await filled.app.close()
    filled.remove()
  })
}

test('a kept page answers only what it was asked', async () => {
  const filled = testApp({ size: 80 })
  const total = async (query: string): Promise<number> => {
    const { body } = await filled.get(`/clusters/ml-prod/instances.csv${query}`)
    const page = await filled.get(`/clusters/ml-prod/instances${query}`)
    const rows = body.trim().split('\r\n').length - 1
    assert.match(page.body, new RegExp(`<h1>${rows} instances? `))
    return rows
  }
  const all = await total('')
  assert.ok((await total('?state=any-failed')) < all)
  assert.is(await total(''), all)
  await filled.app.close()
  filled.remove()
})

test.run()

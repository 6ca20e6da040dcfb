import Sqlite from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { testApp } from './test-app.ts'

const test = suite('news of the file')

test('a page asks for lines that it does not know; only a file that has grown answers', async () => {
  const filled = testApp({ size: 20 })
  const page = await filled.get('/clusters/ml-prod')
  const url = /hx-get="([^"]*\/news\?since=\d+)"/.exec(page.body)?.[1] ?? ''
  assert.match(url, /^\/clusters\/ml-prod\/news\?since=\d+$/)
  const quiet = await filled.get(url)
  assert.is(quiet.statusCode, 204)
  assert.is(quiet.body, '')
  const database = new Sqlite(filled.path)
  database.exec(
    'UPDATE log_stream SET lines = lines + 7 WHERE log_stream_id = (SELECT min(log_stream_id) FROM log_stream)',
  )
  database.close()
  const news = await filled.get(url)
  assert.is(news.statusCode, 200)
  assert.match(news.body, '7 new lines')
  assert.not.match(news.body, '<html')
  assert.is((await filled.get(url.replace(/\d+$/, 'x'))).statusCode, 204)
  await filled.app.close()
  filled.remove()
})

test.run()

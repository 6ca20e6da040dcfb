import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { TemplateStore } from '../../../ingest/store/template-store.ts'
import { openForWriting } from '../../../migrations/open-database.ts'
import { withTemporaryDatabase } from './temporary-database.ts'

const test = suite('template store')

test('templates met together are numbered without gaps, each once, and belong to the stream that was named first', () =>
  withTemporaryDatabase((path) => {
    const { database, close } = openForWriting(path)
    const store = new TemplateStore(database)
    store.metAll([{ key: 'cc', streamId: 1 }])
    store.saveText(1, 'text of cc')
    const rows = store.metAll([
      { key: 'dd', streamId: 2 },
      { key: 'aa', streamId: 2 },
      { key: 'cc', streamId: 2 },
      { key: 'aa', streamId: 3 },
    ])
    assert.equal(Object.fromEntries(rows), {
      aa: { templateId: 2, text: null, onlyStream: 2 },
      cc: { templateId: 1, text: 'text of cc', onlyStream: null },
      dd: { templateId: 3, text: null, onlyStream: 2 },
    })
    for (const [key, row] of rows) assert.equal(store.stored(key), row)
    assert.equal([...store.metAll([])], [])
    close()
  }))

test.run()

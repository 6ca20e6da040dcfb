import Sqlite from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { templateOf } from '../../../ingest/lifecycle/template-table.ts'
import { SyncDatabase } from '../../../ingest/store/sync-database.ts'
import { withTemporaryDatabase } from './temporary-database.ts'

const test = suite('template store')

const [own, common, again] = ['only here: alpha', 'retry 3 of 5', 'retry 4 of 5'] as const

function rows(path: string): unknown {
  const database = new Sqlite(path, { readonly: true })
  const found = database
    .prepare('SELECT key, only_stream, text FROM template ORDER BY template_id')
    .raw()
    .all()
  database.close()
  return found
}

/** The store as a program of its own would open it. */
function withTemplates(path: string, use: (templates: SyncDatabase['templates']) => void): void {
  const database = SyncDatabase.open(path)
  database.atOnce(() => use(database.templates))
  database.close()
}

test('a template has its text in the file once a second stream prints it, whichever program met the first', () =>
  withTemporaryDatabase((path) => {
    const { templateId: ownKey } = templateOf(own)
    const { templateId: key, template } = templateOf(common)
    withTemplates(path, (templates) => {
      assert.is(templates.idOf(common, 7), templates.idOf(again, 7))
      assert.is.not(templates.idOf(own, 7), templates.idOf(common, 7))
    })
    const alone = [
      [key, 7, null],
      [ownKey, 7, null],
    ]
    assert.equal(rows(path), alone)
    withTemplates(path, (templates) => {
      // Read again, as after a change of rules.
      assert.is(templates.idOf(own, 7), templates.stored(ownKey)?.templateId)
      templates.idOf(again, 7)
    })
    assert.equal(rows(path), alone)
    withTemplates(path, (templates) => void templates.idOf(again, 8))
    assert.equal(rows(path), [
      [key, null, template],
      [ownKey, 7, null],
    ])
  }))

test.run()

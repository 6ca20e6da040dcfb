import Sqlite from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { schemaVersion } from '../../migrations/migrate.ts'
import type { DataRecord } from '../../views/data.ts'
import { clusterId } from './insert-row.ts'
import { type TestApp, testApp } from './test-app.ts'

// The data page: every figure is SQL's, and leads to its rows.
const test = suite('data page')

const data = '/clusters/ml-prod/data'
const hourMs = 3_600_000

/** A filled cluster after some statements, looked at. */
async function withData(
  sql: string,
  look: (app: TestApp, record: DataRecord, bySql: (sql: string) => unknown) => Promise<void> | void,
): Promise<void> {
  const app = testApp({ size: 120 })
  const database = new Sqlite(app.path)
  try {
    database.exec(sql)
    const record = (await app.get(`${data}.json`)).json()
    await look(app, record, (asked) => database.prepare(asked).pluck().get())
  } finally {
    database.close()
    await app.app.close()
    app.remove()
  }
}

/** Every instance was launched a minute and a half before its first line. */
const launched = `
  UPDATE instance
     SET launched_ms = (SELECT first_event_ms - 90000 FROM log_stream WHERE log_stream.instance_id = instance.instance_id)`

/** The clocks of three instances: an hour ahead, an hour behind, and so far ahead that its lines are not yet. */
const skewed = `${launched};
  CREATE TEMP TABLE victim AS
  SELECT row_number() OVER (ORDER BY instance_id) AS place, log_stream_id FROM log_stream WHERE lines > 0 LIMIT 3;
  UPDATE log_stream
     SET first_event_ms = first_event_ms + (SELECT CASE place WHEN 1 THEN 1 WHEN 2 THEN -1 ELSE 9 END FROM victim
                                             WHERE victim.log_stream_id = log_stream.log_stream_id) * ${hourMs},
         last_event_ms  = last_event_ms  + (SELECT CASE place WHEN 1 THEN 0 WHEN 2 THEN -1 ELSE 9 END FROM victim
                                             WHERE victim.log_stream_id = log_stream.log_stream_id) * ${hourMs}
   WHERE log_stream_id IN (SELECT log_stream_id FROM victim)`

test('figures of streams, log groups, file and versions are those of SQL', () =>
  withData('', (_, record, bySql) => {
    assert.is(record.streams.lines, bySql('SELECT sum(lines) FROM log_stream'))
    assert.is(record.logGroups[0]?.streams, bySql('SELECT count(*) FROM log_stream'))
    const expiry = 'SELECT min(first_event_ms) + 30 * 86400000 FROM log_stream'
    assert.is(record.logGroups[0]?.expiresMs, bySql(expiry))
    assert.is(record.file.lineBytes, bySql('SELECT sum(length(body)) FROM log_block'))
    const pages = Number(bySql('PRAGMA page_count')) * Number(bySql('PRAGMA page_size'))
    assert.is(record.file.bytes, pages)
    assert.is(record.versions.schema, schemaVersion)
    assert.is(
      record.versions.signatures[0]?.groups,
      bySql('SELECT count(*) FROM failure_signature'),
    )
    const markers = bySql("SELECT count(*) FROM marker WHERE kind <> 'unrecognised'")
    assert.is(
      record.dialects.reduce((sum, each) => sum + each.markers, 0),
      markers,
    )
  }))

test('a clock that is off is told from those of the others, and says how far', () =>
  withData(skewed, (_, { oddClocks, holes }) => {
    assert.is(holes.oddClocks, 3)
    const kinds = Object.fromEntries(oddClocks.map(({ kind, offMs }) => [kind, offMs]))
    assert.equal(Object.keys(kinds).sort(), ['after-sync', 'apart', 'before-launch'])
    assert.is(kinds['before-launch'], 90_000 - hourMs)
    assert.is(kinds.apart, hourMs)
    assert.ok(Number(kinds['after-sync']) > 8 * hourMs)
  }))

test('clocks that agree are not named, nor is an instance whose software was updated', () =>
  withData(
    `${launched};
     UPDATE instance SET launched_ms = launched_ms - ${100 * hourMs}, software_updated_ms = 1
      WHERE instance_id = (SELECT min(instance_id) FROM log_stream WHERE lines > 0)`,
    (_, record) => {
      assert.equal(record.oddClocks, [])
      assert.is(record.holes.oddClocks, 0)
    },
  ))

test('every number that is a link leads to a list of so many instances, also from the page of a bring-up', () =>
  withData(
    `${skewed};
     UPDATE log_stream SET gone = 1 WHERE log_stream_id IN (4, 5);
     UPDATE log_stream SET dialect = NULL WHERE log_stream_id = 6;
     UPDATE instance SET listed = 0 WHERE instance_id = (SELECT instance_id FROM log_stream WHERE log_stream_id = 7);
     UPDATE marker SET kind = 'unrecognised' WHERE log_stream_id IN (8, 9) AND line_ordinal > 1`,
    async (app, { holes }) => {
      assert.equal([holes.gone, holes.withoutDialect, holes.notListed], [2, 1, 1])
      assert.is(holes.unmatchedMarkers, 2)
      for (const key of ['ml-prod', 'ml-prod@2026-11-23T02:04Z']) {
        const { body } = await app.get(`/clusters/${key}/data`)
        const main = body.slice(body.indexOf('<main'))
        const links = [...main.matchAll(/href="([^"]+\/instances\?[^"]+)">([\d,]+)<\/a>/g)]
        assert.ok(links.length >= 9)
        for (const [, href = '', number] of links) {
          const list = await app.get(href.replaceAll('&amp;', '&'))
          assert.match(list.body, new RegExp(`<h1>${number} instances? `), href)
        }
      }
    },
  ))

test('a sync shows how near it came to the quotas, and what came twice', () =>
  withData(
    `UPDATE sync_run SET reading_ms = 12000, quota_ms = 8000, page_fill = 0.75, repeated_events = 41`,
    async (app, { syncRuns }) => {
      assert.is(syncRuns[0]?.quotaRatio, 1.5)
      const csv = (await app.get('/clusters/ml-prod/sync.csv')).body
      assert.match(csv, 'repeated_events')
      assert.match(csv, /,41,.*,0\.75,12000,8000,1\.5,/)
      const { body } = await app.get(data)
      for (const [label, value] of [
        ['pages full', '75 %'],
        ['reading', '12s'],
        ['quota', '8s'],
      ])
        assert.match(body, `<td class="num" data-of="${label}">${value}</td>`)
    },
  ))

test('a quota of less than a second tells no pace', () =>
  withData('UPDATE sync_run SET reading_ms = 900, quota_ms = 300', (_, { syncRuns }) => {
    assert.is(syncRuns[0]?.quotaRatio, null)
  }))

test('streams that were read with different rules are pointed out', () =>
  withData(
    `UPDATE log_stream SET analysed_with = CASE WHEN log_stream_id < 5 THEN 'old' ELSE 'new' END`,
    async (app, { versions }) => {
      assert.equal(
        versions.rules.map(({ fingerprint }) => fingerprint),
        ['new', 'old'],
      )
      assert.match((await app.get(data)).body, 'hyperscope reindex')
    },
  ))

test('the table of figures holds one row a figure', () =>
  withData('', async (app, record) => {
    const { body } = await app.get(`${data}.csv`)
    assert.match(body, `streams,,lines,${record.streams.lines}\r\n`)
    assert.match(body, `file,,bytes,${record.file.bytes}\r\n`)
    assert.match(body, `,retentionDays,30\r\n`)
  }))

test('another cluster of the file has figures of its own', () =>
  withData(
    `INSERT INTO cluster (cluster_id, name, region, as_of_ms) VALUES ('other', 'other', 'us-east-1', 0)`,
    async (app, record) => {
      assert.is(record.file.clusters, 2)
      const other = (await app.get('/clusters/other/data.json')).json() as DataRecord
      assert.equal(other.streams, {
        ...{ streams: 0, events: 0, lines: 0, bytes: 0, firstEventMs: null, lastEventMs: null },
      })
      assert.not.equal(other.cluster.clusterId, clusterId)
      assert.is((await app.get('/clusters/other/data')).statusCode, 200)
    },
  ))

test.run()

import Sqlite from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadKnownCauses } from '../../ingest/load-known-causes.ts'
import type { CatalogueRecord } from '../../views/catalogue.ts'
import type { KnownCauseRecord } from '../../views/known-cause-page.ts'
import { type TestApp, withTestApp } from './test-app.ts'

const test = suite('catalogue')

const url = '/clusters/ml-prod/catalogue'

const withApp = (look: (filled: TestApp) => Promise<void>): Promise<void> =>
  withTestApp({ size: 400 }, look)

async function entriesOf(filled: TestApp, query = ''): Promise<CatalogueRecord['entries']> {
  return (await filled.get(`${url}.json${query}`)).json().entries
}

async function causeOf(filled: TestApp, id: string, query = ''): Promise<KnownCauseRecord> {
  return (await filled.get(`${url}/${id}.json${query}`)).json()
}

test('the page holds every entry with an anchor, its remedy and its source, whether it hits or not', async () => {
  await withApp(async (filled) => {
    const { body } = await filled.get(url)
    const text = body.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'")
    const { causes } = loadKnownCauses()
    assert.is((await entriesOf(filled)).length, causes.length)
    for (const { id, fix, sources } of causes) {
      assert.ok(body.includes(`id="cause-${id}"`), id)
      for (const source of sources) assert.ok(text.includes(source.replace('https://', '')), source)
      assert.ok(fix.length > 0 && body.includes('<dt>Fix</dt>'), id)
    }
  })
})

test('filters by text, by hit, by origin and by kind cut the catalogue, and its CSV alike', async () => {
  await withApp(async (filled) => {
    const all = await entriesOf(filled)
    const [hit, missed] = [await entriesOf(filled, '?hit=yes'), await entriesOf(filled, '?hit=no')]
    assert.ok(hit.length > 2 && missed.length > 2)
    assert.equal([...hit, ...missed], all)
    assert.ok(hit.every(({ matching }) => matching > 0))
    const own = await entriesOf(filled, '?origin=own')
    assert.equal(
      own.map(({ title }) => title),
      ['A mirror <changes>'],
    )
    const dpkg = await entriesOf(filled, '?text=DPKG')
    assert.ok(dpkg.length > 0 && dpkg.length < all.length)
    for (const entry of dpkg) assert.match(JSON.stringify(entry).toLowerCase(), 'dpkg')
    for (const kind of ['transient', 'deterministic', 'either']) {
      assert.ok((await entriesOf(filled, `?kind=${kind}`)).every((entry) => entry.kind === kind))
    }
    const csv = (await filled.get(`${url}.csv?hit=yes`)).body
    for (const { id } of hit) assert.match(csv, `\n${id},`)
    for (const { id } of missed) assert.not.match(csv, `\n${id},`)
    assert.match((await filled.get(`${url}?hit=yes`)).body, `<b>${hit.length}</b> of ${all.length}`)
    assert.is((await filled.get(`${url}?hit=maybe`)).statusCode, 400)
  })
})

test('the numbers at the head lead to as many entries', async () => {
  await withApp(async (filled) => {
    const { body } = await filled.get(url)
    const [, hitUrl = '', hit, allUrl = '', all] =
      /<h1 class="lead"><a href="([^"]+)">(\d+)<\/a> of <a href="([^"]+)">(\d+) known causes/.exec(
        body,
      ) ?? []
    const lengthOf = async (href: string): Promise<number> => {
      const [path = '', query = ''] = href.split('?')
      return (await filled.get(`${path}.json?${query}`)).json().entries.length
    }
    assert.equal([await lengthOf(hitUrl), await lengthOf(allUrl)], [Number(hit), Number(all)])
  })
})

test('each count of an entry opens a list of as many instances, with the first line on each', async () => {
  await withApp(async (filled) => {
    const database = new Sqlite(filled.path, { readonly: true })
    for (const entry of await entriesOf(filled, '?hit=yes')) {
      const { id, matching, matchingFailed, healthyInstances } = entry
      const { rows } = await causeOf(filled, id)
      assert.is(rows.length, matching, id)
      assert.is((await causeOf(filled, id, '?state=any-failed')).rows.length, matchingFailed, id)
      assert.is((await causeOf(filled, id, '?state=passed')).rows.length, healthyInstances, id)
      const bySql = database
        .prepare(
          'SELECT count(*) FROM known_cause_line JOIN instance USING (cluster_id, instance_id) WHERE attempt = attempts AND known_cause = ?',
        )
        .pluck()
        .get(id)
      assert.is(matching, bySql, id)
      const { body } = await filled.get(`${url}/${id}`)
      for (const { instanceId, lineOrdinal } of rows.slice(0, 5)) {
        assert.ok(body.includes(`/instances/${instanceId}?attempt=`), instanceId)
        assert.ok(body.includes(`#L${lineOrdinal}"`), instanceId)
      }
      for (const { failureGroupId } of entry.groups) {
        assert.ok(body.includes(`/failures/${failureGroupId}"`), failureGroupId)
      }
    }
    database.close()
  })
})

test('an entry that the user switched off says so, and one that there is not is not found', async () => {
  await withApp(async (filled) => {
    const off = (await entriesOf(filled)).filter(({ disabled }) => disabled === 1)
    assert.is(off.length, 1)
    const { body } = await filled.get(`${url}/${off[0]?.id}`)
    assert.match(body, 'Your rules file switches it off')
    assert.is((await filled.get(`${url}/no-such-entry`)).statusCode, 404)
  })
})

test.run()

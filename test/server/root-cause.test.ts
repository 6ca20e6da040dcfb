import Sqlite from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { CatalogueRecord } from '../../views/catalogue.ts'
import type { FailureGroupRecord } from '../../views/failure-group.ts'
import type { FailuresRecord } from '../../views/failures.ts'
import { failuresText } from '../../views/failures-text.ts'
import { aliasOfDpkg } from './filled-causes.ts'
import { type TestApp, withTestApp } from './test-app.ts'

const test = suite('root cause')

const withApp = (size: number, look: (filled: TestApp) => Promise<void>): Promise<void> =>
  withTestApp({ size }, look)

const cluster = '/clusters/ml-prod'

async function failuresOf(filled: TestApp, query = ''): Promise<FailuresRecord> {
  return (await filled.get(`${cluster}/failures.json${query}`)).json()
}

async function groupOf(filled: TestApp, group: string): Promise<FailureGroupRecord> {
  return (await filled.get(`${cluster}/failures/${group}.json`)).json()
}

async function catalogueOf(filled: TestApp, query = ''): Promise<CatalogueRecord> {
  return (await filled.get(`${cluster}/catalogue.json${query}`)).json()
}

function ids(record: FailuresRecord): readonly string[] {
  return record.groups.map(({ failureGroupId }) => failureGroupId)
}

test('the overview names the causes, how many each holds and what those share', async () => {
  await withApp(800, async (filled) => {
    const { body } = await filled.get(cluster)
    const text = body.replace(/<[^>]+>/g, '')
    assert.match(text, 'Two causes explain 30 of them: apt or dpkg is locked by another process')
    assert.match(text, 'apt or dpkg is locked by another process (23)')
    assert.match(text, '(7, all 7 in us-west-2c)')
    assert.match(text, /all 7 in us-west-2c · 7 of \d+ there, 0 of \d+ elsewhere/)
    assert.match(text, '12 healthy instances met the same and passed')
    assert.match(body, /follows i-[0-9a-f]+…/)
  })
})

test('a file that no sync has judged yet still shows its groups', async () => {
  await withApp(200, async (filled) => {
    const database = new Sqlite(filled.path)
    const tables = [
      'failure_group_verdict',
      'facet',
      'contrast',
      'known_cause_hit',
      'group_rule',
      'catalogue_entry',
    ]
    for (const table of [...tables, 'similar_group', 'failure_evidence']) {
      database.exec(`DELETE FROM ${table}`)
    }
    database.close()
    for (const url of ['', '/failures', '/failures/fg-dpkg', '/catalogue']) {
      assert.is((await filled.get(cluster + url)).statusCode, 200, url)
    }
    assert.not.match((await filled.get(cluster)).body, 'What the failed have in common')
    assert.match((await filled.get(`${cluster}/catalogue`)).body, 'does not hold the catalogue yet')
    assert.match((await filled.get(`${cluster}/failures/fg-dpkg`)).body, 'The next sync will')
  })
})

test('filters cut the list of groups, sums stay those of all', async () => {
  await withApp(800, async (filled) => {
    const all = await failuresOf(filled)
    const known = await failuresOf(filled, '?known=known')
    const unknown = await failuresOf(filled, '?known=unknown')
    assert.equal([...ids(known), ...ids(unknown)].toSorted(), ids(all).toSorted())
    assert.equal(ids(await failuresOf(filled, '?verdict=transient')), ['fg-dpkg'])
    assert.equal(ids(await failuresOf(filled, '?stage=download')), ['fg-download'])
    assert.equal(ids(await failuresOf(filled, '?stage=start')), [])
    assert.is(unknown.groupsInAll, all.groups.length)
    assert.equal(unknown.known, all.known)
  })
})

test('a facet value that groups share picks those groups, and is offered with how many they are', async () => {
  await withApp(800, async (filled) => {
    const { shared } = await failuresOf(filled)
    const inZone = shared.filter(({ value }) => value === 'us-west-2c')
    assert.ok(inZone.length > 0)
    const query = '?facet=availability-zone%3Dus-west-2c'
    assert.equal(
      new Set(ids(await failuresOf(filled, query))),
      new Set(inZone.map(({ failureGroupId }) => failureGroupId)),
    )
    const { body } = await filled.get(`${cluster}/failures${query}`)
    assert.match(body, /<option value="availability-zone=us-west-2c" selected>/)
    assert.equal(ids(await failuresOf(filled, '?facet=availability-zone%3Dnowhere')), [])
    const { body: page } = await filled.get(`${cluster}/failures/fg-fsx`)
    assert.match(page, 'failures?facet=availability-zone%3Dus-west-2c"')
  })
})

test('a list of groups leads to the near-misses of each, and its text names the first and counts the rest', async () => {
  await withApp(800, async (filled) => {
    const record = await failuresOf(filled)
    const { body } = await filled.get(`${cluster}/failures`)
    assert.match(body, `${cluster}/failures/fg-dpkg/near-misses">12 healthy instances</a>`)
    const { nearMisses } = await groupOf(filled, 'fg-dpkg')
    assert.is(nearMisses.length, 12)
    const named = nearMisses.slice(0, 3).map(({ instanceId }) => `${instanceId} line 1`)
    const said = `12 healthy instances met the same and passed: ${named.join(', ')} and 9 more\n`
    assert.match(failuresText(record), said)
  })
})

test('the queue of the unknown leads to as many groups as it counts', async () => {
  await withApp(800, async (filled) => {
    const { unknown } = await failuresOf(filled)
    const { body } = await filled.get(`${cluster}/failures`)
    const [, href = ''] = /<a href="([^"]+)">unknown only<\/a>/.exec(body) ?? []
    const list = await filled.get(href.replaceAll('&amp;', '&').replace('?', '.json?'))
    assert.equal(list.json().groups, unknown)
  })
})

test('a value that a filter of groups does not know is refused with those that it knows', async () => {
  await withApp(200, async (filled) => {
    const answer = await filled.get(`${cluster}/failures?novelty=old`)
    assert.is(answer.statusCode, 400)
    assert.match(answer.body, 'Use one of new, recurring')
  })
})

test('groups are ordered by instances, by first seen or by lift', async () => {
  await withApp(800, async (filled) => {
    const instances = (await failuresOf(filled)).groups.map((group) => group.instances)
    assert.equal(
      instances,
      instances.toSorted((a, b) => b - a),
    )
    const seen = (await failuresOf(filled, '?sort=first-seen')).groups.map(
      (group) => group.firstSeenMs ?? 0,
    )
    assert.equal(
      seen,
      seen.toSorted((a, b) => a - b),
    )
    assert.is(ids(await failuresOf(filled, '?sort=lift'))[0], 'fg-fsx')
  })
})

test('the share with a known cause and the catalogue are what SQL counts', async () => {
  await withApp(800, async (filled) => {
    const database = new Sqlite(filled.path, { readonly: true })
    const bySql = database
      .prepare('SELECT sum(failed_instances) FROM known_cause_hit')
      .pluck()
      .get()
    database.close()
    const { known } = await failuresOf(filled)
    assert.is(known.instances, bySql)
    const { entries } = await catalogueOf(filled, '?hit=yes')
    for (const { id, failedInstances } of entries) {
      const list = `${cluster}/instances.json?state=any-failed&cause=${id}`
      assert.is((await filled.get(list)).json().total, failedInstances, id)
    }
    const record = (await filled.get(`${cluster}/catalogue.json`)).json()
    const failures = await failuresOf(filled)
    assert.equal([record.known, record.unknown], [failures.known, failures.unknown])
    assert.match((await filled.get(`${cluster}/catalogue`)).body, 'without a known cause')
    assert.is(entries.at(-1)?.demoted, 1)
    assert.match((await filled.get(`${cluster}/catalogue`)).body, 'A mirror &lt;changes&gt;')
  })
})

test('muted groups are folded, counted, and in no queue', async () => {
  await withApp(800, async (filled) => {
    const record = await failuresOf(filled)
    const muted = record.groups.filter((group) => group.muted === 1)
    assert.equal(
      muted.map(({ failureGroupId }) => failureGroupId),
      ['fg-lostTail'],
    )
    assert.equal(
      record.unknown.map(({ failureGroupId }) => failureGroupId),
      ['fg-slurm'],
    )
    assert.match((await filled.get(`${cluster}/failures`)).body, '1 muted group, 3 instances')
  })
})

test('the last name that the user gave stands above the line', async () => {
  await withApp(200, async (filled) => {
    const { group } = await groupOf(filled, 'fg-download')
    assert.is(group.name, 'Scripts <forbidden>')
    const { body } = await filled.get(`${cluster}/failures/fg-download`)
    assert.match(body, '<h1 class="title" hx-ignore>Scripts &lt;forbidden&gt;</h1>')
    assert.match(body, 'An error occurred (&lt;num&gt;)')
  })
})

test('every number of a group page that is a link opens a list that shows the same number', async () => {
  await withApp(800, async (filled) => {
    for (const group of ['fg-dpkg', 'fg-fsx']) {
      const { body } = await filled.get(`${cluster}/failures/${group}`)
      const links = [
        ...body.matchAll(/<a [^>]*?href="([^"#]*\/instances\?[^"#]+)"[^>]*>([\d,]+)<\/a>/g),
      ]
      assert.ok(links.length > 0)
      for (const [, href = '', number = ''] of links) {
        const page = await filled.get(href.replaceAll('&amp;', '&'))
        assert.match(page.body, new RegExp(`<h1>${number} instances? `), `${number} ${href}`)
      }
    }
  })
})

test('facets and contrast of a group are the rows of the file', async () => {
  await withApp(800, async (filled) => {
    const { facets, contrast } = await groupOf(filled, 'fg-fsx')
    const database = new Sqlite(filled.path, { readonly: true })
    const count = (table: string): unknown =>
      database
        .prepare(`SELECT count(*) FROM ${table} WHERE failure_group_id = 'fg-fsx'`)
        .pluck()
        .get()
    assert.is(facets.length, count('facet'))
    assert.is(contrast.length, count('contrast'))
    database.close()
    assert.equal(facets[0]?.facets, { 'availability-zone': 'us-west-2c' })
    assert.is(facets[0]?.failedInside, 7)
  })
})

test('the evidence walks over all members, each with its decisive line', async () => {
  await withApp(800, async (filled) => {
    const seen = new Set<string>()
    let next: string | undefined = ''
    while (next !== undefined) {
      const url: string = `${cluster}/failures/fg-fsx.json${next === '' ? '' : `?member=${next}`}`
      const { evidence }: FailureGroupRecord = (await filled.get(url)).json()
      assert.ok(evidence)
      seen.add(evidence.member.instanceId)
      const { decisiveLineOrdinal, decisiveLine } = evidence.member
      const line = evidence.lines.find(({ ordinal }) => ordinal === decisiveLineOrdinal)
      assert.is(line?.text, decisiveLine)
      assert.ok(evidence.lines.length <= 17)
      next = evidence.next
    }
    assert.is(seen.size, 7)
  })
})

test('what differs between the members is tinted, and its values add up to them', async () => {
  await withApp(800, async (filled) => {
    const { evidence } = await groupOf(filled, 'fg-dpkg')
    const [parameter] = evidence?.varying.parameters ?? []
    assert.is(parameter?.before.endsWith('held by process '), true)
    assert.is(
      parameter?.counts.reduce((sum, { instances }) => sum + instances, 0),
      23,
    )
    const { body } = await filled.get(`${cluster}/failures/fg-dpkg`)
    assert.match(body, /held by process <mark class="vary">22\d\d<\/mark> \(unattended-upgr\)/)
  })
})

test('an id of an earlier algorithm leads to the group, in every form', async () => {
  await withApp(100, async (filled) => {
    for (const suffix of ['', '.json', '.csv', '?member=i-1', '.json?member=i-1']) {
      const reply = await filled.get(`${cluster}/failures/${aliasOfDpkg}${suffix}`)
      assert.is(reply.statusCode, 302)
      assert.is(reply.headers.location, `${cluster}/failures/fg-dpkg${suffix}`)
    }
  })
})

test('a group counts over all bring-ups and clusters of the file', async () => {
  await withApp(200, async (filled) => {
    const database = new Sqlite(filled.path)
    const victim = database
      .prepare(`SELECT instance_id FROM failure WHERE failure_group_id = 'fg-dpkg'`)
      .pluck()
      .get()
    database
      .prepare(`UPDATE attempt SET bring_up_id = '2026-11-16T02:00Z' WHERE instance_id = ?`)
      .run(victim)
    database.exec(
      `INSERT INTO bring_up SELECT cluster_id, '2026-11-16T02:00Z', started_ms - 604800000, ended_ms - 604800000, 1, 1, NULL FROM bring_up`,
    )
    const attempts = database
      .prepare(`SELECT count(*) FROM failure WHERE failure_group_id = 'fg-dpkg'`)
      .pluck()
      .get()
    database.close()
    const { history, group } = await groupOf(filled, 'fg-dpkg')
    assert.is(history.length, 2)
    assert.is(group.bringUps, 2)
    assert.is(
      history.reduce((sum, each) => sum + each.attempts, 0),
      attempts,
    )
    assert.match((await filled.get(`${cluster}/failures/fg-dpkg`)).body, 'seen in 2 bring-ups')
  })
})

test('an instance shows its supporting lines, its known cause and what it follows from', async () => {
  await withApp(800, async (filled) => {
    const of = (groupId: string): string =>
      filled.instances.find(
        ({ state, attempts }) =>
          state === 'failed' && attempts.at(-1)?.failure?.groupId === groupId,
      )?.instanceId ?? ''
    const dpkg = (await filled.get(`${cluster}/instances/${of('fg-dpkg')}`)).body
    assert.match(dpkg, 'A wrapper: it only passes the failure on.')
    assert.match(dpkg, 'Never delete the lock files')
    const slurm = (await filled.get(`${cluster}/instances/${of('fg-slurm')}`)).body
    assert.match(slurm, 'The controller had not come up when these asked for it.')
  })
})

test('ids are copied in batches that AWS takes', async () => {
  await withApp(3200, async (filled) => {
    const { body } = await filled.get(`${cluster}/failures/fg-dpkg`)
    const [, batches = ''] = /batches of at most 25.*?<pre[^>]*>([^<]*)<\/pre>/s.exec(body) ?? []
    const sizes = batches.split('\n').map((line) => line.split(' ').length)
    assert.equal(sizes, [25, 25, 25, 17])
  })
})

test.run()

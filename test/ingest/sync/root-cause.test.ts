import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startDemoServer } from '../../../ingest/demo/demo-server.ts'
import { demoTruth } from '../../../ingest/demo/demo-truth.ts'
import { type DemoWorld, withDemo } from './synced-demo.ts'

const test = suite('root cause')

interface GroupedInstance {
  readonly instance_id: string
  readonly failure_group_id: string
}

interface Verdict {
  readonly failure_group_id: string
  readonly title: string
  readonly instances: number
  readonly known_cause: string | null
  readonly verdict: string
  readonly verdict_basis: string
  readonly facet_sentence: string
  readonly cascade_sentence: string | null
  readonly upstream: string | null
  readonly healthy_hits: number
  readonly healthy: number
}

const presentFailures = `
  SELECT failure.instance_id, failure.failure_group_id
    FROM failure
    JOIN instance USING (cluster_id, instance_id)
   WHERE failure.attempt = instance.attempts
     AND instance.state IN ('failed', 'failed-lost-tail', 'download-failed')`

const verdicts = `
  SELECT failure_group.title, failure_group.instances, failure_group_verdict.*
    FROM failure_group_verdict
    JOIN failure_group USING (failure_group_id)
   WHERE failure_group_verdict.bring_up_id = ''`

function verdictOf(world: DemoWorld, title: string): Verdict {
  const found = world.query<Verdict>(verdicts).filter((row) => row.title.includes(title))
  assert.is(found.length, 1, title)
  return found[0] as Verdict
}

test('at 800 instances every planted cause is one group, and every group one planted cause', async () => {
  await withDemo({ instances: 800 }, async (world) => {
    await world.sync()
    const truth = new Map(
      demoTruth(world.server.cluster).instances.map(({ instanceId, cause }) => [instanceId, cause]),
    )
    const rows = world.query<GroupedInstance>(presentFailures)
    assert.is(rows.length, 37)
    const groupsOf = Map.groupBy(rows, (row) => truth.get(row.instance_id) ?? 'no line says why')
    for (const [cause, members] of groupsOf) {
      const groups = new Set(members.map(({ failure_group_id: id }) => id))
      assert.is(groups.size, 1, `${cause} is in ${groups.size} groups`)
    }
    assert.is(new Set(rows.map(({ failure_group_id: id }) => id)).size, groupsOf.size)

    const disordered = world.query(`
      SELECT first.instance_id
        FROM failure_evidence AS first
        JOIN failure USING (cluster_id, instance_id, attempt)
        JOIN failure_evidence AS later USING (cluster_id, instance_id, attempt)
       WHERE first.rank = 1 AND later.rank > 1
         AND (first.line_ordinal <> failure.decisive_line_ordinal OR later.score > first.score)`)
    assert.equal(disordered, [], 'the decisive line has the highest score')

    const lock = verdictOf(world, 'Could not get lock')
    assert.is(lock.known_cause, 'apt-lock-held')
    assert.is(lock.verdict, 'transient')
    assert.is(lock.verdict_basis, 'observed')
    assert.is(lock.healthy_hits, 11)

    const misses = world.query<{ failure_group_id: string; listed: number; counted: number }>(`
      SELECT verdict.failure_group_id, count(near_miss.instance_id) AS listed, verdict.healthy_hits AS counted
        FROM failure_group_verdict AS verdict
        LEFT JOIN near_miss USING (cluster_id, bring_up_id, failure_group_id)
       GROUP BY verdict.bring_up_id, verdict.failure_group_id`)
    for (const { listed, counted } of misses) assert.is(listed, counted)
    const missed = world.query<{ text: string; state: string }>(`
      SELECT log_line.text, instance.state
        FROM near_miss
        JOIN instance USING (cluster_id, instance_id)
        JOIN attempt ON attempt.cluster_id  = near_miss.cluster_id
                    AND attempt.instance_id = near_miss.instance_id
                    AND attempt.attempt     = near_miss.attempt
        JOIN log_line ON log_line.log_stream_id = attempt.log_stream_id
                     AND log_line.line_ordinal  = near_miss.line_ordinal
       WHERE near_miss.bring_up_id = '' AND near_miss.failure_group_id = '${lock.failure_group_id}'`)
    assert.is(missed.length, 11)
    for (const { text, state } of missed) {
      assert.match(text, 'Could not get lock')
      assert.match(state, 'succeeded')
    }

    const mount = verdictOf(world, 'mount.lustre')
    assert.match(mount.facet_sentence, `all ${mount.instances} in us-west-2c`)
    assert.match(mount.facet_sentence, '0 of')

    const driver = verdictOf(world, 'Could not find package')
    assert.match(driver.facet_sentence, `all ${driver.instances} in instance group worker-gpu-b`)
    const stated = world.query<{ facets: string }>(
      "SELECT DISTINCT facets FROM facet WHERE bring_up_id = '' ORDER BY facets",
    )
    assert.equal(
      stated.map(({ facets }) => JSON.parse(facets)),
      [{ 'availability-zone': 'us-west-2c' }, { 'instance-group': 'worker-gpu-b' }],
    )

    const slurmd = verdictOf(world, 'DNS SRV lookup failed')
    assert.match(slurmd.cascade_sentence ?? '', 'controller')
    const [controller] = world.query<{ instance_id: string }>(
      "SELECT instance_id FROM instance WHERE instance_group = 'controller'",
    )
    assert.is(slurmd.upstream, controller?.instance_id)

    const unknown = world.query<Verdict>(verdicts).filter((row) => row.known_cause === null)
    assert.ok(unknown.length <= 2, `${unknown.length} groups without a known cause`)

    const [demoted] = world.query<{ demoted: number; share: number }>(
      "SELECT demoted, 1.0 * healthy_instances / healthy AS share FROM known_cause_hit WHERE demoted = 1 AND bring_up_id = ''",
    )
    assert.ok(demoted && demoted.share > 0.1)
  })
})

test('only lines that tell failed from healthy stand in a contrast, each with counts that the lines bear out', async () => {
  await withDemo({ instances: 200 }, async (world) => {
    await world.sync()
    const rows = world.query<{
      direction: string
      failed_with: number
      failed: number
      healthy_with: number
      healthy: number
      q_value: number
      sample_line: number | null
      sample_instance: string | null
    }>("SELECT * FROM contrast WHERE bring_up_id = ''")
    assert.ok(rows.length > 10)
    for (const row of rows) {
      assert.ok(row.q_value <= 0.05)
      const failedShare = row.failed_with / row.failed
      const healthyShare = row.healthy_with / row.healthy
      assert.is(row.direction === 'present', failedShare > healthyShare)
      if (row.sample_line === null) continue
      const [line] = world.query(
        `SELECT 1 AS one FROM log_line WHERE instance_id = '${row.sample_instance}' AND line_ordinal = ${row.sample_line}`,
      )
      assert.ok(line)
    }
  })
})

test('a cluster without a failure has no group, no facet and no contrast', async () => {
  const options = { instances: 24, bringUps: 1 } as const
  await withDemo(options, async ({ server: { cluster } }) => {
    const nowMs = () => cluster.settings.startedMs + 60_000
    await withDemo({ ...options, nowMs }, async (world) => {
      await world.sync()
      for (const table of ['failure_group_verdict', 'facet', 'contrast', 'failure_evidence']) {
        assert.equal(world.query(`SELECT * FROM ${table}`), [], table)
      }
    })
  })
})

test('a group that another algorithm named otherwise leads to the one it is now', async () => {
  await withDemo({ instances: 60 }, async (world) => {
    await world.sync()
    const [group] = world.query<{ failure_group_id: string }>(
      'SELECT failure_group_id FROM failure_group WHERE instances > 0 ORDER BY instances DESC',
    )
    const id = group?.failure_group_id
    // As an earlier release would have left it.
    world.change(`
      INSERT INTO failure_signature SELECT 'feedfacefeedface', '0', stage, step, template
        FROM failure_signature WHERE failure_group_id = '${id}';
      UPDATE failure SET failure_group_id = 'feedfacefeedface' WHERE failure_group_id = '${id}';
      UPDATE failure_case SET known_as = 'feedfacefeedface' WHERE known_as = '${id}';
      UPDATE log_stream SET analysed_with = 'an earlier release'`)
    await world.sync()
    assert.equal(world.query('SELECT * FROM moved_group'), [
      { alias_id: 'feedfacefeedface', failure_group_id: id },
    ])
  })
})

const judged = {
  failures:
    'SELECT instance_id, attempt, failure_group_id, known_cause, decisive_line FROM failure',
  groups: 'SELECT * FROM failure_group',
  verdicts: 'SELECT * FROM failure_group_verdict',
  facets: 'SELECT * FROM facet',
  contrast: 'SELECT * FROM contrast',
  causes: 'SELECT * FROM known_cause_hit',
  similar: 'SELECT * FROM similar_group',
  stragglers: 'SELECT * FROM straggler',
} as const

/** What a cluster of this size has in any case. */
const always = new Set(['failures', 'groups', 'verdicts', 'causes'])

test('ten syncs while instances come up end with the groups, ids and verdicts of one sync at the end', async () => {
  const { cluster } = await startDemoServer({ instances: 60 }).then(async (server) => {
    await server.close()
    return server
  })
  let now = cluster.snapshotMs
  await withDemo({ instances: 60, nowMs: () => now }, async (whole) => {
    await whole.sync()
    await withDemo({ instances: 60, nowMs: () => now }, async (sliced) => {
      for (let slice = 1; slice <= 10; slice += 1) {
        now =
          cluster.settings.startedMs +
          (slice * (cluster.snapshotMs - cluster.settings.startedMs)) / 10
        await sliced.sync()
      }
      for (const [what, sql] of Object.entries(judged)) {
        const rows = (world: DemoWorld) =>
          world
            .query(sql)
            .map((row) => JSON.stringify(row))
            .sort()
        assert.ok(rows(whole).length > 0 || !always.has(what), what)
        assert.equal(rows(sliced), rows(whole), what)
      }
    })
  })
})

test('a merge by the user is applied by every sync', async () => {
  await withDemo({ instances: 150 }, async (world) => {
    await world.sync()
    const groups = world.query<{ failure_group_id: string; instances: number }>(
      'SELECT failure_group_id, instances FROM failure_group WHERE instances > 0 ORDER BY instances DESC LIMIT 2',
    )
    const [first, second] = groups
    assert.ok(first && second)
    world.change(
      `INSERT INTO group_rule (kind, failure_group_id, value, created_ms)
       VALUES ('merge', '${second.failure_group_id}', '${first.failure_group_id}', 1)`,
    )
    for (let pass = 0; pass < 2; pass += 1) {
      await world.sync()
      const [merged] = world.query<{ instances: number }>(
        `SELECT instances FROM failure_group WHERE failure_group_id = '${first.failure_group_id}'`,
      )
      assert.is(merged?.instances, first.instances + second.instances)
    }
  })
})

test.run()

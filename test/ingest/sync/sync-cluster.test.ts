import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type DemoTruth, demoTruth } from '../../../ingest/demo/demo-truth.ts'
import type { Fault } from '../../../ingest/demo/fault.ts'
import { OperatorError } from '../../../ingest/operator-error.ts'
import { type DemoWorld, withDemo } from './synced-demo.ts'

const test = suite('sync of a cluster')

interface Judged {
  readonly instance_id: string
  readonly state: string
  readonly aws_disagrees: number
}

interface JudgedAttempt {
  readonly instance_id: string
  readonly outcome: string
  readonly failed_stage: string | null
  readonly failed_step: string | null
  readonly exit_code: number | null
  readonly decisive_line: string | null
}

/** Whatever the rows say that the truth does not, as sentences. */
function mistakes(world: DemoWorld, truth: DemoTruth): string[] {
  const instances = new Map(
    world.query<Judged>('SELECT * FROM instance').map((row) => [row.instance_id, row]),
  )
  const attempts = Map.groupBy(
    world.query<JudgedAttempt>(
      'SELECT attempt.*, failure.decisive_line FROM attempt LEFT JOIN failure USING (cluster_id, instance_id, attempt) ORDER BY instance_id, attempt',
    ),
    (row) => row.instance_id,
  )
  const unknown = [...instances.keys()].filter(
    (id) => !truth.instances.some(({ instanceId }) => instanceId === id),
  )
  return [
    ...unknown.map((id) => `${id} is not in the cluster`),
    ...truth.instances.flatMap(({ instanceId, state, awsDisagrees, attempts: planted }) => {
      const row = instances.get(instanceId)
      const judged = (attempts.get(instanceId) ?? []).map(attemptText)
      const lines = planted.map(({ alsoDecisive: _, ...attempt }, index) => {
        const found = attempts.get(instanceId)?.[index]?.decisive_line ?? null
        const also = planted[index]?.alsoDecisive.includes(found ?? '') === true
        return truthText({ ...attempt, decisiveLine: also ? found : attempt.decisiveLine })
      })
      const told = [row?.state, row?.aws_disagrees === 1, ...judged].join('\n  ')
      const planned = [state, awsDisagrees, ...lines].join('\n  ')
      return told === planned ? [] : [`${instanceId}:\n  ${told}\nshould be\n  ${planned}`]
    }),
  ]
}

function attemptText(row: JudgedAttempt): string {
  return [row.outcome, row.failed_stage, row.failed_step, row.exit_code, row.decisive_line].join(
    ' | ',
  )
}

function truthText(
  attempt: Omit<DemoTruth['instances'][number]['attempts'][number], 'alsoDecisive'>,
): string {
  const { outcome, failedStage, failedStep, exitCode, decisiveLine } = attempt
  return [outcome, failedStage, failedStep, exitCode, decisiveLine].join(' | ')
}

for (const options of [
  { instances: 800, layout: 'observed', orchestrator: 'slurm' },
  { instances: 150, layout: 'announced', orchestrator: 'slurm', seed: 3 },
  { instances: 150, layout: 'before-2026', orchestrator: 'slurm', seed: 4 },
  { instances: 150, layout: 'observed', orchestrator: 'eks', seed: 5 },
] as const) {
  const name = `${options.instances} ${options.orchestrator} instances, layout ${options.layout}`
  test(`every state, failed stage, failed step, exit code and decisive line is the planted one: ${name}`, async () => {
    await withDemo(options, async (world) => {
      await world.sync()
      assert.equal(mistakes(world, demoTruth(world.server.cluster)), [])
    })
  })
}

test('what is stored is what the cluster wrote, event by event', async () => {
  await withDemo({ instances: 24 }, async (world) => {
    await world.sync()
    const { cluster } = world.server
    const stored = Map.groupBy(
      world.query<{ instance_id: string; at_ms: number; message: string }>(
        'SELECT instance_id, at_ms, message FROM log_event ORDER BY log_stream, event_ordinal',
      ),
      (row) => row.instance_id,
    )
    for (const instance of cluster.instances) {
      const written = cluster
        .events(instance)
        .filter(({ ingestedMs }) => ingestedMs <= cluster.snapshotMs)
        .map(({ atMs, message }) => [atMs, message])
      const copied = (stored.get(instance.instanceId) ?? []).map((row) => [row.at_ms, row.message])
      assert.equal(copied, written, instance.instanceId)
    }
  })
})

test('a second sync finds nothing new and changes no row', async () => {
  await withDemo({ instances: 40 }, async (world) => {
    await world.sync()
    const before = world.rows()
    const report = await world.sync()
    assert.is(report.events, 0)
    assert.is(report.streamsChanged, 0)
    assert.equal(world.rows(), before)
  })
})

test('reading everything again changes no row', async () => {
  await withDemo({ instances: 24 }, async (world) => {
    await world.sync()
    const before = world.rows()
    const report = await world.sync({ reading: 'everything' })
    assert.is(report.events, 0)
    assert.equal(world.rows(), before)
  })
})

test('syncs while the bring-up goes on end with the rows of one sync after it, late events in their place', async () => {
  await withDemo({ instances: 120 }, async (whole) => {
    await whole.sync()
    const { startedMs } = whole.server.cluster.settings
    const { snapshotMs } = whole.server.cluster
    let nowMs = startedMs
    await withDemo({ instances: 120, nowMs: () => nowMs }, async (grown) => {
      let late = 0
      for (let minute = 3; minute <= 26; minute += 4) {
        nowMs = startedMs + minute * 60_000
        late += (await grown.sync()).lateEvents
      }
      nowMs = snapshotMs
      late += (await grown.sync()).lateEvents
      assert.ok(late > 0, 'the demo plants late events')
      assert.equal(grown.rows(), whole.rows())
    })
  })
})

test('interrupted anywhere, a sync says so, and the next one ends with the same rows', async () => {
  await withDemo({ instances: 40, pageLimits: { events: 700 } }, async (whole) => {
    const { pages } = await whole.sync()
    assert.ok(pages > 20)
    const expected = whole.rows()
    for (const stopAt of [1, 7, 30, 60]) {
      await withDemo({ instances: 40, pageLimits: { events: 700 } }, async (cut) => {
        let reports = 0
        const report = await cut.sync({
          onProgress: (_, abort) => {
            reports += 1
            if (reports === stopAt) abort()
          },
        })
        assert.is(report.outcome, 'interrupted')
        const rest = await cut.sync()
        assert.is(rest.outcome, 'complete')
        assert.equal(cut.rows(), expected, `stopped at report ${stopAt}`)
      })
    }
  })
})

test('what arrives late, before the place where a sync was cut off, is copied by the next one', async () => {
  // A batch written 16 minutes before the end, which arrives 3 minutes before it.
  const options = { instances: 40, seed: 3, pageLimits: { events: 300 } }
  await withDemo(options, async (whole) => {
    await whole.sync()
    const { snapshotMs } = whole.server.cluster
    const whilePending = snapshotMs - 5 * 60_000
    for (const stopAt of [13_500, 14_500, 15_500]) {
      let nowMs = whilePending
      await withDemo({ ...options, nowMs: () => nowMs }, async (cut) => {
        const { outcome } = await cut.sync({
          onProgress: ({ events }, abort) => {
            if (events > stopAt) abort()
          },
        })
        assert.is(outcome, 'interrupted')
        nowMs = snapshotMs
        await cut.sync()
        assert.equal(cut.rows(), whole.rows(), `stopped at event ${stopAt}`)
      })
    }
  })
})

const faults: readonly Fault[] = [
  { kind: 'throttle' },
  { kind: 'server-error', httpStatus: 503 },
  { kind: 'empty-body' },
  { kind: 'html' },
  { kind: 'truncated-json' },
  { kind: 'cut' },
  { kind: 'reset' },
  { kind: 'empty-page' },
  { kind: 'repeated-page' },
]

test('a service that fails every third call in every known way changes no row', async () => {
  await withDemo({ instances: 40 }, async (whole) => {
    await whole.sync()
    let place = 0
    const fault = (_: string, call: number) => {
      if (call % 3 !== 0) return undefined
      place += 1
      return faults[place % faults.length]
    }
    await withDemo({ instances: 40, fault, pageLimits: { events: 2000 } }, async (broken) => {
      const report = await broken.sync()
      assert.is(report.outcome, 'complete')
      assert.ok(report.throttles > 0)
      assert.ok(report.retries > 0)
      assert.equal(broken.rows(), whole.rows())
    })
  })
})

test('a log group alone gives the same attempts, without what only SageMaker knows', async () => {
  await withDemo({ instances: 40 }, async (whole) => {
    await whole.sync()
    await withDemo(
      { instances: 40, deniedActions: ['sagemaker:DescribeCluster'] },
      async (alone) => {
        await alone.sync({ logGroup: alone.server.cluster.logGroupName })
        const sql =
          'SELECT instance_id, attempt, outcome, failed_stage, failed_step, exit_code FROM attempt ORDER BY 1, 2'
        assert.equal(alone.query(sql), whole.query(sql))
        assert.equal(alone.query('SELECT arn, status FROM cluster'), [{ arn: null, status: null }])
      },
    )
  })
})

test('where optional permissions are missing the sync goes on, and names action and statement', async () => {
  const deniedActions = [
    'sagemaker:DescribeClusterNode',
    'sagemaker:ListClusterEvents',
    'logs:DescribeLogGroups',
  ]
  await withDemo({ instances: 24, deniedActions }, async (world) => {
    const report = await world.sync()
    assert.is(report.outcome, 'complete')
    for (const action of deniedActions) {
      const note = report.notes.find((text) => text.includes(action))
      assert.ok(note, action)
      assert.match(note, '"Effect"')
    }
    assert.ok(report.events > 0)
  })
})

test('without permission to read events the sync fails with the action that it lacks', async () => {
  await withDemo({ instances: 24, deniedActions: ['logs:FilterLogEvents'] }, async (world) => {
    const error = await world.sync().catch((thrown: unknown) => thrown)
    assert.instance(error, OperatorError)
    assert.is((error as OperatorError).code, 'access-denied')
    assert.match((error as OperatorError).message, 'logs:FilterLogEvents')
    assert.equal(world.query('SELECT outcome FROM sync_run'), [{ outcome: 'failed' }])
  })
})

test('a sync that fails midway keeps what it has, and the next one ends with the same rows', async () => {
  await withDemo({ instances: 40 }, async (whole) => {
    await whole.sync()
    let failing = true
    const fault = (operation: string, call: number): Fault | undefined =>
      failing && operation === 'FilterLogEvents' && call > 2 ? { kind: 'access-denied' } : undefined
    await withDemo({ instances: 40, fault, pageLimits: { events: 2000 } }, async (cut) => {
      const error = await cut.sync().catch((thrown: unknown) => thrown)
      assert.is((error as OperatorError).code, 'access-denied')
      failing = false
      assert.is((await cut.sync()).outcome, 'complete')
      assert.equal(cut.rows(), whole.rows())
    })
  })
})

test('an unknown cluster and an unknown log group are errors that name them', async () => {
  await withDemo({ instances: 24 }, async (world) => {
    const cluster = await world.sync({ cluster: 'no-such' }).catch((thrown: unknown) => thrown)
    assert.is((cluster as OperatorError).code, 'cluster-not-found')
    assert.match((cluster as OperatorError).message, 'no-such')
    const group = await world.sync({ logGroup: '/aws/none' }).catch((thrown: unknown) => thrown)
    assert.is((group as OperatorError).code, 'log-group-not-found')
    assert.match((group as OperatorError).message, '/aws/none')
  })
})

test('other streams of the log group are counted by kind and not copied', async () => {
  await withDemo({ instances: 40 }, async (world) => {
    const report = await world.sync()
    const kinds = world.query<{ kind: string; streams: number }>(
      'SELECT kind, streams FROM skipped_stream ORDER BY kind',
    )
    assert.equal(
      kinds.map(({ kind }) => kind),
      ['deep-health-check', 'health-monitoring-agent'],
    )
    assert.is(
      report.streamsSkipped,
      kinds.reduce((sum, { streams }) => sum + streams, 0),
    )
  })
})

test('two clusters live in one file side by side', async () => {
  await withDemo({ instances: 24 }, async (first) => {
    await first.sync()
    const sql =
      "SELECT * FROM attempt WHERE cluster_id = (SELECT cluster_id FROM cluster WHERE name = 'ml-prod')"
    const own = first.query(sql)
    await withDemo({ instances: 24, seed: 9, clusterName: 'ml-test' }, async (second) => {
      await second.sync({ path: first.path })
    })
    assert.equal(first.query('SELECT name FROM cluster ORDER BY name'), [
      { name: 'ml-prod' },
      { name: 'ml-test' },
    ])
    assert.equal(first.query(sql), own)
    const [{ instances }] = first.query<{ instances: number }>(
      'SELECT count(*) AS instances FROM instance',
    ) as [{ instances: number }]
    assert.is(instances, 48)
  })
})

test('a cluster has ended when every instance that AWS means to launch has, and not before', async () => {
  await withDemo({ instances: 24 }, async ({ server: { cluster } }) => {
    let nowMs = cluster.settings.startedMs + 30_000
    await withDemo({ instances: 24, nowMs: () => nowMs }, async (world) => {
      assert.is((await world.sync()).allEnded, false)
      nowMs = cluster.snapshotMs
      assert.is((await world.sync()).allEnded, true)
    })
  })
})

test('bytes, lines and events of the sync run are those of the streams', async () => {
  await withDemo({ instances: 24 }, async (world) => {
    const report = await world.sync()
    const [streams] = world.query(
      'SELECT sum(events) AS events, sum(lines) AS lines, sum(bytes) AS bytes FROM log_stream',
    )
    const { events, lines, bytes } = report
    assert.equal(streams, { events, lines, bytes })
    assert.equal(world.query('SELECT events, lines, bytes FROM sync_run'), [streams])
  })
})

test.run()

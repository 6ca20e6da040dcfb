import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openForReading } from '../../../migrations/open-database.ts'
import { temporaryFolder } from '../../synced-demo.ts'
import { withServer } from '../demo/demo-clients.ts'
import { allPages, byStream, writeInventory } from '../files/demo-exports.ts'
import { imported } from '../files/imported.ts'
import { randomFrom } from '../lifecycle/stream-lines.ts'
import { rowsOf } from './synced-demo.ts'

const test = suite('order of arrival')

/** A fleet as files: what imports of it are made of. */
interface Fleet {
  readonly folder: string
  readonly inventory: readonly string[]
  /** Every event of a stream, by stream. */
  readonly streams: readonly (readonly FilteredLogEvent[])[]
  readonly asOfMs: number
}

async function withFleet(use: (fleet: Fleet) => Promise<void>): Promise<void> {
  await withServer({ instances: 32 }, async (clients) => {
    const folder = temporaryFolder()
    const inventory = await writeInventory(clients, folder)
    const streams = [...byStream(await allPages(clients)).values()]
    await use({ folder, inventory, streams, asOfMs: clients.server.cluster.snapshotMs })
  })
}

/** Imports each list of streams after the one before it; returns every row of the file, and where groups have moved. */
async function arrived(
  fleet: Fleet,
  name: string,
  increments: Fleet['streams'][],
): Promise<Readonly<Record<string, string>>> {
  const { asOfMs, inventory } = fleet
  const folder = join(fleet.folder, name)
  mkdirSync(folder)
  const path = join(folder, 'imported.db')
  for (const [at, streams] of increments.entries()) {
    const events = join(folder, `${at}.ndjson`)
    writeFileSync(
      events,
      streams
        .flat()
        .map((event) => JSON.stringify(event))
        .join('\n'),
    )
    await imported(path, [events, ...inventory], { asOfMs })
  }
  return { ...rowsOf(path), ...inOrder(path) }
}

/** Groups and the names that lead to them, byte by byte as a reader gets them. */
function inOrder(path: string): Readonly<Record<string, string>> {
  const database = openForReading(path)
  const entries = ['failure_group', 'failure_group_verdict', 'facet', 'moved_group'].map(
    (table) => [
      `${table} as it is read`,
      JSON.stringify(database.prepare(`SELECT * FROM ${table}`).all()),
    ],
  )
  database.close()
  return Object.fromEntries(entries)
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

test('in whatever order instances arrive, at once or in ten parts, groups, ids and every row are the same', async () => {
  await withFleet(async (fleet) => {
    const expected = await arrived(fleet, 'as-listed', [fleet.streams])
    const groups = JSON.parse(expected['failure_group as it is read'] ?? '[]') as unknown[]
    assert.ok(groups.length > 1)
    for (const seed of [1, 2]) {
      const random = randomFrom(seed)
      const streams = shuffled(fleet.streams, random)
      assert.equal(await arrived(fleet, `at-once-${seed}`, [streams]), expected, `seed ${seed}`)
    }
    for (const seed of [3]) {
      const streams = shuffled(fleet.streams, randomFrom(seed))
      const parts = Array.from({ length: 10 }, (_, part) =>
        streams.filter((_, place) => place % 10 === part),
      )
      assert.equal(await arrived(fleet, `in-ten-${seed}`, parts), expected, `seed ${seed}`)
    }
  })
})

test.run()

import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs'
import { packTar } from 'modern-tar'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { temporaryFolder } from '../../synced-demo.ts'
import type { Clients } from '../demo/demo-clients.ts'
import { withServer } from '../demo/demo-clients.ts'
import { endpointOf, rowsOf, syncInto } from '../sync/synced-demo.ts'
import { allPages, byStream, isoTime, writeInventory, writeS3Export } from './demo-exports.ts'
import { imported } from './imported.ts'

const test = suite('import of exported logs')

/** What only CloudWatch says of a log group and its other streams, no file. */
const notInFiles = ['log_group', 'skipped_stream']

interface World {
  readonly clients: Clients
  readonly pages: readonly FilteredLogEvent[][]
  readonly folder: string
  readonly inventory: readonly string[]
  /** Rows of a file that was synced. */
  readonly synced: Readonly<Record<string, string>>
  readonly syncedPath: string
  readonly asOfMs: number
}

async function withWorld(use: (world: World) => Promise<void>): Promise<void> {
  await withServer({ instances: 60 }, async (clients) => {
    const folder = temporaryFolder()
    const syncedPath = join(folder, 'synced.db')
    const { asOfMs } = await syncInto(endpointOf(clients.server), syncedPath)
    const inventory = await writeInventory(clients, folder)
    const pages = await allPages(clients)
    const synced = comparable(syncedPath)
    await use({ clients, pages, folder, inventory, synced, syncedPath, asOfMs })
  })
}

function comparable(path: string): Readonly<Record<string, string>> {
  const rows = Object.entries(rowsOf(path)).filter(([name]) => !notInFiles.includes(name))
  return Object.fromEntries(rows)
}

/** The formats, each written by the rules of the tool that writes it. Returns what to import. */
const formats: Readonly<Record<string, (world: World, folder: string) => string[]>> = {
  'an export task in S3': ({ pages }, folder) => [writeS3Export(pages, folder)],
  'an export task as .tar.gz': ({ pages }, folder) => {
    writeS3Export(pages, folder)
    return [packed(folder)]
  },
  'filter-log-events, all pages in one document': ({ pages }, folder) => {
    const document = { events: pages.flat(), searchedLogStreams: [] }
    return [written(folder, 'filter.json', JSON.stringify(document, null, 4))]
  },
  'filter-log-events, a list of pages, gzipped': ({ pages }, folder) => {
    const document = pages.map((events) => ({ events, nextToken: 'x' }))
    const path = join(folder, 'pages.json.gz')
    writeFileSync(path, gzipSync(JSON.stringify(document)))
    return [path]
  },
  'filter-log-events, an event a line': ({ pages }, folder) => {
    const lines = pages.flat().map((event) => JSON.stringify(event))
    return [written(folder, 'events.ndjson', lines.join('\n'))]
  },
  'get-log-events, a file a stream': ({ pages }, folder) =>
    [...byStream(pages)].map(([name, events]) => {
      const kept = events.map(({ timestamp, message, ingestionTime }) => ({
        ...{ timestamp, message, ingestionTime },
      }))
      const document = { events: kept, nextForwardToken: 'f/1', nextBackwardToken: 'b/1' }
      const path = `${name.replaceAll('/', '-')}.json`
      return written(folder, path, JSON.stringify(document, null, 4))
    }),
  'CSV of the console, newest first': ({ pages }, folder) =>
    [...byStream(pages)].map(([name, events]) => {
      const rows = events.map(({ timestamp, message }) => `${timestamp},${quoted(message)}`)
      const text = ['timestamp,message', ...rows.reverse()].join('\n')
      return written(folder, `${name.replaceAll('/', '-')}.csv`, text)
    }),
  'CSV of Logs Insights': ({ pages }, folder) => {
    const rows = pages
      .flat()
      .map((event) =>
        [isoTime(event).replace('T', ' ').replace('Z', ''), event.message, event.logStreamName]
          .map(quoted)
          .join(','),
      )
    return [written(folder, 'insights.csv', ['@timestamp,@message,@logStream', ...rows].join('\n'))]
  },
}

function written(folder: string, name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

function quoted(text: string | undefined): string {
  return `"${(text ?? '').replaceAll('"', '""')}"`
}

/** The folder as an archive beside its files. */
function packed(folder: string): string {
  const path = join(folder, 'all.tar.gz')
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort()
  tars.push(
    packTar(
      names.map((name) => {
        const body = readFileSync(join(folder, name))
        return { header: { name, size: body.length, type: 'file' as const }, body }
      }),
    ).then((tar) => writeFileSync(path, gzipSync(tar))),
  )
  return path
}

const tars: Promise<void>[] = []

test('each format gives the rows that a sync of the same cluster gives', async () => {
  await withWorld(async (world) => {
    for (const [name, write] of Object.entries(formats)) {
      const folder = join(world.folder, name.replaceAll(/\W/g, '-'))
      mkdirSync(folder)
      const paths = write(world, folder)
      await Promise.all(tars)
      const path = join(folder, 'imported.db')
      const report = await imported(path, [...paths, ...world.inventory], { asOfMs: world.asOfMs })
      assert.equal(
        comparable(path),
        world.synced,
        `${name}: ${JSON.stringify(report.files.slice(0, 3))}`,
      )
    }
  })
})

test.run()

import { Agent, request } from 'node:http'
import { gzipSync } from 'node:zlib'
import Sqlite from 'better-sqlite3'
import Fastify from 'fastify'
import { createApp } from '../../server/app.ts'
import { listen } from '../../server/listen.ts'
import { urls } from '../../views/urls.ts'
import { type BenchDatabase, benchDatabase } from './bench-database.ts'
import type { BenchOptions } from './bench-options.ts'
import type { Figure } from './sync-figures.ts'

/** Readings of each kind that a figure rests on. */
const readings = 15

/** Every kind of page that grows with the cluster, by name. */
type Pages = Readonly<Record<string, string>>

/**
 * How long the viewer takes for each page over real HTTP in this process, the client's part included: the first time
 * after another connection has written (a sync has ended), and again; how large the page is compressed; and what
 * Fastify alone takes to send a text of that size, asked in turn.
 */
export async function* pageFigures(options: BenchOptions): AsyncGenerator<Figure> {
  for (const instances of options.instances) {
    const database = await benchDatabase(instances, options.kept)
    yield* figuresOf(database)
  }
}

async function* figuresOf({ path, instances }: BenchDatabase): AsyncGenerator<Figure> {
  const app = createApp({
    ...{ databasePath: path, port: 0, now: () => performance.now() },
    onBug: (error) => {
      throw error
    },
  })
  const plain = Fastify()
  const writer = new Sqlite(path)
  let body = ''
  plain.get('/', (_, reply) => reply.type('text/html; charset=utf-8').send(body))
  const client = { url: await listen(app, 0), plainUrl: await listen(plain, 0) }
  try {
    for (const [name, page] of Object.entries(pagesOf(writer))) {
      body = (await fetched(client.url, page)).body
      const measured = await timesOf(client, page, () => {
        writer.exec('UPDATE cluster SET as_of_ms = as_of_ms + 1')
      })
      yield* pageFigure(`${name}, ${instances.toLocaleString('en')} instances`, measured, body)
    }
  } finally {
    writer.close()
    await Promise.all([app.close(), plain.close()])
  }
}

function pagesOf(database: Sqlite.Database): Pages {
  const text = (sql: string): string => database.prepare(sql).pluck().get() as string
  const cluster = text('SELECT name FROM cluster')
  const failed = text("SELECT instance_id FROM instance WHERE state = 'failed' ORDER BY 1")
  const longest = text('SELECT instance_id FROM attempt ORDER BY last_line - first_line DESC, 1')
  const group = text('SELECT failure_group_id FROM failure_group ORDER BY instances DESC, 1')
  return {
    clusters: urls.clusters(),
    overview: urls.cluster(cluster),
    failures: urls.failures(cluster),
    'failure group': urls.failureGroup(cluster, group),
    instances: urls.instances(cluster),
    'failed instances': urls.instances(cluster, { state: 'any-failed' }),
    'instance that failed': urls.instance(cluster, failed),
    'instance with the longest log': urls.instance(cluster, longest),
    durations: urls.durations(cluster),
    facets: urls.facets(cluster),
    compare: urls.compare(cluster),
    catalogue: urls.catalogue(cluster),
    'data quality': urls.data(cluster),
  }
}

interface Times {
  readonly first: readonly number[]
  /** CPU of the same readings, client included: what a busy machine does not change much. */
  readonly firstCpu: readonly number[]
  readonly again: readonly number[]
  readonly plain: readonly number[]
}

async function timesOf(
  { url, plainUrl }: { readonly url: string; readonly plainUrl: string },
  page: string,
  touch: () => void,
): Promise<Times> {
  const times = {
    first: [] as number[],
    firstCpu: [] as number[],
    again: [] as number[],
    plain: [] as number[],
  }
  for (let reading = 0; reading < readings; reading += 1) {
    touch()
    const before = process.cpuUsage()
    times.first.push((await fetched(url, page)).ms)
    const { user, system } = process.cpuUsage(before)
    times.firstCpu.push((user + system) / 1000)
    times.again.push((await fetched(url, page)).ms)
    times.plain.push((await fetched(plainUrl, '/')).ms)
  }
  return times
}

function* pageFigure(name: string, times: Times, body: string): Generator<Figure> {
  const { first, firstCpu, again, plain } = times
  yield { figure: `first reading, median ms, ${name}`, measured: at(first, 0.5), aim: '' }
  yield { figure: `first reading, median CPU ms, ${name}`, measured: at(firstCpu, 0.5), aim: '' }
  yield { figure: `first reading, p99 ms, ${name}`, measured: at(first, 0.99), aim: '<= 50' }
  yield { figure: `read again, median ms, ${name}`, measured: at(again, 0.5), aim: '' }
  yield { figure: `read again, p99 ms, ${name}`, measured: at(again, 0.99), aim: '<= 50' }
  const kilobytes = gzipSync(body).length / 1000
  yield { figure: `kB compressed, ${name}`, measured: kilobytes, aim: '<= 100' }
  const ratio = at(plain, 0.5) / at(again, 0.5)
  yield { figure: `Fastify sending the same text / ours, ${name}`, measured: ratio, aim: '>= 0.15' }
}

function at(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
}

const agent = new Agent({ keepAlive: true })

/** Milliseconds from the request to the last byte of the answer. */
function fetched(
  url: string,
  path: string,
): Promise<{ readonly ms: number; readonly body: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ ms: number; body: string }>()
  const startedMs = performance.now()
  request(new URL(path, url), { agent }, (answer) => {
    const parts: Buffer[] = []
    answer.on('data', (part: Buffer) => parts.push(part))
    answer.on('end', () => {
      const ms = performance.now() - startedMs
      const body = Buffer.concat(parts).toString()
      if (answer.statusCode === 200) resolve({ ms, body })
      else reject(new Error(`${path}: ${answer.statusCode}`))
    })
  })
    .on('error', reject)
    .end()
  return promise
}

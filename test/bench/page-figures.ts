import { Agent, request } from 'node:http'
import { gzipSync } from 'node:zlib'
import Sqlite from 'better-sqlite3'
import Fastify from 'fastify'
import { createApp } from '../../server/app.ts'
import { listen } from '../../server/listen.ts'
import { urls } from '../../views/urls.ts'
import { type BenchDatabase, benchDatabase } from './bench-database.ts'
import type { BenchOptions } from './bench-options.ts'
import { growthFigures, type SizedFigure } from './growth-figures.ts'
import { requestsOfCpuSecond } from './request-rate.ts'
import type { Figure } from './sync-figures.ts'
import { windowFigures } from './window-figures.ts'

/** Readings of each kind that a figure rests on. */
const readings = 15

/** Every kind of page that grows with the cluster, by name. */
type Pages = Readonly<Record<string, string>>

/**
 * How long the viewer takes for each page over real HTTP in this process, the client's part included: the first time
 * after another connection has written (a sync has ended), and again; how large the page is compressed; how many requests
 * a second of CPU suffices for, against Fastify alone sending a text of that size; how that grows with the cluster.
 */
export async function* pageFigures(options: BenchOptions): AsyncGenerator<Figure> {
  const sized: SizedFigure[] = []
  for (const instances of options.instances) {
    const database = await benchDatabase(instances, options.kept)
    for (const each of windowFigures(database)) {
      sized.push(each)
      yield { figure: ofSize(each.name, instances), measured: each.measured, aim: windowAim(each) }
    }
    yield* figuresOf(database, sized)
  }
  yield* growthFigures(sized)
}

function ofSize(name: string, instances: number): string {
  return `${name}, ${instances.toLocaleString('en')} instances`
}

function windowAim({ name }: SizedFigure): string {
  return name.endsWith('read, p99 ms') ? '<= 1' : ''
}

async function* figuresOf(
  { path, instances }: BenchDatabase,
  sized: SizedFigure[],
): AsyncGenerator<Figure> {
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
      yield* pageFigure(ofSize(name, instances), measured, body)
      yield* rateFigures(ofSize(name, instances), client, page)
      const cpu = at(measured.firstCpu, 0.5)
      sized.push({ name: `first reading, CPU ms, ${name}`, instances, measured: cpu })
      const bytes = gzipSync(body).length
      sized.push({ name: `bytes compressed, ${name}`, instances, measured: bytes })
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
}

/** Where the viewer listens, and Fastify that only sends a text. */
interface Client {
  readonly url: string
  readonly plainUrl: string
}

async function timesOf({ url }: Client, page: string, touch: () => void): Promise<Times> {
  const times = {
    first: [] as number[],
    firstCpu: [] as number[],
    again: [] as number[],
  }
  for (let reading = 0; reading < readings; reading += 1) {
    touch()
    const before = process.cpuUsage()
    times.first.push((await fetched(url, page)).ms)
    const { user, system } = process.cpuUsage(before)
    times.firstCpu.push((user + system) / 1000)
    times.again.push((await fetched(url, page)).ms)
  }
  return times
}

function* pageFigure(name: string, times: Times, body: string): Generator<Figure> {
  const { first, firstCpu, again } = times
  yield { figure: `first reading, median ms, ${name}`, measured: at(first, 0.5), aim: '' }
  yield { figure: `first reading, median CPU ms, ${name}`, measured: at(firstCpu, 0.5), aim: '' }
  yield { figure: `first reading, p99 ms, ${name}`, measured: at(first, 0.99), aim: '<= 50' }
  yield { figure: `read again, median ms, ${name}`, measured: at(again, 0.5), aim: '' }
  yield { figure: `read again, p99 ms, ${name}`, measured: at(again, 0.99), aim: '<= 50' }
  const kilobytes = gzipSync(body).length / 1000
  yield { figure: `kB compressed, ${name}`, measured: kilobytes, aim: '<= 100' }
}

const requests = 100

/** Requests that are answered in a second of CPU, against Fastify sending the same text. */
async function* rateFigures(name: string, client: Client, page: string): AsyncGenerator<Figure> {
  const { url, plainUrl } = client
  const repeated = (address: string) => Array.from({ length: requests }, () => address)
  const plain = await requestsOfCpuSecond({ urls: repeated(`${plainUrl}/`), headers: {} })
  const mark = page.includes('?') ? '&' : '?'
  // An address that nobody has asked for yet is drawn anew; what is asked is the same.
  const drawn = await requestsOfCpuSecond({
    urls: repeated(url + page).map((each, index) => `${each}${mark}bench=${index}`),
    headers: {},
  })
  const headers = { 'accept-encoding': 'gzip' }
  const kept = await requestsOfCpuSecond({ urls: repeated(url + page), headers })
  const against = 'Fastify sending the same text, requests of a CPU second'
  yield { figure: `drawn anew / ${against}, ${name}`, measured: drawn / plain, aim: '>= 0.15' }
  yield { figure: `unchanged / ${against}, ${name}`, measured: kept / plain, aim: '>= 3' }
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

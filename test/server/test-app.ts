import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import * as assert from 'uvu/assert'
import { createApp } from '../../server/app.ts'
import { type FilledDatabase, filledDatabase } from './filled-database.ts'

export interface TestApp extends FilledDatabase {
  readonly app: FastifyInstance
  /** Everything that the app called a bug. */
  readonly bugs: readonly unknown[]
  get(url: string, headers?: Readonly<Record<string, string>>): Promise<LightMyRequestResponse>
}

/** When notes of the tests are written. */
export const noteMs = Date.UTC(2026, 10, 23, 3)

export const ownHost = '127.0.0.1:8117'

/** The viewer over a filled database; it listens nowhere. */
export function testApp(options: Parameters<typeof filledDatabase>[0] = {}): TestApp {
  const filled = filledDatabase(options)
  const bugs: unknown[] = []
  const onBug = (error: unknown): void => void bugs.push(error)
  const app = createApp({ databasePath: filled.path, port: 8117, onBug, now: () => noteMs })
  const get: TestApp['get'] = (url, headers = {}) =>
    app.inject({ method: 'GET', url, headers: { host: ownHost, ...headers } })
  return { ...filled, app, bugs, get }
}

/** Lets a test look at a viewer of its own, which then has called nothing a bug. */
export async function withTestApp(
  options: Parameters<typeof filledDatabase>[0],
  look: (filled: TestApp) => Promise<void>,
): Promise<void> {
  const filled = testApp(options)
  try {
    await look(filled)
    assert.equal(filled.bugs, [])
  } finally {
    await filled.app.close()
    filled.remove()
  }
}

/** One URL of every kind of page, most without a suffix. */
export function everyPage({ instances }: FilledDatabase): readonly string[] {
  const idOf = (wanted: string): string =>
    instances.find(({ state }) => state === wanted)?.instanceId ?? ''
  const cluster = '/clusters/ml-prod'
  return [
    '/clusters',
    cluster,
    `${cluster}?strip=zone`,
    `${cluster}/strip?strip=launch`,
    `${cluster}/instances`,
    `${cluster}/instances?state=any-failed&sort=duration&order=desc`,
    `${cluster}/instances?text=nothing-like-this`,
    ...['failed', 'failed-lost-tail', 'download-failed', 'hung', 'no-stream', 'empty'].map(
      (state) => `${cluster}/instances/${idOf(state)}`,
    ),
    `${cluster}/instances/${idOf('succeeded-after-retry')}?attempt=1`,
    `${cluster}/instances/${idOf('failed')}/log`,
    `${cluster}/instances/${idOf('failed')}?show=unusual&find=lock&highlight=apt&raw=yes&line=3`,
    `${cluster}/instances/${idOf('failed')}/lines/3`,
    `${cluster}/instances/${idOf('failed')}/twin`,
    `${cluster}/failures`,
    `${cluster}/failures?known=unknown&sort=lift`,
    `${cluster}/failures?stage=start`,
    ...['fg-dpkg', 'fg-fsx', 'fg-slurm', 'fg-lostTail', 'fg-download'].map(
      (group) => `${cluster}/failures/${group}`,
    ),
    `${cluster}/failures/fg-dpkg/near-misses`,
    `${cluster}/durations`,
    `${cluster}/durations?group=worker-gpu-a&sort=p95`,
    `${cluster}/durations?zone=nowhere`,
    `${cluster}/durations/runs?of=execution/./mount_fsx.sh`,
    `${cluster}/durations/runs?only=straggler`,
    `${cluster}/compare`,
    `${cluster}/compare?a=zone%3Dus-west-2c&b=rest`,
    `${cluster}/compare?a=${idOf('failed')}&show=durations`,
    `${cluster}/compare?a=all&b=all`,
    `${cluster}/facets`,
    `${cluster}/bring-ups`,
    `${cluster}/catalogue`,
    `${cluster}/catalogue?text=nothing-like-this`,
    `${cluster}/catalogue/apt-lock-held`,
    `${cluster}/catalogue/apt-mirror-changing?state=passed`,
    `${cluster}/search`,
    `${cluster}/search?q=error`,
    `${cluster}/search?q=succeeded&not=1&state=any-failed`,
    `${cluster}/search?q=%28&mode=regex`,
    `${cluster}/data`,
    `${cluster}/export`,
    `${cluster}/notes`,
    `${cluster}/sync`,
  ]
}

/** `/a?b` → `/a.json?b`. */
export function withSuffix(url: string, suffix: string): string {
  const [path = '', query] = url.split('?')
  return query === undefined ? `${path}.${suffix}` : `${path}.${suffix}?${query}`
}

import type { FastifyInstance, HTTPMethods } from 'fastify'
import type { FilledDatabase } from './filled-database.ts'

export interface RouteRequest {
  readonly method: HTTPMethods
  readonly url: string
}

/**
 * A request to each route that the app has registered, told by Fastify itself, so that a new route cannot be left out.
 * Call it before anything has made the app ready.
 */
export async function everyRoute(
  app: FastifyInstance,
  named: Readonly<Record<'cluster' | 'group' | 'instance', string>>,
): Promise<readonly RouteRequest[]> {
  const found: RouteRequest[] = []
  const rest = { line: '3', note: '1', key: '0011223344556677', cause: 'apt-lock-held' }
  const values: Readonly<Record<string, string>> = { ...rest, ...named }
  app.addHook('onRoute', ({ method, url }) => {
    const filled = url.replaceAll(/:(\w+)/g, (_, name: string) =>
      encodeURIComponent(values[name] ?? 'x'),
    )
    for (const each of [method].flat()) found.push({ method: each as HTTPMethods, url: filled })
  })
  await app.ready()
  return found
}

/** What routes name in a filled database. */
export function filledNames({ instances }: FilledDatabase) {
  const failed = instances.find(({ state }) => state === 'failed')
  return { cluster: 'ml-prod', group: 'fg-dpkg', instance: failed?.instanceId ?? '' }
}

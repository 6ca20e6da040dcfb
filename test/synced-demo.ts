import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { type DemoServer, startDemoServer } from '../ingest/demo/demo-server.ts'
import type { DemoServerOptions } from '../ingest/demo/demo-server-options.ts'
import { runCommand } from './command.ts'

/** What points the AWS SDK of a child process at a demo server, and at nothing else. */
export function demoEnvironment(server: DemoServer): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: server.url,
    AWS_REGION: server.cluster.settings.region,
    AWS_ACCESS_KEY_ID: 'AKIADEMODEMODEMODEMO',
    AWS_SECRET_ACCESS_KEY: 'demo',
  }
}

/** Instances: enough for two failures of different causes. */
const smallDemo = 16

const folders: string[] = []
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A folder that is removed when this process ends. */
export function temporaryFolder(within: string = tmpdir()): string {
  const folder = mkdtempSync(join(within, 'hyperscope-'))
  folders.push(folder)
  return folder
}

export interface SyncedDemo {
  readonly server: DemoServer
  readonly environment: Readonly<Record<string, string>>
  readonly clusterName: string
  /** The file that one undisturbed sync has written. */
  readonly path: string
}

/** A small demo cluster without quotas, synced by the command line into a file of its own. */
export async function syncedDemo(options: DemoServerOptions = {}): Promise<SyncedDemo> {
  const server = await startDemoServer({ instances: smallDemo, quotas: 'none', ...options })
  const path = join(temporaryFolder(), 'demo.db')
  const { clusterName } = server.cluster.settings
  const environment = demoEnvironment(server)
  const { code, stderr } = await runCommand(['sync', clusterName, '--db', path], environment)
  assert.is(code, 0, stderr)
  return { server, environment, clusterName, path }
}

/** A demo server that takes seconds to read out, and says when it has been asked for its nth page of events. */
export async function slowDemo(nthPage: number): Promise<{
  readonly environment: Readonly<Record<string, string>>
  readonly asked: Promise<void>
}> {
  const { promise: asked, resolve } = Promise.withResolvers<void>()
  const server = await startDemoServer({
    ...{ instances: smallDemo, quotas: 'none', latencyMs: 150, pageLimits: { events: 300 } },
    fault: (operation, call) => {
      if (operation === 'FilterLogEvents' && call === nthPage) resolve()
      return undefined
    },
  })
  return { environment: demoEnvironment(server), asked }
}

/** A demo server that never answers a request for events: a sync of it goes on until it is stopped. */
export async function hangingDemo(): Promise<{
  readonly environment: Readonly<Record<string, string>>
  readonly asked: Promise<void>
}> {
  const { promise: asked, resolve } = Promise.withResolvers<void>()
  const server = await startDemoServer({
    ...{ instances: smallDemo, quotas: 'none' },
    fault: (operation) => {
      if (!/^(?:Filter|Get)LogEvents$/.test(operation)) return undefined
      resolve()
      return { kind: 'hang' }
    },
  })
  return { environment: demoEnvironment(server), asked }
}

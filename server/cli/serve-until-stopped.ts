import { once } from 'node:events'
import type { FastifyInstance } from 'fastify'
import { OperatorError } from '../../ingest/operator-error.ts'
import { createApp } from '../app.ts'
import { listen } from '../listen.ts'
import type { CommandContext } from './command-context.ts'
import { reportError } from './report-error.ts'

/** Serves the viewer until Ctrl-C; prints its URL on stdout. */
export async function serveUntilStopped(
  viewer: {
    readonly databasePath: string
    readonly port: number
    readonly tryNextPorts?: number
    readonly isSqlOn?: boolean
  },
  context: CommandContext,
): Promise<void> {
  const { databasePath, port, tryNextPorts = 0, isSqlOn = false } = viewer
  const { app, url } = await listenNear({ databasePath, port, tryNextPorts, isSqlOn }, context)
  context.stdout.write(`${url}\n`)
  context.stderr.write(`hyperscope shows ${databasePath} at ${url} · Ctrl-C ends\n`)
  if (!context.signal.aborted) await once(context.signal, 'abort')
  await app.close()
}

/** A taken port is an error, unless the next ones may be tried: the demo should come up beside another viewer. */
async function listenNear(
  viewer: {
    readonly databasePath: string
    readonly port: number
    readonly tryNextPorts: number
    readonly isSqlOn: boolean
  },
  context: CommandContext,
): Promise<{ app: FastifyInstance; url: string }> {
  const { databasePath, port, tryNextPorts, isSqlOn } = viewer
  const onBug = (error: unknown) => void reportError(error, context.stderr)
  const app = createApp({ databasePath, port, onBug, now: context.now, isSqlOn })
  try {
    return { app, url: await listen(app, port) }
  } catch (error) {
    await app.close()
    const isTaken = error instanceof OperatorError && error.code === 'port-in-use'
    if (!isTaken || tryNextPorts === 0) throw error
    return listenNear({ ...viewer, port: port + 1, tryNextPorts: tryNextPorts - 1 }, context)
  }
}

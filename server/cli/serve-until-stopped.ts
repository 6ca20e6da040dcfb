import { once } from 'node:events'
import type { FastifyInstance } from 'fastify'
import { OperatorError } from '../../ingest/operator-error.ts'
import { createApp } from '../app.ts'
import { listen } from '../listen.ts'
import type { CommandContext } from './command-context.ts'
import { printable } from './printable.ts'
import { reportError } from './report-error.ts'
import { sessionToken } from './session-token.ts'

export interface ServedViewer {
  readonly databasePath: string
  readonly port: number
  /** How many of the next ports may be tried when the port is taken; undefined: none, it is an error. */
  readonly tryNextPorts?: number
  readonly isSqlOn: boolean
  /** False: whoever reaches the port is let in. */
  readonly asksToken: boolean
}

/** Serves the viewer until Ctrl-C; prints the address that lets a browser in on stdout. */
export async function serveUntilStopped(
  viewer: ServedViewer,
  context: CommandContext,
): Promise<void> {
  const session = viewer.asksToken ? sessionToken(viewer.databasePath, context.env) : undefined
  const { app, url } = await listenNear({ ...viewer, token: session?.token }, context)
  context.stdout.write(session === undefined ? `${url}\n` : `${url}/?token=${session.token}\n`)
  if (session?.warning !== undefined) context.stderr.write(`${printable(session.warning)}\n`)
  const letsIn =
    session === undefined ? 'lets every program of this machine in' : 'lets a browser in'
  context.stderr.write(
    `hyperscope shows ${printable(viewer.databasePath)}; the address ${letsIn} · Ctrl-C ends\n`,
  )
  if (!context.signal.aborted) await once(context.signal, 'abort')
  await app.close()
}

/** The demo should come up beside another viewer. */
async function listenNear(
  viewer: ServedViewer & { readonly token: string | undefined },
  context: CommandContext,
): Promise<{ app: FastifyInstance; url: string }> {
  const { databasePath, port, tryNextPorts = 0, isSqlOn, token } = viewer
  const onBug = (error: unknown) => void reportError(error, context.stderr)
  const app = createApp({ databasePath, port, onBug, now: context.now, isSqlOn, token })
  try {
    return { app, url: await listen(app, port) }
  } catch (error) {
    await app.close()
    const isTaken = error instanceof OperatorError && error.code === 'port-in-use'
    if (!isTaken || tryNextPorts === 0) throw error
    return listenNear({ ...viewer, port: port + 1, tryNextPorts: tryNextPorts - 1 }, context)
  }
}

import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { temporaryFolder } from '../synced-demo.ts'
import type { Figure } from './sync-figures.ts'
import { reportingUsage, type Usage, usageIn } from './usage.ts'

const main = fileURLToPath(new URL('../../server/cli/main.ts', import.meta.url))
const instances = 1000
const lastExport = 'AWS_SECRET_ACCESS_KEY'

interface Sync {
  readonly outcome: string
  readonly readingMs: number
  readonly quotaMs: number
  readonly calls: number
  readonly throttles: number
}

/**
 * The whole command against the demo's services in a process of their own, which grant what us-west-2 does: HTTP, parsing, storing and
 * judging on the way included. The services invent their logs as they serve them, on the same machine: what they cost is in it, too.
 */
export async function* realSyncFigures(): AsyncGenerator<Figure> {
  const services = spawn(process.execPath, [
    ...[main, 'demo', '--endpoint-only', '--instances', String(instances)],
  ])
  try {
    const env = { ...process.env, ...(await exportsOf(services)) }
    const path = join(temporaryFolder(), 'synced.db')
    const { sync, usage } = await synced(path, env)
    const { readingMs, quotaMs, throttles, calls } = sync
    const what = `${instances} instances of the demo, in real time`
    yield {
      figure: `${what}: reading / quota bound`,
      measured: readingMs / quotaMs,
      aim: '<= 1.15',
    }
    yield { figure: `${what}: throttled / calls`, measured: throttles / calls, aim: '<= 0.01' }
    yield { figure: `${what}: peak MB`, measured: usage.peakMb, aim: '<= 450' }
  } finally {
    services.kill('SIGINT')
    await once(services, 'exit')
  }
}

async function synced(
  path: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly sync: Sync; readonly usage: Usage }> {
  const words = [...reportingUsage, main, 'sync', 'ml-prod', '--json', '--db', path]
  const { stdout, stderr } = await promisify(execFile)(process.execPath, words, { env })
  const [sync] = (JSON.parse(stdout) as { syncs: [Sync] }).syncs
  if (sync.outcome !== 'complete') throw new Error('The sync is not complete: is the machine busy?')
  return { sync, usage: usageIn(stderr) }
}

/** The variables that the services print for whoever syncs from them. */
async function exportsOf({ stdout }: ChildProcess): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for await (const line of createInterface({ input: stdout as NodeJS.ReadableStream })) {
    const [, name = '', value = ''] = /^export (\w+)=(.*)$/.exec(line) ?? []
    found[name] = value
    if (name === lastExport) break
  }
  return found
}

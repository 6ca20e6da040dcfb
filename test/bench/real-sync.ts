import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { packedProgram } from '../packed-package.ts'
import { temporaryFolder } from '../synced-demo.ts'
import { median } from './median.ts'
import type { Figure } from './sync-figures.ts'
import { reportingUsage, type Usage, usageIn } from './usage.ts'

const instances = 1000
const syncs = 3
const lastExport = 'AWS_SECRET_ACCESS_KEY'

interface Sync {
  readonly outcome: string
  readonly readingMs: number
  readonly quotaMs: number
  readonly calls: number
  readonly throttles: number
}

interface Run {
  readonly sync: Sync
  readonly usage: Usage
}

/**
 * The whole packed command against the demo's services in a process of their own, which grant what us-west-2 does: HTTP, parsing, storing
 * and judging on the way included. The services invent their logs as they serve them, on the same machine: what they cost is in it, too.
 */
export async function* realSyncFigures(): AsyncGenerator<Figure> {
  const program = packedProgram(temporaryFolder())
  const services = spawn(process.execPath, [
    ...[program, 'demo', '--endpoint-only', '--instances', String(instances)],
  ])
  try {
    const env = { ...process.env, ...(await exportsOf(services)) }
    const runs: Run[] = []
    for (let run = 0; run < syncs; run += 1) runs.push(await synced(program, env))
    const middle = (of: (run: Run) => number) => median(runs.map(of))
    const what = `${instances} instances of the demo, in real time`
    yield {
      figure: `${what}: reading / quota bound`,
      measured: middle(({ sync }) => sync.readingMs / sync.quotaMs),
      aim: '<= 1.15',
    }
    yield {
      figure: `${what}: throttled / calls`,
      measured: middle(({ sync }) => sync.throttles / sync.calls),
      aim: '<= 0.01',
    }
    yield {
      figure: `${what}: peak MB`,
      measured: middle(({ usage }) => usage.peakMb),
      aim: '<= 450',
    }
  } finally {
    services.kill('SIGINT')
    await once(services, 'exit')
  }
}

/** Of a file of its own. */
async function synced(program: string, env: NodeJS.ProcessEnv): Promise<Run> {
  const path = join(temporaryFolder(), 'synced.db')
  const words = [...reportingUsage, program, 'sync', 'ml-prod', '--json', '--db', path]
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

// Damaged files: whatever a disk does to one, the viewer answers with a page or with what to do, and doctor sees every damage that
// changes the log.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { startDemoServer } from '../../ingest/demo/demo-server.ts'
import { endpointOf, syncInto } from '../ingest/sync/synced-demo.ts'
import { memoryFolder } from './memory-folder.ts'
import type { PromiseFigure } from './promise-figure.ts'

const child = fileURLToPath(new URL('damage-child.ts', import.meta.url))

/** Nothing that a viewer does with a file of this size takes so long. */
const stuckMs = 60_000

interface Looked {
  /** The copy that was looked at last. */
  readonly last: number
  readonly broken: readonly string[]
}

/** Looks at copies until all are looked at, or the process dies or is stuck. */
function look(path: string, first: number, count: number): Promise<Looked> {
  const looking = spawn(process.execPath, [child, path, String(first), String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const broken: string[] = []
  let last = first - 1
  const stuck = setTimeout(() => looking.kill('SIGKILL'), stuckMs)
  createInterface(looking.stdout).on('line', (line) => {
    stuck.refresh()
    if (line.startsWith('['))
      broken.push(...(JSON.parse(line) as string[]).map((text) => `copy ${last}: ${text}`))
    else last = Number(line)
  })
  return new Promise((resolve) => {
    looking.once('close', (code, signal) => {
      clearTimeout(stuck)
      if (code !== 0) broken.push(`copy ${last}: the process ended with ${code ?? signal}`)
      resolve({ last, broken })
    })
  })
}

/** Damages that many copies of a synced demo, from a number on: a number gives the same damage every time. */
export async function damageFiles(options: {
  readonly copies: number
  readonly first: number
}): Promise<PromiseFigure> {
  const path = join(memoryFolder(), 'whole.db')
  const server = await startDemoServer({ instances: 8, quotas: 'none' })
  await syncInto(endpointOf(server), path)
  await server.close()
  const broken: string[] = []
  const end = options.first + options.copies
  for (let next = options.first; next < end; ) {
    const looked = await look(path, next, end - next)
    broken.push(...looked.broken)
    next = looked.last + 1
  }
  return {
    promise: 'a damaged file stops neither viewer nor command; doctor sees what changes the log',
    ...{ trials: options.copies, broken },
    seen: '',
  }
}

// A sync whose memory runs out on the way: at some page its address space may grow by a few megabytes more and no further, as where
// a service manager or a batch system limits it. It ends by an error that says so, or by the engine's own abort, which no program can
// word; the file is whole, and the next sync ends with the rows of an undisturbed one.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startDemoServer } from '../../ingest/demo/demo-server.ts'
import { seededRandom } from '../../ingest/demo/seeded-random.ts'
import { commandEnd, startCommand } from '../command.ts'
import { endpointOf, rowsOf, syncInto } from '../ingest/sync/synced-demo.ts'
import { demoEnvironment, temporaryFolder } from '../synced-demo.ts'
import { fileProblems } from './file-problems.ts'
import { otherRows } from './other-rows.ts'
import type { PromiseFigure } from './promise-figure.ts'

/** Pages of events, after one of which the limit is set; later ones find all the memory that they need. */
const pages = 8
/** What it may still take. */
const mostMoreMiB = 3

/** Whether this machine can limit a process. */
export function canLimit(): boolean {
  return spawnSync('prlimit', ['--as=4294967296', 'true']).status === 0
}

const saysSo = /out of memory|bad_alloc|memory has run out|allocation failed|more memory/i

/** From now on the address space of a process may grow by so much and no further. */
function limitGrowth(pid: number, mebibytes: number): void {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const bytes = Number(/^VmSize:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024
  spawnSync('prlimit', [`--pid=${pid}`, `--as=${bytes + mebibytes * 2 ** 20}`])
}

/** Runs so many syncs, each limited at another page. */
export async function limitMemory(options: {
  readonly limits: number
  readonly seed: number
}): Promise<PromiseFigure> {
  const folder = temporaryFolder()
  let onPage: (page: number) => void = () => undefined
  let page = 0
  const server = await startDemoServer({
    ...{ instances: 40, quotas: 'none', pageLimits: { events: 1000 } },
    fault: (operation) => {
      if (operation === 'FilterLogEvents') page += 1
      onPage(page)
      return undefined
    },
  })
  const whole = join(folder, 'whole.db')
  await syncInto(endpointOf(server), whole)
  const expected = rowsOf(whole)
  const random = seededRandom('memory limit', options.seed)
  const broken: string[] = []
  let [ended, aborted] = [0, 0]
  for (let turn = 0; turn < options.limits; turn += 1) {
    const [limitedAt, mebibytes] = [random.integer(1, pages), random.integer(0, mostMoreMiB)]
    const path = join(folder, `${turn}.db`)
    const words = ['sync', endpointOf(server).clusterName, '--db', path]
    const limited = startCommand(words, demoEnvironment(server))
    page = 0
    onPage = (reached) => {
      if (reached !== limitedAt || limited.pid === undefined) return
      onPage = () => undefined
      limitGrowth(limited.pid, mebibytes)
    }
    const { code, stderr } = await commandEnd(limited)
    onPage = () => undefined
    if (code === null) aborted += 1
    else if (code !== 0) ended += 1
    const problems = [...fileProblems(path)]
    if (code !== 0 && code !== null && !saysSo.test(stderr))
      problems.push(`it ended with ${code}: ${stderr}`)
    await syncInto(endpointOf(server), path)
    problems.push(...otherRows(path, expected))
    broken.push(...problems.map((text) => `at page ${limitedAt} ${mebibytes} MiB more: ${text}`))
  }
  await server.close()
  return {
    promise: 'a sync that runs out of memory leaves a whole file, from which the next one goes on',
    ...{ trials: options.limits, broken },
    seen: `${aborted} aborted, ${ended} ended with an error, the others came through`,
  }
}

// A sync that may not have the memory it wants (a limit of its address space, as a service manager or a batch system sets it): it
// ends by an error that says so, or by the engine's own abort, which no program can word; the file is whole, and the next sync ends with the
// rows of an undisturbed one.
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { startDemoServer } from '../../ingest/demo/demo-server.ts'
import { seededRandom } from '../../ingest/demo/seeded-random.ts'
import { commandEnd, compiledOnce, mainModule } from '../command.ts'
import { endpointOf, rowsOf, syncInto } from '../ingest/sync/synced-demo.ts'
import { demoEnvironment, temporaryFolder } from '../synced-demo.ts'
import { fileProblems } from './file-problems.ts'
import { otherRows } from './other-rows.ts'
import type { PromiseFigure } from './promise-figure.ts'

/** With less the engine does not start, with more a small sync gets through. */
const limitsMiB = [1200, 1900] as const

/** Whether this machine can limit a process. */
export function canLimit(): boolean {
  return spawnSync('prlimit', ['--as=4294967296', 'true']).status === 0
}

const saysSo = /out of memory|bad_alloc|memory has run out|allocation failed|more memory/i

/** Runs so many syncs, each with another limit. */
export async function limitMemory(options: {
  readonly limits: number
  readonly seed: number
}): Promise<PromiseFigure> {
  const folder = temporaryFolder()
  const server = await startDemoServer({ instances: 40, quotas: 'none' })
  const { clusterName } = endpointOf(server)
  const whole = join(folder, 'whole.db')
  await syncInto(endpointOf(server), whole)
  const expected = rowsOf(whole)
  const random = seededRandom('memory limit', options.seed)
  const broken: string[] = []
  let [ended, aborted] = [0, 0]
  for (let turn = 0; turn < options.limits; turn += 1) {
    const mebibytes = random.integer(...limitsMiB)
    const path = join(folder, `${turn}.db`)
    const sync = [process.execPath, mainModule, 'sync', clusterName, '--db', path]
    const env = { PATH: process.env.PATH, ...compiledOnce, ...demoEnvironment(server) }
    const limited = spawn('prlimit', [`--as=${mebibytes * 2 ** 20}`, ...sync], { env })
    const { code, stderr } = await commandEnd(limited)
    if (code === null) aborted += 1
    else if (code !== 0) ended += 1
    const problems = [...fileProblems(path)]
    const isAborted = code === null
    if (code !== 0 && !isAborted && !saysSo.test(stderr))
      problems.push(`it ended with ${code}: ${stderr}`)
    await syncInto(endpointOf(server), path)
    problems.push(...otherRows(path, expected))
    broken.push(...problems.map((text) => `${mebibytes} MiB: ${text}`))
  }
  await server.close()
  return {
    promise: 'a sync that runs out of memory leaves a whole file, from which the next one goes on',
    ...{ trials: options.limits, broken },
    seen: `${aborted} aborted, ${ended} ended with an error, the others came through`,
  }
}

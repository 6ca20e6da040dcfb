// A disk that fails: the nth write, flush or read of the file by a real sync gives EIO or ENOSPC (strace injects it). The sync must
// say so and end with the code of such trouble, the file must be whole, and the next sync must end with the rows of an
// undisturbed one.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DemoServer, startDemoServer } from '../../ingest/demo/demo-server.ts'
import { seededRandom } from '../../ingest/demo/seeded-random.ts'
import { type CommandResult, commandEnd, compiledOnce, mainModule } from '../command.ts'
import { endpointOf, rowsOf, syncInto } from '../ingest/sync/synced-demo.ts'
import { demoEnvironment, temporaryFolder } from '../synced-demo.ts'
import { fileProblems } from './file-problems.ts'
import { otherRows } from './other-rows.ts'
import type { PromiseFigure } from './promise-figure.ts'

/** How the disk fails, and how a sync then may end. */
const failures = [
  { call: 'pwrite64', error: 'EIO', exitCodes: [6] },
  { call: 'pwrite64', error: 'ENOSPC', exitCodes: [6] },
  { call: 'fsync', error: 'EIO', exitCodes: [6] },
  // SQLite takes what cannot be read for damage, in most places.
  { call: 'pread64', error: 'EIO', exitCodes: [6, 7] },
] as const

/** Whether this machine lets a process watch its child's calls. */
export function canInject(): boolean {
  return spawnSync('strace', ['-qq', '-e', 'trace=none', 'true']).status === 0
}

/** Runs a sync under strace, which looks at the calls on the file alone. */
function watchedSync(
  server: DemoServer,
  path: string,
  options: readonly string[],
): Promise<CommandResult> {
  const files = [path, `${path}-wal`].flatMap((file) => ['-P', file])
  const strace = ['-f', '--seccomp-bpf', '-qq', ...files, ...options]
  const sync = [mainModule, 'sync', server.cluster.settings.clusterName, '--db', path]
  const running = spawn('strace', [...strace, process.execPath, ...sync], {
    env: { ...process.env, ...compiledOnce, ...demoEnvironment(server) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return commandEnd(running)
}

/** How many calls of a kind an undisturbed sync makes. */
async function callsOfSync(server: DemoServer, folder: string): Promise<(call: string) => number> {
  const trace = join(folder, 'calls')
  const options = ['-o', trace, '-e', 'trace=pwrite64,fsync,pread64']
  await watchedSync(server, join(folder, 'counted.db'), options)
  const lines = readFileSync(trace, 'latin1').split('\n')
  return (call) => lines.filter((line) => line.includes(` ${call}(`)).length
}

/** What the sync should have said and has not, and what is wrong with the file. */
function problemsOf(
  path: string,
  { code, stderr }: CommandResult,
  exitCodes: readonly number[],
): readonly string[] {
  const said = exitCodes.includes(code ?? -1) && stderr.includes(path) && !stderr.includes('bug:')
  const ended = code === 0 || said ? [] : [`it ended with ${code}: ${stderr.slice(-300)}`]
  return existsSync(path) ? [...ended, ...fileProblems(path)] : ended
}

/** Fails so many calls of each kind, evenly spread over a sync, each in a sync of its own. */
export async function failDisks(options: {
  readonly placesOfKind: number
  readonly seed: number
}): Promise<PromiseFigure> {
  const { placesOfKind, seed } = options
  const folder = temporaryFolder()
  const server = await startDemoServer({ instances: 8, quotas: 'none' })
  const whole = join(folder, 'whole.db')
  await syncInto(endpointOf(server), whole)
  const expected = rowsOf(whole)
  const count = await callsOfSync(server, folder)
  const broken: string[] = []
  let failed = 0
  for (const { call, error, exitCodes } of failures) {
    const random = seededRandom('disk', seed, call, error)
    const stretch = count(call) / placesOfKind
    for (let turn = 0; turn < placesOfKind; turn += 1) {
      const when = 1 + Math.floor((turn + random.fraction()) * stretch)
      const inject = `${call}:error=${error}:when=${when}`
      const path = join(folder, `${call}-${error}-${turn}.db`)
      const watch = ['-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${inject}`]
      const result = await watchedSync(server, path, watch)
      if (result.code !== 0) failed += 1
      const problems = [...problemsOf(path, result, exitCodes)]
      await syncInto(endpointOf(server), path)
      problems.push(...otherRows(path, expected))
      broken.push(...problems.map((text) => `${inject}: ${text}`))
    }
  }
  await server.close()
  return {
    promise: 'a full or failing disk gives a clear error and leaves a whole file',
    ...{ trials: failures.length * placesOfKind, broken },
    seen: `${failed} syncs failed, the others came through`,
  }
}

// A disk that fails: the nth write, flush or read of the file by a real sync gives EIO or ENOSPC (strace injects it). The sync must
// say so and end with the code of such trouble, the file must be whole, and the next sync must end with the rows of an
// undisturbed one.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { type DemoServer, startDemoServer } from '../../ingest/demo/demo-server.ts'
import { seededRandom } from '../../ingest/demo/seeded-random.ts'
import { type CommandResult, commandEnd } from '../command.ts'
import { endpointOf, rowsOf, syncInto } from '../ingest/sync/synced-demo.ts'
import { demoEnvironment, temporaryFolder } from '../synced-demo.ts'
import { fileProblems } from './file-problems.ts'
import type { PromiseFigure } from './promise-figure.ts'

const main = fileURLToPath(new URL('../../server/cli/main.ts', import.meta.url))

/** How the disk fails, how many such calls a sync of this size makes, about, and how it then may end. */
const failures = [
  { call: 'pwrite64', error: 'EIO', calls: 900, exitCodes: [6] },
  { call: 'pwrite64', error: 'ENOSPC', calls: 900, exitCodes: [6] },
  { call: 'fsync', error: 'EIO', calls: 8, exitCodes: [6] },
  // SQLite takes what cannot be read for damage, in most places.
  { call: 'pread64', error: 'EIO', calls: 60, exitCodes: [6, 7] },
] as const

/** Whether this machine lets a process watch its child's calls. */
export function canInject(): boolean {
  return spawnSync('strace', ['-qq', '-e', 'trace=none', 'true']).status === 0
}

/** Runs a sync whose nth call on the file, of a kind, fails. */
function syncOnFailingDisk(
  server: DemoServer,
  path: string,
  inject: string,
): Promise<CommandResult> {
  const [call = ''] = inject.split(':')
  const files = [path, `${path}-wal`].flatMap((file) => ['-P', file])
  const strace = ['-f', '-qq', '-o', '/dev/null', ...files, '-e', `trace=${call}`]
  const sync = [main, 'sync', server.cluster.settings.clusterName, '--db', path]
  const running = spawn(
    'strace',
    [...strace, '-e', `inject=${inject}`, process.execPath, ...sync],
    {
      env: { ...process.env, ...demoEnvironment(server) },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  return commandEnd(running)
}

/** What the sync should have said and has not, and what is wrong with the file. */
function problemsOf(
  path: string,
  { code, stderr }: CommandResult,
  exitCodes: readonly number[],
): readonly string[] {
  const said = exitCodes.includes(code ?? -1) && stderr.includes(path) && !stderr.includes('bug:')
  const ended = code === 0 || said ? [] : [`it ended with ${code}: ${stderr.slice(-300)}`]
  return existsSync(path) ? [...ended, ...fileProblems(path, 0)] : ended
}

/** Fails so many calls of each kind, each in a sync of its own. */
export async function failDisks(options: {
  readonly placesOfKind: number
  readonly seed: number
}): Promise<PromiseFigure> {
  const folder = temporaryFolder()
  const server = await startDemoServer({ instances: 8, quotas: 'none' })
  const whole = join(folder, 'whole.db')
  await syncInto(endpointOf(server), whole)
  const expected = rowsOf(whole)
  const broken: string[] = []
  let failed = 0
  for (const { call, error, calls, exitCodes } of failures) {
    const random = seededRandom('disk', options.seed, call, error)
    for (let turn = 0; turn < options.placesOfKind; turn += 1) {
      const inject = `${call}:error=${error}:when=${random.integer(1, calls)}`
      const path = join(folder, `${call}-${error}-${turn}.db`)
      const result = await syncOnFailingDisk(server, path, inject)
      if (result.code !== 0) failed += 1
      const problems = [...problemsOf(path, result, exitCodes)]
      await syncInto(endpointOf(server), path)
      if (!isDeepStrictEqual(rowsOf(path), expected)) problems.push('other rows in the end')
      broken.push(...problems.map((text) => `${inject}: ${text}`))
    }
  }
  await server.close()
  return {
    promise: 'a full or failing disk gives a clear error and leaves a whole file',
    ...{ trials: failures.length * options.placesOfKind, broken },
    seen: `${failed} syncs failed, the others never met the failing call`,
  }
}

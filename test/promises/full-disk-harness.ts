// A disk that fills up under a sync: a file system in memory of a few megabytes, of which some are free. The sync says so and ends
// with its code, the file is whole, and once there is room the next one ends with the rows of an undisturbed one.
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { startDemoServer } from '../../ingest/demo/demo-server.ts'
import { seededRandom } from '../../ingest/demo/seeded-random.ts'
import { commandEnd } from '../command.ts'
import { endpointOf, rowsOf, syncInto } from '../ingest/sync/synced-demo.ts'
import { temporaryFolder } from '../synced-demo.ts'
import type { PromiseFigure } from './promise-figure.ts'

const child = fileURLToPath(new URL('full-disk-child.ts', import.meta.url))
const diskBytes = 24 * 2 ** 20

/** Runs a command with a small file system of its own at this folder, which nobody else sees. */
function onSmallDisk(folder: string, words: readonly string[]): readonly string[] {
  const mount = `mount -t tmpfs -o size=${diskBytes} none "$0" && exec "$@"`
  return ['unshare', '--map-root-user', '--mount', 'sh', '-c', mount, folder, ...words]
}

/** Whether this machine lets a process have a file system of its own. */
export function canMount(): boolean {
  const [command = '', ...words] = onSmallDisk(temporaryFolder(), ['true'])
  return spawnSync(command, words).status === 0
}

/** Fills up a disk under so many syncs, each with other room. */
export async function fillDisks(options: {
  readonly disks: number
  readonly seed: number
}): Promise<PromiseFigure> {
  const folder = temporaryFolder()
  const server = await startDemoServer({ instances: 8, quotas: 'none' })
  const { url, clusterName } = endpointOf(server)
  const whole = join(folder, 'whole.db')
  await syncInto({ url, clusterName }, whole)
  const expected = rowsOf(whole)
  const random = seededRandom('full disk', options.seed)
  const broken: string[] = []
  for (let disk = 0; disk < options.disks; disk += 1) {
    const free = random.integer(16_384, 2_500_000)
    const place = join(folder, `disk-${disk}`)
    mkdirSync(place)
    const words = [process.execPath, child, place, String(free), url, clusterName]
    const [command = '', ...rest] = onSmallDisk(place, words)
    const { code, stdout, stderr } = await commandEnd(spawn(command, rest))
    const { problems, rows } =
      code === 0 ? JSON.parse(stdout) : { problems: [`ended with ${code}: ${stderr}`], rows: {} }
    if (!isDeepStrictEqual(rows, expected)) problems.push('other rows in the end')
    broken.push(...problems.map((text: string) => `${free} bytes free: ${text}`))
  }
  await server.close()
  return {
    promise: 'a disk that fills up gives a clear error and leaves a whole file',
    ...{ trials: options.disks, broken },
    seen: '',
  }
}

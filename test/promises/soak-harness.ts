// Everything at once, at random, for a while: a viewer that is asked for pages and searches, beside syncs of a bring-up that goes
// on, some of them killed, exports, reports and snapshots. In the end the file is whole and has the rows of an undisturbed
// sync, and the viewer holds at most a tenth more open files and memory than in the middle of the time.
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startDemoServer } from '../../ingest/demo/demo-server.ts'
import { type SeededRandom, seededRandom } from '../../ingest/demo/seeded-random.ts'
import { commandEnd, runCommand, startCommand } from '../command.ts'
import { type DemoEndpoint, endpointOf, rowsOf, syncInto } from '../ingest/sync/synced-demo.ts'
import { temporaryFolder } from '../synced-demo.ts'
import { fileProblems } from './file-problems.ts'
import { killedChild } from './killed-child.ts'
import { otherRows } from './other-rows.ts'
import { pagesOf } from './pages-of.ts'
import type { PromiseFigure } from './promise-figure.ts'

const mostGrowth = 1.1

/** The engine lets garbage lie while there is room; in a small heap what is never let go of shows within minutes. */
const smallHeap = '--max-old-space-size=96 --max-semi-space-size=2'

const child = fileURLToPath(new URL('sync-child.ts', import.meta.url))

/** What the viewer's process holds; a machine without /proc tells nothing. */
interface Held {
  readonly files: number
  readonly memoryKb: number
}

function heldBy(pid: number): Held | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const memoryKb = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1])
    return { files: readdirSync(`/proc/${pid}/fd`).length, memoryKb }
  } catch {
    return undefined
  }
}

interface Viewer {
  readonly pid: number
  readonly url: string
  stop(): Promise<void>
}

async function startViewer(path: string): Promise<Viewer> {
  const words = ['serve', '--db', path, '--port', '0', '--no-token']
  const viewer = startCommand(words, { NODE_OPTIONS: smallHeap })
  const ended = commandEnd(viewer)
  const url = await new Promise<string>((resolve) =>
    viewer.stdout?.once('data', (text: Buffer) => resolve(String(text).trim())),
  )
  const stop = async () => {
    viewer.kill('SIGTERM')
    await ended
  }
  return { pid: viewer.pid ?? 0, url, stop }
}

interface World {
  readonly path: string
  readonly folder: string
  readonly endpoint: DemoEndpoint
  readonly viewer: Viewer
  readonly pages: readonly string[]
  readonly random: SeededRandom
  readonly broken: string[]
  actions: number
}

async function view({ viewer, pages, random, broken }: World): Promise<void> {
  const page = random.shuffled(pages)[0] ?? '/'
  const answer = await fetch(`${viewer.url}${page}`)
  const body = await answer.text()
  if (answer.status >= 500) broken.push(`${page}: ${answer.status} ${body.slice(0, 300)}`)
}

async function command(world: World, words: readonly string[]): Promise<void> {
  const { code, stderr } = await runCommand([...words, '--db', world.path])
  if (code !== 0) world.broken.push(`${words.join(' ')}: ${code} ${stderr.slice(0, 300)}`)
}

async function written(world: World, words: readonly string[], end: string): Promise<void> {
  const output = join(world.folder, `out${end}`)
  await command(
    world,
    words.map((word) => (word === 'OUT' ? output : word)),
  )
  rmSync(output, { force: true })
}

/** A sync, killed after a while or let through. */
async function sync(world: World): Promise<void> {
  const { url, clusterName } = world.endpoint
  const afterMs = world.random.chance(0.5) ? world.random.integer(0, 1000) : Infinity
  await killedChild([child, url, clusterName, world.path], afterMs)
}

const actions: readonly ((world: World) => Promise<void>)[] = [
  ...Array.from({ length: 4 }, () => sync),
  (world) => command(world, ['summary']),
  (world) => command(world, ['search', 'error']),
  (world) => written(world, ['snapshot', 'OUT'], '.db'),
  (world) => written(world, ['report', '-o', 'OUT'], '.html'),
  (world) => written(world, ['export', '--format', 'bundle', '-o', 'OUT'], '.tar.gz'),
]

/** Looks at pages all the while, beside one action after the other; returns what the viewer held in each eighth of the time. */
async function act(world: World, seconds: number): Promise<readonly Held[][]> {
  const beganMs = performance.now()
  const share = () => (performance.now() - beganMs) / (seconds * 1000)
  const held: Held[][] = Array.from({ length: 8 }, () => [])
  const again = async (step: () => Promise<void>): Promise<void> => {
    while (share() < 1) {
      await step()
      world.actions += 1
    }
  }
  await Promise.all([
    again(async () => {
      await view(world)
      const now = heldBy(world.viewer.pid)
      if (now !== undefined) held[Math.floor(share() * 8)]?.push(now)
    }),
    again(() => (world.random.shuffled(actions)[0] as (typeof actions)[number])(world)),
  ])
  return held
}

/** Least in the middle of the time, against least at its end: what garbage there is does not count. */
function growth(held: readonly Held[][]): readonly string[] {
  const least = (eighth: number, what: keyof Held): number =>
    Math.min(...(held[eighth] ?? []).map((each) => each[what]))
  return (['files', 'memoryKb'] as const).flatMap((what) => {
    const [middle, end] = [least(4, what), least(7, what)]
    return end <= mostGrowth * middle || !Number.isFinite(end)
      ? []
      : [`${what} held: ${middle} in the middle, ${end} at the end`]
  })
}

/** Acts for so many seconds. */
export async function soak(options: {
  readonly seconds: number
  readonly seed: number
}): Promise<PromiseFigure> {
  const { seconds, seed } = options
  const folder = temporaryFolder()
  const beganMs = performance.now()
  let [firstMs, lastMs] = [0, 0]
  const server = await startDemoServer({
    ...{ instances: 16, seed, quotas: 'none', pageLimits: { events: 500 } },
    // The bring-up goes on while all this happens, and is at its end in the end.
    nowMs: () => {
      const share = Math.min(1, (performance.now() - beganMs) / (seconds * 1000))
      return Math.floor(firstMs + (lastMs - firstMs) * share)
    },
  })
  lastMs = server.cluster.snapshotMs
  firstMs = lastMs
  const endpoint = endpointOf(server)
  const whole = join(folder, 'whole.db')
  await syncInto(endpoint, whole)
  firstMs = server.cluster.settings.startedMs + 5 * 60_000
  const path = join(folder, 'soak.db')
  await syncInto(endpoint, path)
  const viewer = await startViewer(path)
  const world: World = {
    ...{ path, folder, endpoint, viewer, pages: pagesOf(whole), actions: 0 },
    ...{ random: seededRandom('soak', seed), broken: [] },
  }
  const held = await act(world, seconds)
  await viewer.stop()
  firstMs = lastMs
  await syncInto(endpoint, path)
  world.broken.push(
    ...growth(held),
    ...fileProblems(path, { cluster: server.cluster }),
    ...otherRows(path, rowsOf(whole)),
  )
  await server.close()
  const { files = 0, memoryKb = 0 } = held.at(-1)?.at(-1) ?? {}
  return {
    promise: 'whatever happens beside each other, the file stays whole and the viewer small',
    ...{ trials: world.actions, broken: world.broken },
    seen: `${seconds} s; the viewer held ${files} files and ${Math.round(memoryKb / 1024)} MB`,
  }
}

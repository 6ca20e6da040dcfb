import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { packedProgram } from '../packed-package.ts'
import { temporaryFolder } from '../synced-demo.ts'
import { benchDatabase } from './bench-database.ts'
import type { BenchOptions } from './bench-options.ts'
import { median } from './median.ts'
import type { Figure } from './sync-figures.ts'

const runs = 21

/**
 * How long the packed command takes to start, and until the first byte of the viewer's first page, beside a Node that does
 * nothing; all in turns, in one run.
 */
export async function* startFigures(options: BenchOptions): AsyncGenerator<Figure> {
  const { path } = await benchDatabase(Math.min(...options.instances), options.kept)
  const bin = packedProgram(temporaryFolder())
  const bare: number[] = []
  const help: number[] = []
  const versions: number[] = []
  const firstBytes: number[] = []
  for (let run = 0; run < runs; run += 1) {
    bare.push(elapsedMs(['--eval', '0']))
    help.push(elapsedMs([bin, '--help']))
    versions.push(elapsedMs([bin, '--version']))
    firstBytes.push(await firstByteMs([bin, 'serve', '--db', path, '--port', '0', '--no-token']))
  }
  const figure = (name: string, measured: number, aim: string) => ({ figure: name, measured, aim })
  yield figure('hyperscope --help, ms, median', median(help), '<= 150')
  yield figure('hyperscope --help / bare node', median(help) / median(bare), '<= 3')
  yield figure('hyperscope --version / bare node', median(versions) / median(bare), '<= 4')
  yield figure('serve to the first byte of a page, ms, median', median(firstBytes), '')
  yield figure('serve to the first byte / bare node', median(firstBytes) / median(bare), '<= 3')
}

function elapsedMs(words: readonly string[]): number {
  const startMs = performance.now()
  spawnSync(process.execPath, words)
  return performance.now() - startMs
}

/** From the start of the viewer to the first byte of its first page. */
async function firstByteMs(words: readonly string[]): Promise<number> {
  const startMs = performance.now()
  const viewer = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    const [address] = (await once(viewer.stdout, 'data')) as [Buffer]
    await fetch(String(address).trim())
    return performance.now() - startMs
  } finally {
    viewer.kill('SIGINT')
    await once(viewer, 'exit')
  }
}

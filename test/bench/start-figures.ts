import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { installed, packed, sourceCopy } from '../packed-package.ts'
import { temporaryFolder } from '../synced-demo.ts'
import type { Figure } from './sync-figures.ts'

const runs = 21

/** How long the packed command takes to start, beside a Node that does nothing; both in turns, in one run. */
export async function* startFigures(): AsyncGenerator<Figure> {
  const folder = temporaryFolder()
  const home = installed(packed(sourceCopy(folder)), join(folder, 'elsewhere'))
  const bin = join(home, 'dist/server/cli/main.js')
  const bare: number[] = []
  const help: number[] = []
  const versions: number[] = []
  for (let run = 0; run < runs; run += 1) {
    bare.push(elapsedMs(['--eval', '0']))
    help.push(elapsedMs([bin, '--help']))
    versions.push(elapsedMs([bin, '--version']))
  }
  const figure = (name: string, measured: number, aim: string) => ({ figure: name, measured, aim })
  yield figure('hyperscope --help, ms, median', median(help), '<= 150')
  yield figure('hyperscope --help / bare node', median(help) / median(bare), '<= 3')
  yield figure('hyperscope --version / bare node', median(versions) / median(bare), '<= 4')
}

function elapsedMs(words: readonly string[]): number {
  const startMs = performance.now()
  spawnSync(process.execPath, words)
  return performance.now() - startMs
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN
}

// Runs every `*.test.ts` below test/, or those whose path contains an argument. Many files are shared out to processes, one
// a core, at most four; a process takes the next file when it is done with one. The last line is always
// `N passed, N failed`.
import { fork } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FileRunner, noTotals, type Totals, testFolder } from './run-files.ts'

interface FileReport extends Totals {
  readonly output: string
}

const mostProcesses = 4
const wanted = process.argv.slice(2)
const runner = new FileRunner()
const kinds = Object.keys(noTotals()) as (keyof Totals)[]
const { totals } = runner

function testFiles(): string[] {
  return readdirSync(testFolder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') && !name.includes('node_modules'))
    .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
    .sort()
    .map((name) => join(testFolder, name))
}

/** Takes files until there are none; a process that ends on the way fails its file, and another one goes on. */
function shareOut(files: string[]): Promise<void> {
  const file = files.shift()
  if (file === undefined) return Promise.resolve()
  const child = fork(fileURLToPath(import.meta.url), {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  return new Promise((resolve) => {
    let current: string | undefined = file
    let said = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    child.on('message', ({ output, ...found }: FileReport) => {
      process.stdout.write(output)
      for (const kind of kinds) totals[kind] += found[kind]
      current = files.shift()
      if (current === undefined) child.disconnect()
      else child.send(current)
    })
    child.on('exit', (code, signal) => {
      if (current === undefined) return resolve()
      process.stdout.write(said)
      runner.fail(
        `${relative(testFolder, current)}: the process ended before its tests did`,
        signal ?? code,
      )
      resolve(shareOut(files))
    })
    child.send(file)
  })
}

/** In a process that files are shared out to. */
function takeFiles(): void {
  let output = ''
  const write = process.stdout.write.bind(process.stdout)
  process.on('message', async (file: string) => {
    output = ''
    Object.assign(totals, noTotals())
    process.stdout.write = (text: string | Uint8Array) => {
      output += String(text)
      return true
    }
    await runner.run(file)
    process.stdout.write = write
    process.send?.({ ...totals, output } satisfies FileReport)
  })
  // A server or timer that a test forgot must not keep the run alive.
  process.on('disconnect', () => process.exit())
  process.on('exit', () => process.stdout.write === write || write(output))
}

process.on('unhandledRejection', (reason) => runner.fail('an unhandled rejection', reason))
if (process.send !== undefined) takeFiles()
else {
  let finished = false
  process.on('exit', () => {
    if (!finished) runner.fail('the process ended before its tests did')
    const { passed, failed, skipped, triedAgain } = totals
    if (triedAgain > 0)
      process.stdout.write(`\nsuites that passed at the second try: ${triedAgain}\n`)
    process.stdout.write(
      `\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
    )
    process.exitCode = failed > 0 || passed === 0 ? 1 : 0
  })
  const files = testFiles()
  const processes = Math.min(availableParallelism(), mostProcesses, files.length)
  if (processes < 2) for (const file of files) await runner.run(file)
  else await Promise.all(Array.from({ length: processes }, () => shareOut(files)))
  finished = true
  process.exit()
}

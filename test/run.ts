// Runs every `*.test.ts` below test/ (or those whose path contains an argument) through uvu, and cannot pass
// silently: uvu itself exits 0 when a hook throws, when a test throws something that is no Error, and when a
// file never calls `test.run()`. Here each of these is a failure. The last line is always `N passed, N failed`.
import { readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

type SuiteResult = [errors: string | true, passed: number, skipped: number, total: number]
type SuiteRun = () => Promise<SuiteResult>
declare global {
  var UVU_DEFER: number | undefined
  var UVU_INDEX: number | undefined
  var UVU_QUEUE: [string | null, ...SuiteRun[]][] | undefined
}

// Kills and power cuts take minutes, on a busy machine many.
const suiteLimitMs = 20 * 60_000
const root = dirname(fileURLToPath(import.meta.url))
const wanted = process.argv.slice(2)
const totals = { passed: 0, failed: 0, skipped: 0 }
let finished = false

function fail(what: string, error?: unknown): void {
  totals.failed += 1
  const detail = error instanceof Error ? error.stack : error === undefined ? '' : String(error)
  process.stdout.write(`\nFAIL ${what}\n${detail}\n`)
}

function testFiles(): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') && !name.includes('node_modules'))
    .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
    .sort()
    .map((name) => join(root, name))
}

function withLimit(run: SuiteRun): Promise<SuiteResult> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`still running after ${suiteLimitMs} ms`)),
      suiteLimitMs,
    )
  })
  return Promise.race([run(), limit]).finally(() => clearTimeout(timer))
}

async function runSuite(file: string, run: SuiteRun): Promise<void> {
  try {
    const [errors, passed, skipped, total] = await withLimit(run)
    totals.passed += passed
    totals.skipped += skipped
    totals.failed += total - passed
    if (errors !== true) process.stdout.write(`\n${errors}\n`)
    // An `after.each` that throws hides the test it followed: uvu then reports fewer tests than it was given.
    if (errors !== true && total === passed) fail(`${file}: errors, but no failed test`)
  } catch (error) {
    fail(`${file}: a hook threw, or a test threw something that is no Error`, error)
  }
}

async function runFile(file: string, index: number): Promise<void> {
  const name = relative(root, file)
  process.stdout.write(`${name}\n`)
  const queue = globalThis.UVU_QUEUE ?? []
  globalThis.UVU_QUEUE = queue
  globalThis.UVU_INDEX = index
  queue[index] = [null]
  try {
    await import(pathToFileURL(file).href)
  } catch (error) {
    fail(`${name} does not load`, error)
    return
  }
  const suites = queue[index].slice(1) as SuiteRun[]
  if (suites.length === 0) fail(`${name} ran no suite: it never calls test.run()`)
  for (const suite of suites) await runSuite(name, suite)
}

process.on('unhandledRejection', (reason) => fail('an unhandled rejection', reason))
process.on('exit', () => {
  if (!finished) fail('the process ended before its tests did')
  const { passed, failed, skipped } = totals
  process.stdout.write(
    `\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
  )
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0
})

globalThis.UVU_DEFER = 1
const files = testFiles()
for (const [index, file] of files.entries()) await runFile(file, index)
finished = true
// A server or timer that a test forgot must not keep the run alive.
process.exit()

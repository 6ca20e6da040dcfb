// Runs test files through uvu, one after the other, and cannot pass silently: uvu itself exits 0 when a hook throws, when a
// test throws something that is no Error, and when a file never calls `test.run()`. Here each of these is a failure.
// Suites with a browser, and only those, get a second try, which is said: a browser is many processes, and none of ours.
import { relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { launchedBrowsers } from './server/launched-browsers.ts'

type SuiteResult = [errors: string | true, passed: number, skipped: number, total: number]
type SuiteRun = () => Promise<SuiteResult>
declare global {
  var UVU_DEFER: number | undefined
  var UVU_INDEX: number | undefined
  var UVU_QUEUE: [string | null, ...SuiteRun[]][] | undefined
}

export interface Totals {
  passed: number
  failed: number
  skipped: number
  /** Suites with a browser that passed at their second try only. */
  triedAgain: number
}

export function noTotals(): Totals {
  return { passed: 0, failed: 0, skipped: 0, triedAgain: 0 }
}

/** Kills and power cuts take minutes, on a busy machine many. */
const suiteLimitMs = 40 * 60_000

/** Files that take longer say so: what to look at when a run gets too long. */
const longSeconds = 20

export const testFolder = fileURLToPath(new URL('.', import.meta.url))

/** Prints a file's suites and their dots, and counts them. */
export class FileRunner {
  readonly totals: Totals = noTotals()
  #index = 0

  constructor() {
    globalThis.UVU_DEFER = 1
  }

  fail(what: string, error?: unknown): void {
    this.totals.failed += 1
    const detail = error instanceof Error ? error.stack : error === undefined ? '' : String(error)
    process.stdout.write(`\nFAIL ${what}\n${detail}\n`)
  }

  async run(file: string): Promise<void> {
    const name = relative(testFolder, file)
    const startMs = performance.now()
    const index = this.#index
    this.#index += 1
    process.stdout.write(`${name}\n`)
    const queue = globalThis.UVU_QUEUE ?? []
    globalThis.UVU_QUEUE = queue
    globalThis.UVU_INDEX = index
    queue[index] = [null]
    try {
      await import(pathToFileURL(file).href)
    } catch (error) {
      this.fail(`${name} does not load`, error)
      return
    }
    const suites = queue[index].slice(1) as SuiteRun[]
    if (suites.length === 0) this.fail(`${name} ran no suite: it never calls test.run()`)
    for (const suite of suites) await this.#runSuite(name, suite)
    const seconds = Math.round((performance.now() - startMs) / 1000)
    if (seconds >= longSeconds) process.stdout.write(` ${name} took ${seconds} s\n`)
  }

  async #runSuite(file: string, run: SuiteRun): Promise<void> {
    const browsers = launchedBrowsers.count
    try {
      let [errors, passed, skipped, total] = await withLimit(run)
      if (errors !== true) process.stdout.write(`\n${errors}\n`)
      if (errors !== true && launchedBrowsers.count > browsers) {
        process.stdout.write('the second try, since a browser was there:\n')
        ;[errors, passed, skipped, total] = await withLimit(run)
        if (errors === true) this.totals.triedAgain += 1
        else process.stdout.write(`\n${errors}\n`)
      }
      this.totals.passed += passed
      this.totals.skipped += skipped
      this.totals.failed += total - passed
      // An `after.each` that throws hides the test it followed: uvu then reports fewer tests than it was given.
      if (errors !== true && total === passed) this.fail(`${file}: errors, but no failed test`)
    } catch (error) {
      this.fail(`${file}: a hook threw, or a test threw something that is no Error`, error)
    }
  }
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

// Looks at damaged copies of a file through pages, commands and doctor, in a process of its own, since a process that dies is what
// is looked for: `node damage-child.ts DATABASE FIRST COUNT`. Writes the number of each copy before it looks at it,
// and a JSON object of what is wrong with it after.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { type SeededRandom, seededRandom } from '../../ingest/demo/seeded-random.ts'
import { createApp } from '../../server/app.ts'
import { checkDatabase } from '../../server/cli/check-database.ts'
import { withSuffix } from '../server/test-app.ts'
import { commandsOf, runQuietly } from './commands-of.ts'
import { logHash } from './log-hash.ts'
import { pagesOf } from './pages-of.ts'

const [path = '', first = '0', count = '0'] = process.argv.slice(2)
const whole = readFileSync(path)
const wholeLog = logHash(path)
const pages = pagesOf(path)
const commands = commandsOf(`${path}.damaged`, path)
const pageBytes = 8192

/** What a disk, a cable or a person does to a file. */
const damages: readonly ((bytes: Buffer, random: SeededRandom) => Buffer)[] = [
  (bytes, random) => {
    for (let flips = random.integer(1, 8); flips > 0; flips -= 1)
      bytes[random.integer(100, bytes.length - 1)] = random.integer(0, 255)
    return bytes
  },
  (bytes, random) => {
    const at = random.integer(100, bytes.length - 1)
    return bytes.fill(0, at, Math.min(bytes.length, at + random.integer(1, 512)))
  },
  (bytes, random) => {
    const [from, to] = [0, 1].map(() => random.integer(1, bytes.length / pageBytes - 1) * pageBytes)
    bytes.copy(bytes, to, from, (from ?? 0) + pageBytes)
    return bytes
  },
  (bytes, random) => bytes.subarray(0, random.integer(0, bytes.length - 1)),
]

/** One viewer for all copies: it goes on when another file takes the place of its own. */
const copy = `${path}.damaged`
const app = createApp({ databasePath: copy, port: 8117, onBug: () => undefined, now: () => 0 })

/** Pages that neither answer nor say what to do. */
async function pageProblems(random: SeededRandom): Promise<readonly string[]> {
  const problems: string[] = []
  for (const page of random.shuffled(pages).slice(0, 2)) {
    const url = random.chance(0.5) ? page : withSuffix(page, 'json')
    const { statusCode, body } = await app.inject({ url, headers: { host: '127.0.0.1:8117' } })
    if (statusCode >= 500 && !/hyperscope doctor|not a SQLite file|not a hyperscope/.test(body))
      problems.push(
        `${url}: ${statusCode} ${/<h1>.*?<\/main>/s.exec(body)?.[0] ?? body.slice(0, 300)}`,
      )
  }
  return problems
}

/** A command that ends with an error which does not say what to do. */
async function commandProblems(random: SeededRandom): Promise<readonly string[]> {
  const words = random.shuffled(commands)[0] ?? []
  const said = await runQuietly([...words, '--db', copy])
  // Damage within a value can be met as anything.
  const isAdvised = !said.startsWith('bug:') || said.includes('`hyperscope doctor`')
  return isAdvised ? [] : [`${words.join(' ')}: ${said}`]
}

/** Damage of the log that doctor does not see. */
function doctorProblems(): readonly string[] {
  const findings = [...checkDatabase(copy)]
  const isSeen = findings.some(({ ok }) => ok !== true)
  if (isSeen || logHash(copy, wholeLog).read === wholeLog.read) return []
  return ['other lines than were written, and doctor sees nothing']
}

async function problemsOf(random: SeededRandom): Promise<readonly string[]> {
  const problems = random.chance(0.5) ? await pageProblems(random) : await commandProblems(random)
  return [...problems, ...doctorProblems()]
}

/** Puts a file in place of the copy, as another file. */
function replaceCopy(bytes: Buffer): void {
  writeFileSync(`${copy}.new`, bytes, { mode: 0o600 })
  renameSync(`${copy}.new`, copy)
  for (const end of ['-wal', '-shm', '.html', '.copy', '.tar.gz', '.incident'])
    rmSync(`${copy}${end}`, { force: true })
}

for (let number = Number(first); number < Number(first) + Number(count); number += 1) {
  process.stdout.write(`${number}\n`)
  const random = seededRandom('damage', number)
  const damage = random.pick([...damages] as [(typeof damages)[number]])
  replaceCopy(damage(Buffer.from(whole), random))
  const problems = await problemsOf(random).catch((error: Error) => [`threw ${error.stack}`])
  process.stdout.write(`${JSON.stringify(problems)}\n`)
}
await app.close()

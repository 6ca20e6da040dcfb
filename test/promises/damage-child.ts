// Looks at damaged copies of a file through every kind of page and through doctor, in a process of its own, since a process that
// dies is what is looked for: `node damage-child.ts DATABASE FIRST COUNT`. Writes the number of each copy before it looks at it,
// and a JSON object of what is wrong with it after.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type SeededRandom, seededRandom } from '../../ingest/demo/seeded-random.ts'
import { createApp } from '../../server/app.ts'
import { checkDatabase } from '../../server/cli/check-database.ts'
import { withSuffix } from '../server/test-app.ts'
import { logHash } from './log-hash.ts'
import { pagesOf } from './pages-of.ts'

const [path = '', first = '0', count = '0'] = process.argv.slice(2)
const whole = readFileSync(path)
const wholeLog = logHash(path)
const pages = pagesOf(path)
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
    return bytes.fill(0, at, at + random.integer(1, 512))
  },
  (bytes, random) => {
    const [from, to] = [0, 1].map(() => random.integer(1, bytes.length / pageBytes - 1) * pageBytes)
    bytes.copy(bytes, to, from, (from ?? 0) + pageBytes)
    return bytes
  },
  (bytes, random) => bytes.subarray(0, random.integer(0, bytes.length - 1)),
]

/** Problems of one copy: pages that neither answer nor say what to do, damage of the log that doctor does not see. */
async function problemsOf(copy: string, random: SeededRandom): Promise<readonly string[]> {
  const problems: string[] = []
  const app = createApp({ databasePath: copy, port: 8117, onBug: () => undefined, now: () => 0 })
  for (const page of random.shuffled(pages).slice(0, 4)) {
    const url = random.chance(0.5) ? page : withSuffix(page, 'json')
    const { statusCode, body } = await app.inject({ url, headers: { host: '127.0.0.1:8117' } })
    if (statusCode >= 500 && !/hyperscope doctor|not a SQLite file|not a hyperscope/.test(body))
      problems.push(
        `${url}: ${statusCode} ${/<h1>.*?<\/main>/s.exec(body)?.[0] ?? body.slice(0, 300)}`,
      )
  }
  await app.close()
  const findings = [...checkDatabase(copy)]
  if (findings.every(({ ok }) => ok === true) && logHash(copy) !== wholeLog)
    problems.push('other lines than were written, and doctor sees nothing')
  return problems
}

const copy = `${path}.damaged`
for (let number = Number(first); number < Number(first) + Number(count); number += 1) {
  process.stdout.write(`${number}\n`)
  const random = seededRandom('damage', number)
  const damage = random.pick([...damages] as [(typeof damages)[number]])
  writeFileSync(copy, damage(Buffer.from(whole), random), { mode: 0o600 })
  const problems = await problemsOf(copy, random).catch((error: Error) => [`threw ${error.stack}`])
  process.stdout.write(`${JSON.stringify(problems)}\n`)
  for (const end of ['', '-wal', '-shm']) rmSync(`${copy}${end}`, { force: true })
}

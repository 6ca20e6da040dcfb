// Files of every older schema, whose bringing up is killed at random points: each is then of a schema between the two, whole, with
// its rows; the next opening brings it up, and the older file stands beside it.
import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Sqlite from 'better-sqlite3'
import { type SeededRandom, seededRandom } from '../../ingest/demo/seeded-random.ts'
import { readMigrations, schemaVersion } from '../../migrations/migrate.ts'
import { openForWriting, registerFunctions } from '../../migrations/open-database.ts'
import { killedChild } from './killed-child.ts'
import { memoryFolder } from './memory-folder.ts'
import type { PromiseFigure } from './promise-figure.ts'

const child = fileURLToPath(new URL('migration-child.ts', import.meta.url))
const clusters = 5000

/** A file as a program of that schema has left it: with so many clusters that copying them takes a while. */
function olderDatabase(path: string, version: number): void {
  const database = new Sqlite(path)
  registerFunctions(database)
  database.pragma('page_size = 8192')
  database.pragma(`application_id = ${0x68797053}`)
  database.pragma('journal_mode = WAL')
  for (const { sql } of readMigrations().slice(0, version)) database.exec(sql)
  database.pragma(`user_version = ${version}`)
  const insert = database.prepare(
    "INSERT INTO cluster (cluster_id, name, region, as_of_ms) VALUES (?, ?, 'us-west-2', 1)",
  )
  database.transaction(() => {
    for (let index = 0; index < clusters; index += 1) insert.run(`c${index}`, `cluster ${index}`)
  })()
  database.close()
}

function state(path: string): { readonly version: number; readonly problems: readonly string[] } {
  const database = new Sqlite(path, { readonly: true })
  try {
    const version = Number(database.pragma('user_version', { simple: true }))
    const integrity = String(database.pragma('integrity_check', { simple: true }))
    const rows = database.prepare('SELECT count(*) FROM cluster').pluck().get()
    const problems = integrity === 'ok' ? [] : [integrity]
    return { version, problems: rows === clusters ? problems : [...problems, `${rows} clusters`] }
  } finally {
    database.close()
  }
}

function problemsAfter(path: string, version: number): readonly string[] {
  const killed = state(path)
  openForWriting(path).close()
  const [now, kept] = [state(path), state(`${path}.schema-${version}`)]
  const isBetween = killed.version >= version && killed.version <= schemaVersion
  return [
    ...[killed, now, kept].flatMap(({ problems }) => problems),
    ...(isBetween ? [] : [`version ${killed.version} after the kill`]),
    ...(now.version === schemaVersion ? [] : [`version ${now.version} in the end`]),
    ...(kept.version === version ? [] : [`version ${kept.version} beside it`]),
  ]
}

interface Kills {
  readonly count: number
  readonly random: SeededRandom
  readonly folder: string
}

/** Kills so many migrations of one older schema. */
async function killFrom(version: number, { count, random, folder }: Kills) {
  const [older, path] = [join(folder, `${version}.db`), join(folder, 'killed.db')]
  olderDatabase(older, version)
  const broken: string[] = []
  let killed = 0
  const anew = (): void => {
    for (const end of ['-wal', '-shm', '.lock', `.schema-${version}`, `.schema-${version}.tmp`])
      rmSync(`${path}${end}`, { force: true })
    copyFileSync(older, path)
  }
  anew()
  const { tookMs } = await killedChild([child, path], Infinity)
  for (let turn = 0; turn < count; turn += 1) {
    anew()
    const run = await killedChild([child, path], random.fraction() * tookMs)
    if (run.killed) killed += 1
    broken.push(...problemsAfter(path, version).map((text) => `schema ${version}: ${text}`))
  }
  return { killed, broken }
}

/** Kills so many migrations from every older schema version. */
export async function killMigrations(options: {
  readonly killsOfVersion: number
  readonly seed: number
}): Promise<PromiseFigure> {
  const { killsOfVersion: count, seed } = options
  const kills = { count, random: seededRandom('migration', seed), folder: memoryFolder() }
  const broken: string[] = []
  let killed = 0
  for (let version = 1; version < schemaVersion; version += 1) {
    const ofVersion = await killFrom(version, kills)
    killed += ofVersion.killed
    broken.push(...ofVersion.broken)
  }
  return {
    promise: 'a file of an older schema is brought up whole or stays, with the older one beside it',
    ...{ trials: (schemaVersion - 1) * count, broken },
    seen: `${killed} killed before their end`,
  }
}

// Files of every older schema, whose bringing up is killed at random points: each is then of a schema between the two, whole, with
// its rows; the next opening brings it up, and the older file stands beside it.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Sqlite from 'better-sqlite3'
import { seededRandom } from '../../ingest/demo/seeded-random.ts'
import { readMigrations, schemaVersion } from '../../migrations/migrate.ts'
import { openForWriting, registerFunctions } from '../../migrations/open-database.ts'
import { temporaryFolder } from '../synced-demo.ts'
import { killedChild } from './killed-child.ts'
import type { PromiseFigure } from './promise-figure.ts'

const child = fileURLToPath(new URL('migration-child.ts', import.meta.url))
const clusters = 5000

/** A file as a program of that schema has left it: with so many clusters that copying them takes a while. */
export function olderDatabase(path: string, version: number): void {
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

/** Kills so many migrations from every older schema version. */
export async function killMigrations(options: {
  readonly killsOfVersion: number
  readonly seed: number
}): Promise<PromiseFigure> {
  const folder = temporaryFolder()
  const random = seededRandom('migration', options.seed)
  const [path, broken] = [join(folder, 'whole.db'), [] as string[]]
  olderDatabase(path, 1)
  const { tookMs } = await killedChild([child, path], Infinity)
  let killed = 0
  for (let version = 1; version < schemaVersion; version += 1) {
    for (let turn = 0; turn < options.killsOfVersion; turn += 1) {
      const older = join(folder, `${version}-${turn}.db`)
      olderDatabase(older, version)
      const run = await killedChild([child, older], random.fraction() * tookMs)
      if (run.killed) killed += 1
      broken.push(...problemsAfter(older, version).map((text) => `schema ${version}: ${text}`))
    }
  }
  return {
    promise: 'a file of an older schema is brought up whole or stays, with the older one beside it',
    ...{ trials: (schemaVersion - 1) * options.killsOfVersion, broken },
    seen: `${killed} killed before their end`,
  }
}

// Syncs on a small disk of its own that is nearly full, and again when there is room: `node full-disk-child.ts FOLDER FREE URL CLUSTER`.
// FOLDER is the disk, FREE the bytes that are free at first. Prints what was wrong and the rows in the end as JSON.
import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../command.ts'
import { rowsOf } from '../ingest/sync/synced-demo.ts'
import { fileProblems } from './file-problems.ts'

const [folder = '', free = '0', url = '', clusterName = ''] = process.argv.slice(2)
const path = join(folder, 'full.db')
const ballast = join(folder, 'ballast')
const { bavail, bsize } = statfsSync(folder)
writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - Number(free)), 1))

const env = {
  AWS_ENDPOINT_URL: url,
  AWS_REGION: 'us-west-2',
  AWS_ACCESS_KEY_ID: 'AKIADEMODEMODEMODEMO',
  AWS_SECRET_ACCESS_KEY: 'demo',
}
const problems: string[] = []
const full = await runCommand(['sync', clusterName, '--db', path], env)
if (full.code !== 6 || !full.stderr.includes(`${path} has no room left on its disk`))
  problems.push(`it ended with ${full.code}: ${full.stderr.slice(-400)}`)
problems.push(...fileProblems(path))
rmSync(ballast)
const again = await runCommand(['sync', clusterName, '--db', path], env)
if (again.code !== 0) problems.push(`with room it ended with ${again.code}: ${again.stderr}`)
process.stdout.write(JSON.stringify({ problems, rows: rowsOf(path) }))

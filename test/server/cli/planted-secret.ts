import { copyFileSync } from 'node:fs'
import { inflateSync } from 'node:zlib'
import Sqlite from 'better-sqlite3'

// In pieces, so that nobody takes this file for a leak.
export const plantedSecret = `AK${'IA'}Q3EGXAMZ7PLE5TOY`
const line = `+ export AWS_ACCESS_KEY_ID=${plantedSecret}`

interface Block {
  readonly id: number
  readonly size: number
  readonly body: Buffer
}

/** A copy of a synced file in which a line, a decisive line, a template and a message of AWS hold a secret. */
export function withPlantedSecret(from: string, path: string): string {
  copyFileSync(from, path)
  const database = new Sqlite(path)
  const block = database
    .prepare(
      `SELECT log_block_id AS id, size, body FROM log_block JOIN failure USING (log_stream_id)
        ORDER BY log_block_id LIMIT 1`,
    )
    .get() as Block
  const json = block.body.length === block.size ? block.body : inflateSync(block.body)
  const entries = JSON.parse(json.toString()) as [number, string][]
  if (entries[3] !== undefined) entries[3][1] = line
  const body = Buffer.from(JSON.stringify(entries))
  const at = { id: block.id, body, size: body.length, line }
  database
    .prepare('UPDATE log_block SET body = @body, size = @size WHERE log_block_id = @id')
    .run(at)
  database.prepare('UPDATE failure SET decisive_line = @line').run(at)
  database.prepare('UPDATE failure_evidence SET line = @line, reasons = json_array(@line)').run(at)
  database.prepare('UPDATE failure_signature SET template = @line').run(at)
  database.prepare('UPDATE cluster SET failure_message = @line').run(at)
  // The search index knows the line that stood there.
  database.exec('DELETE FROM search_part; DELETE FROM search_segment')
  database.close()
  return path
}

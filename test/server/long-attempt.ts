import { logBlocks } from '../../ingest/store/log-block.ts'
import { openForWriting } from '../../migrations/open-database.ts'
import type { FilledDatabase } from './filled-database.ts'
import { clusterId, insert } from './insert-row.ts'
import { startMs } from './invented-cluster.ts'

/** Every so manyth line of a long attempt says `needle N`. */
export const needleEvery = 25_000
const decisiveShare = 0.7

export interface LongAttempt {
  readonly instanceId: string
  readonly lines: number
  readonly decisiveLine: number
}

/** Gives one failed instance an attempt of so many lines; all but the needles and the decisive line are alike. */
export function lengthenAttempt({ path, instances }: FilledDatabase, lines: number): LongAttempt {
  const at = instances.findIndex(({ state }) => state === 'failed')
  const instanceId = instances[at]?.instanceId ?? ''
  const decisiveLine = Math.floor(lines * decisiveShare) + 1
  const { database, close } = openForWriting(path)
  const of = { clusterId, instanceId, streamId: at + 1, lines, decisiveLine }
  database.transaction(() => {
    database.prepare('DELETE FROM log_block WHERE log_stream_id = @streamId').run(of)
    database.prepare('DELETE FROM marker WHERE log_stream_id = @streamId').run(of)
    database.prepare('DELETE FROM step_run WHERE instance_id = @instanceId').run(of)
    database.prepare('DELETE FROM failure_evidence WHERE instance_id = @instanceId').run(of)
    database
      .prepare(
        'UPDATE attempt SET first_line = 1, last_line = @lines WHERE instance_id = @instanceId',
      )
      .run(of)
    database
      .prepare(
        'UPDATE failure SET decisive_line_ordinal = @decisiveLine WHERE instance_id = @instanceId',
      )
      .run(of)
    const events = Array.from({ length: lines }, (_, index) => ({
      atMs: startMs + index * 3,
      message: messageOf(index + 1, decisiveLine),
    }))
    for (const block of logBlocks(events, 1, 1)) {
      insert(database, 'log_block', {
        ...{ log_stream_id: of.streamId, first_line: block.firstLine, lines: block.lines },
        ...{ first_event: block.firstEvent, events: block.events, first_ms: block.firstMs },
        ...{ max_ms: block.maxMs, size: block.size, body: block.body },
      })
    }
  })()
  close()
  return { instanceId, lines, decisiveLine }
}

function messageOf(line: number, decisiveLine: number): string {
  if (line === decisiveLine) return 'E: this line says why'
  if (line % needleEvery === 0) return `needle ${line / needleEvery}`
  return `Get:${line} http://mirror.example/ubuntu jammy/main amd64 package ${line} [${line % 900} kB]`
}

import type { Database } from 'better-sqlite3'

// Asked only for bring-ups that a lake has and the file has not: few, so blocks may be opened.
const selectMinute = /* sql */ `
  SELECT EXISTS (SELECT 1
                   FROM log_stream
                  CROSS JOIN log_block ON log_block.log_stream_id = log_stream.log_stream_id
                  CROSS JOIN json_each(CAST(sqlar_uncompress(log_block.body, log_block.size) AS TEXT)) AS line
                  WHERE log_stream.cluster_id = @clusterId
                    AND log_block.first_ms < @untilMs
                    AND log_block.max_ms >= @fromMs
                    AND log_block.first_ms + (line.value ->> 0) BETWEEN @fromMs AND @untilMs - 1)
`

/**
 * Whether the file holds a line of the cluster from the minute that a bring-up is named after. If it does, and knows no
 * such bring-up, then that minute begins none any more: an older event has moved the beginning, or other rules are used.
 * If it does not, another file knows that bring-up.
 */
export function holdsFirstMinute(
  database: Database,
  clusterId: string,
  bringUpId: string,
): boolean {
  const fromMs = Date.parse(bringUpId)
  if (Number.isNaN(fromMs)) return false
  const untilMs = fromMs + 60_000
  return database.prepare(selectMinute).pluck().get({ clusterId, fromMs, untilMs }) === 1
}

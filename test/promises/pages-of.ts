import { openForReading } from '../../migrations/open-database.ts'

/** One URL of every kind of page over a synced file, without suffixes. */
export function pagesOf(path: string): readonly string[] {
  const database = openForReading(path)
  const one = (sql: string): string => String(database.prepare(sql).pluck().get() ?? '')
  const cluster = `/clusters/${one('SELECT name FROM cluster')}`
  const failed = one("SELECT instance_id FROM instance WHERE state = 'failed'")
  const healthy = one("SELECT instance_id FROM instance WHERE state = 'succeeded'")
  const group = one('SELECT failure_group_id FROM failure_group')
  database.close()
  return [
    '/clusters',
    cluster,
    ...[
      ...['strip', 'instances', 'failures', 'durations', 'facets', 'compare', 'catalogue', 'data'],
      ...['notes', 'sync', 'bring-ups', 'search?q=error', 'search?q=e&mode=regex'],
      ...['durations/runs?of=execution', `failures/${group}`, `instances/${failed}/log`],
      ...[`instances/${failed}`, `instances/${healthy}`, `instances/${failed}/twin`],
      `compare?a=${failed}`,
    ].map((page) => `${cluster}/${page}`),
  ]
}

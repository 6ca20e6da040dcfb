import type { Database } from 'better-sqlite3'
import type { DemoCluster } from '../../ingest/demo/demo-cluster.ts'

interface Mark {
  readonly name: string
  readonly untilMs: number
  readonly events: number
}

// Both say: every event before this one is stored.
const selectMarks = /* sql */ `
  SELECT name, max(coalesce(checkpoint_ms, 0), coalesce(resume_ms, 0)) AS untilMs,
         (SELECT count(*) FROM log_event
           WHERE log_event.log_stream = name
             AND at_ms < max(coalesce(checkpoint_ms, 0), coalesce(resume_ms, 0))) AS events
    FROM log_stream
   ORDER BY name`

/** Log streams of a demo's file whose checkpoint claims more than is stored, as sentences. */
export function checkpointProblems(database: Database, cluster: DemoCluster): readonly string[] {
  const marks = database.prepare<[], Mark>(selectMarks).all()
  return marks.flatMap(({ name, untilMs, events }) => {
    const owner = cluster.streamOwners.get(name)
    const written = owner === undefined ? [] : cluster.events(owner)
    const { length } = written.filter(
      ({ atMs, ingestedMs }) => atMs < untilMs && ingestedMs <= cluster.snapshotMs,
    )
    return length <= events ? [] : [`${name}: ${events} of the ${length} events before ${untilMs}`]
  })
}

-- PUBLIC column of sync_run: what came again costs calls, and is proof that nothing is stored twice.
ALTER TABLE sync_run ADD COLUMN repeated_events INTEGER NOT NULL DEFAULT 0; -- read again, stored already

-- PUBLIC. Instances whose lines have times that cannot be, or that no other instance has: one row an instance, the
-- strongest sign first. Times of lines are those of the instance's own clock.
CREATE VIEW odd_clock AS
WITH span AS (
  SELECT cluster_id, instance_id, min(first_event_ms) AS first_ms, max(last_event_ms) AS last_ms
    FROM log_stream
   WHERE first_event_ms IS NOT NULL
   GROUP BY cluster_id, instance_id
), copied AS (
  -- A sync goes on reading for a while after the moment that as_of_ms names.
  SELECT cluster.cluster_id, as_of_ms,
         as_of_ms + coalesce((SELECT max(sync_run.ended_ms - sync_run.started_ms)
                                FROM sync_run
                               WHERE sync_run.cluster_id = cluster.cluster_id), 0) AS until_ms
    FROM cluster
), delay AS (
  -- A software update runs the scripts again, long after the launch.
  SELECT span.cluster_id, span.instance_id, first_ms, last_ms, launched_ms,
         CASE WHEN software_updated_ms IS NULL THEN first_ms - launched_ms END AS delay_ms
    FROM span
    JOIN instance ON instance.cluster_id = span.cluster_id AND instance.instance_id = span.instance_id
), usual AS (
  SELECT cluster_id, delay_ms AS usual_ms
    FROM (SELECT cluster_id, delay_ms,
                 row_number() OVER (PARTITION BY cluster_id ORDER BY delay_ms) AS place,
                 count(*) OVER (PARTITION BY cluster_id)                       AS instances
            FROM delay
           WHERE delay_ms IS NOT NULL)
   WHERE instances >= 8 AND place = (instances + 1) / 2
), sign AS (
  SELECT delay.cluster_id, delay.instance_id,
         CASE WHEN last_ms > until_ms + 60000          THEN 'after-sync'
              WHEN first_ms < launched_ms - 60000      THEN 'before-launch'
              WHEN abs(delay_ms - usual_ms) > 1800000  THEN 'apart' END AS kind,
         first_ms, last_ms, launched_ms, as_of_ms, delay_ms - usual_ms AS apart_ms
    FROM delay
    JOIN copied ON copied.cluster_id = delay.cluster_id
    LEFT JOIN usual ON usual.cluster_id = delay.cluster_id
)
SELECT cluster_id, instance_id, kind,
       CASE kind WHEN 'after-sync'    THEN last_ms - as_of_ms
                 WHEN 'before-launch' THEN first_ms - launched_ms
                 ELSE apart_ms END AS off_ms
  FROM sign
 WHERE kind IS NOT NULL;

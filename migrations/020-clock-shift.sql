-- The least time that lay between an event of the stream and the moment at which CloudWatch took it in: a few seconds where
-- the clock of the instance is right, whatever arrives late. Negative: the clock is ahead. NULL: not known.
ALTER TABLE log_stream ADD COLUMN clock_behind_ms INTEGER;

-- Streams of clocks that are off, and what brings their times to those of AWS.
CREATE VIEW clock_shift AS
SELECT log_stream_id, cluster_id, instance_id, clock_behind_ms AS shift_ms
  FROM log_stream
 WHERE abs(clock_behind_ms) > 300000;

-- What CloudWatch says of a clock is the strongest sign.
DROP VIEW odd_clock;
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
), shift AS (
  SELECT cluster_id, instance_id, max(shift_ms) AS shift_ms FROM clock_shift GROUP BY cluster_id, instance_id
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
         CASE WHEN shift_ms IS NOT NULL               THEN 'against-aws'
              WHEN last_ms > until_ms + 60000          THEN 'after-sync'
              WHEN first_ms < launched_ms - 60000      THEN 'before-launch'
              WHEN abs(delay_ms - usual_ms) > 1800000  THEN 'apart' END AS kind,
         first_ms, last_ms, launched_ms, as_of_ms, delay_ms - usual_ms AS apart_ms,
         shift_ms
    FROM delay
    JOIN copied ON copied.cluster_id = delay.cluster_id
    LEFT JOIN shift ON shift.cluster_id = delay.cluster_id AND shift.instance_id = delay.instance_id
    LEFT JOIN usual ON usual.cluster_id = delay.cluster_id
)
SELECT cluster_id, instance_id, kind,
       CASE kind WHEN 'against-aws'   THEN -shift_ms
                 WHEN 'after-sync'    THEN last_ms - as_of_ms
                 WHEN 'before-launch' THEN first_ms - launched_ms
                 ELSE apart_ms END AS off_ms
  FROM sign
 WHERE kind IS NOT NULL;

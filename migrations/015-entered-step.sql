-- How far the instances of a scope came, once more and small: the funnel of 5,000 instances is read out of one row a step
-- instead of ninety thousand of step_run (120 ms). Written anew by every sync. bring_up_id '' is the present.
CREATE TABLE entered_step (
  cluster_id  TEXT    NOT NULL REFERENCES cluster (cluster_id),
  bring_up_id TEXT    NOT NULL,
  step        TEXT    NOT NULL,
  entered     INTEGER NOT NULL,           -- instances whose last attempt in the scope entered it
  position    REAL    NOT NULL,           -- mean step_ordinal: where it stands in the order of steps
  PRIMARY KEY (cluster_id, bring_up_id, step)
) STRICT, WITHOUT ROWID;
INSERT INTO entered_step (cluster_id, bring_up_id, step, entered, position)
  SELECT instance.cluster_id, instance.bring_up_id, step_run.step, count(DISTINCT step_run.instance_id),
         avg(step_run.step_ordinal)
    FROM standing AS instance
   CROSS JOIN step_run ON step_run.cluster_id  = instance.cluster_id
                      AND step_run.instance_id = instance.instance_id
                      AND step_run.attempt     = instance.attempt
   GROUP BY instance.cluster_id, instance.bring_up_id, step_run.step;

-- Which lines look like a marker and are none: few among many, and asked for by the page on data.
CREATE INDEX marker_unrecognised ON marker (cluster_id, log_stream_id, line_ordinal) WHERE kind = 'unrecognised';

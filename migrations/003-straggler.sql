-- PUBLIC. Runs of a stage or step that took far longer than the fleet needed: longer than the 95th percentile, than three
-- times the median, and by more than 30 seconds than the median of at least 5 succeeded runs. Written by every sync.
CREATE TABLE straggler (
  cluster_id   TEXT    NOT NULL REFERENCES cluster (cluster_id),
  instance_id  TEXT    NOT NULL,
  attempt      INTEGER NOT NULL,
  stage        TEXT    NOT NULL,          -- start | download | execution
  step_ordinal INTEGER NOT NULL,          -- as in step_run; 0: the whole stage
  step         TEXT,                      -- NULL: the whole stage
  outcome      TEXT    NOT NULL,          -- succeeded | failed | unfinished
  started_ms   INTEGER NOT NULL,
  duration_ms  INTEGER NOT NULL,          -- of one that still runs: up to as_of_ms of the cluster
  median_ms    INTEGER NOT NULL,          -- the fleet's pace that it is judged by, as in step_pace
  p95_ms       INTEGER NOT NULL,
  runs         INTEGER NOT NULL,
  PRIMARY KEY (cluster_id, instance_id, attempt, stage, step_ordinal)
) STRICT, WITHOUT ROWID;

-- The story of a sync, in order: which cluster, which instances, which log streams, their lines, what the lines
-- say, how it failed, what the copying cost. Times are epoch ms UTC and end in `_ms`. Tables and views marked
-- PUBLIC are the contract of docs/sql.md.

-- PUBLIC. One row a cluster id; a cluster deleted and created again under its name has another id.
CREATE TABLE cluster (
  cluster_id             TEXT    NOT NULL PRIMARY KEY, -- last part of the ARN; of a log group synced alone: its last part
  name                   TEXT    NOT NULL,
  arn                    TEXT,             -- NULL: synced by --log-group, SageMaker was not asked
  region                 TEXT    NOT NULL,
  account_id             TEXT,             -- NULL: as arn
  status                 TEXT,             -- DescribeCluster's ClusterStatus; NULL: as arn
  failure_message        TEXT,             -- DescribeCluster's FailureMessage; NULL: none
  orchestrator           TEXT,             -- slurm | eks; NULL: unknown
  node_provisioning_mode TEXT,             -- Continuous; NULL: classic or unknown
  created_ms             INTEGER,          -- NULL: unknown
  as_of_ms               INTEGER NOT NULL  -- AWS's clock at the last sync: what "hung" is judged against
) STRICT;

-- PUBLIC. Every expected instance: listed by AWS, named by a cluster event, or owner of a log stream.
CREATE TABLE instance (
  cluster_id            TEXT    NOT NULL REFERENCES cluster (cluster_id),
  instance_id           TEXT    NOT NULL,
  slot                  TEXT,             -- NodeLogicalId, else instance group + private IP; NULL: neither known
  instance_group        TEXT,             -- NULL: the layout does not name it and AWS no longer lists the instance
  instance_type         TEXT,
  availability_zone     TEXT,
  availability_zone_id  TEXT,
  image_id              TEXT,             -- CurrentImageId
  desired_image_id      TEXT,             -- differs from image_id: an update is under way or was rolled back
  private_ip            TEXT,
  capacity_type         TEXT,
  lifecycle_script_uri  TEXT,             -- LifeCycleConfig.SourceS3Uri
  on_create             TEXT,             -- LifeCycleConfig.OnCreate
  launched_ms           INTEGER,
  software_updated_ms   INTEGER,          -- NULL: never updated
  listed                INTEGER NOT NULL CHECK (listed IN (0, 1)), -- 0: the last sync did not find it in ListClusterNodes
  described             INTEGER NOT NULL DEFAULT 0 CHECK (described IN (0, 1)), -- 1: DescribeClusterNode has answered
  aws_status            TEXT,             -- InstanceStatus.Status
  aws_message           TEXT,             -- InstanceStatus.Message, sticky across retries
  state                 TEXT    NOT NULL DEFAULT 'no-stream', -- coverage state, docs/sql.md lists them
  state_reason          TEXT    NOT NULL DEFAULT '', -- one sentence: what the state rests on
  aws_disagrees         INTEGER NOT NULL DEFAULT 0 CHECK (aws_disagrees IN (0, 1)),
  aws_disagrees_reason  TEXT,             -- NULL: AWS and the log agree
  attempts              INTEGER NOT NULL DEFAULT 0, -- number of attempts; also the number of the last one
  PRIMARY KEY (cluster_id, instance_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX instance_by_state ON instance (cluster_id, state);

-- PUBLIC. The instance groups of DescribeCluster.
CREATE TABLE instance_group (
  cluster_id             TEXT    NOT NULL REFERENCES cluster (cluster_id),
  instance_group         TEXT    NOT NULL,
  instance_type          TEXT,
  current_count          INTEGER,
  target_count           INTEGER,
  status                 TEXT,
  software_update_status TEXT,            -- Failed, RollbackComplete, …; NULL: never updated
  lifecycle_script_uri   TEXT,
  on_create              TEXT,
  current_image_id       TEXT,
  desired_image_id       TEXT,
  PRIMARY KEY (cluster_id, instance_group)
) STRICT, WITHOUT ROWID;

-- PUBLIC. What ListClusterEvents and DescribeClusterEvent said (Continuous clusters only).
CREATE TABLE cluster_event (
  cluster_id      TEXT    NOT NULL REFERENCES cluster (cluster_id),
  event_id        TEXT    NOT NULL,
  at_ms           INTEGER NOT NULL,
  resource_type   TEXT    NOT NULL,       -- Cluster | InstanceGroup | Instance
  instance_group  TEXT,
  instance_id     TEXT,
  level           TEXT,                   -- Info | Warn | Error; NULL: the service did not say
  description     TEXT,
  failure_message TEXT,                   -- NULL: none, or DescribeClusterEvent is not permitted
  PRIMARY KEY (cluster_id, event_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX cluster_event_by_instance ON cluster_event (cluster_id, instance_id, at_ms);

CREATE TABLE log_group (
  log_group_id   INTEGER NOT NULL PRIMARY KEY,
  cluster_id     TEXT    NOT NULL REFERENCES cluster (cluster_id),
  name           TEXT    NOT NULL,
  layout         TEXT    NOT NULL,        -- name of an entry of data/layouts.json, or of --rules
  created_ms     INTEGER,
  retention_days INTEGER,                 -- NULL: events never expire
  gone           INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, 1)), -- 1: CloudWatch no longer has it; rows stay
  UNIQUE (cluster_id, name)
) STRICT;

-- Streams of a log group that hold no lifecycle log: counted, never copied.
CREATE TABLE skipped_stream (
  log_group_id INTEGER NOT NULL REFERENCES log_group (log_group_id),
  kind         TEXT    NOT NULL,          -- name of an entry of data/layouts.json, else `unknown`
  streams      INTEGER NOT NULL,
  sample       TEXT    NOT NULL,          -- the first name met
  PRIMARY KEY (log_group_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE log_stream (
  log_stream_id  INTEGER NOT NULL PRIMARY KEY,
  log_group_id   INTEGER NOT NULL REFERENCES log_group (log_group_id),
  cluster_id     TEXT    NOT NULL REFERENCES cluster (cluster_id),
  name           TEXT    NOT NULL,
  instance_id    TEXT    NOT NULL,
  instance_group TEXT,                    -- NULL: the layout does not name it
  script         TEXT,                    -- NULL: the layout holds all scripts in one stream
  gone           INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, 1)),
  checkpoint_ms  INTEGER,                 -- the last whole scan copied every event before it; NULL: none yet
  resume_ms      INTEGER,                 -- the scan under way has copied every event before it; NULL: none under way
  events         INTEGER NOT NULL DEFAULT 0,
  lines          INTEGER NOT NULL DEFAULT 0,
  bytes          INTEGER NOT NULL DEFAULT 0, -- UTF-8 bytes of the messages
  first_event_ms INTEGER,
  last_event_ms  INTEGER,                 -- the latest at_ms, not the last in order
  dialect        TEXT,                    -- what its markers and steps are written in; NULL: none recognised
  analysed_lines INTEGER NOT NULL DEFAULT 0, -- differs from lines: to be analysed
  analysed_with  TEXT,                    -- fingerprint of the rules; differs from the present one: to be analysed
  UNIQUE (log_group_id, name)
) STRICT;
CREATE INDEX log_stream_by_instance ON log_stream (cluster_id, instance_id);

-- Lines, compressed. `body` is the zlib stream (raw bytes where that would not be smaller, as sqlar does) of a JSON
-- array with one entry a line:
--   [ms since first_ms, text]                 an event of one line
--   [ms, text, c]                             the same, c lines of this block before it continue an earlier one
--   [ms, text, c, m]                          first line of an event that m further lines continue
--   [ms, text, c, 0]                          such a further line; c counts it
-- so that line_ordinal = first_line + key and event_ordinal = first_event + key - c. An event never spans blocks.
CREATE TABLE log_block (
  log_block_id  INTEGER NOT NULL PRIMARY KEY,
  log_stream_id INTEGER NOT NULL REFERENCES log_stream (log_stream_id),
  first_line    INTEGER NOT NULL,         -- ordinals start at 1
  lines         INTEGER NOT NULL,
  first_event   INTEGER NOT NULL,
  events        INTEGER NOT NULL,
  first_ms      INTEGER NOT NULL,         -- at_ms of the first event
  max_ms        INTEGER NOT NULL,         -- latest at_ms of the block
  size          INTEGER NOT NULL,         -- bytes of body when inflated
  body          BLOB    NOT NULL
) STRICT;
CREATE UNIQUE INDEX log_block_at ON log_block (log_stream_id, first_line);

-- PUBLIC.
CREATE VIEW log_line AS
SELECT log_stream.cluster_id                                     AS cluster_id,
       log_stream.name                                           AS log_stream,
       log_stream.log_stream_id                                  AS log_stream_id,
       log_stream.instance_id                                    AS instance_id,
       log_block.first_line + line.key                           AS line_ordinal,
       log_block.first_event + line.key - coalesce(line.value ->> 2, 0) AS event_ordinal,
       log_block.first_ms + (line.value ->> 0)                   AS at_ms,
       line.value ->> 1                                          AS text
  FROM log_stream
 CROSS JOIN log_block ON log_block.log_stream_id = log_stream.log_stream_id
 CROSS JOIN json_each(CAST(sqlar_uncompress(log_block.body, log_block.size) AS TEXT)) AS line;

-- PUBLIC. The message verbatim: lines of one event joined by the newline they were split at.
CREATE VIEW log_event AS
SELECT log_stream.cluster_id                                     AS cluster_id,
       log_group.name                                            AS log_group,
       log_stream.name                                           AS log_stream,
       log_stream.log_stream_id                                  AS log_stream_id,
       log_stream.instance_id                                    AS instance_id,
       log_block.first_event + line.key - coalesce(line.value ->> 2, 0) AS event_ordinal,
       log_block.first_ms + (line.value ->> 0)                   AS at_ms,
       CASE WHEN line.value ->> 3 IS NULL THEN line.value ->> 1
            ELSE (SELECT group_concat(part.value ->> 1, char(10))
                    FROM json_each(CAST(sqlar_uncompress(log_block.body, log_block.size) AS TEXT)) AS part
                   WHERE part.key BETWEEN line.key AND line.key + (line.value ->> 3))
        END                                                      AS message
  FROM log_stream
  JOIN log_group ON log_group.log_group_id = log_stream.log_group_id
 CROSS JOIN log_block ON log_block.log_stream_id = log_stream.log_stream_id
 CROSS JOIN json_each(CAST(sqlar_uncompress(log_block.body, log_block.size) AS TEXT)) AS line
 WHERE coalesce(line.value ->> 3, 1) > 0;

-- PUBLIC. A connected wave of attempts: no gap over 30 minutes.
CREATE TABLE bring_up (
  cluster_id   TEXT    NOT NULL REFERENCES cluster (cluster_id),
  bring_up_id  TEXT    NOT NULL,          -- minute of its first attempt, `2026-11-23T02:04Z`
  started_ms   INTEGER NOT NULL,
  ended_ms     INTEGER NOT NULL,          -- last line of its last attempt
  attempts     INTEGER NOT NULL,
  instances    INTEGER NOT NULL,
  label        TEXT,                      -- NULL: the user gave none
  PRIMARY KEY (cluster_id, bring_up_id)
) STRICT, WITHOUT ROWID;

-- PUBLIC. One run of the lifecycle scripts on one instance.
CREATE TABLE attempt (
  cluster_id    TEXT    NOT NULL REFERENCES cluster (cluster_id),
  instance_id   TEXT    NOT NULL,
  attempt       INTEGER NOT NULL,         -- 1, 2, … in the order of their first lines
  log_stream_id INTEGER NOT NULL REFERENCES log_stream (log_stream_id),
  bring_up_id   TEXT,                     -- NULL only while a sync runs
  started_ms    INTEGER NOT NULL,         -- time of its first line
  ended_ms      INTEGER NOT NULL,         -- time of its last line so far
  outcome       TEXT    NOT NULL,         -- succeeded | failed | aborted | unfinished
  stage         TEXT    NOT NULL,         -- the stage it stands in or ended in: start | download | execution | done
  step          TEXT,                     -- the innermost step open at its last line; NULL: none
  failed_stage  TEXT,                     -- NULL: it did not fail
  failed_step   TEXT,                     -- NULL: it did not fail, or failed before execution
  exit_code     INTEGER,                  -- NULL: no line says it
  lost_tail     INTEGER NOT NULL DEFAULT 0 CHECK (lost_tail IN (0, 1)), -- 1: it failed and no line says why
  markers       INTEGER NOT NULL,         -- service markers in it, unrecognised ones not counted
  first_line    INTEGER NOT NULL,         -- line ordinals within its log stream
  last_line     INTEGER NOT NULL,
  PRIMARY KEY (cluster_id, instance_id, attempt)
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_by_failure ON attempt (cluster_id, failed_stage, failed_step) WHERE outcome = 'failed';
CREATE INDEX attempt_by_stream ON attempt (log_stream_id);

-- PUBLIC.
CREATE TABLE marker (
  cluster_id    TEXT    NOT NULL REFERENCES cluster (cluster_id),
  instance_id   TEXT    NOT NULL,
  attempt       INTEGER NOT NULL,
  log_stream_id INTEGER NOT NULL REFERENCES log_stream (log_stream_id),
  line_ordinal  INTEGER NOT NULL,
  at_ms         INTEGER NOT NULL,
  kind          TEXT    NOT NULL,         -- log-started … script-failed, or `unrecognised`
  dialect       TEXT    NOT NULL,
  PRIMARY KEY (log_stream_id, line_ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX marker_by_attempt ON marker (cluster_id, instance_id, attempt);

-- PUBLIC. The phases of an attempt.
CREATE TABLE stage_run (
  cluster_id  TEXT    NOT NULL REFERENCES cluster (cluster_id),
  instance_id TEXT    NOT NULL,
  attempt     INTEGER NOT NULL,
  stage       TEXT    NOT NULL,           -- start | download | execution
  started_ms  INTEGER NOT NULL,
  ended_ms    INTEGER NOT NULL,           -- of one that has not ended: its last line so far
  outcome     TEXT    NOT NULL,           -- succeeded | failed | unfinished
  implied     INTEGER NOT NULL CHECK (implied IN (0, 1)), -- 1: its end has no marker of its own
  PRIMARY KEY (cluster_id, instance_id, attempt, stage)
) STRICT, WITHOUT ROWID;

-- PUBLIC. Steps of the execution stage, in order; a step may run twice in an attempt, and inside another.
CREATE TABLE step_run (
  cluster_id     TEXT    NOT NULL REFERENCES cluster (cluster_id),
  instance_id    TEXT    NOT NULL,
  attempt        INTEGER NOT NULL,
  step_ordinal   INTEGER NOT NULL,        -- 1, 2, … in order of their first lines
  step           TEXT    NOT NULL,
  parent_ordinal INTEGER,                 -- the step it ran inside; NULL: none
  started_ms     INTEGER NOT NULL,
  ended_ms       INTEGER NOT NULL,
  outcome        TEXT    NOT NULL,        -- succeeded | failed | unfinished
  first_line     INTEGER NOT NULL,
  last_line      INTEGER NOT NULL,
  PRIMARY KEY (cluster_id, instance_id, attempt, step_ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX step_run_by_step ON step_run (cluster_id, step, outcome);

-- PUBLIC. Why an attempt failed.
CREATE TABLE failure (
  cluster_id            TEXT    NOT NULL REFERENCES cluster (cluster_id),
  instance_id           TEXT    NOT NULL,
  attempt               INTEGER NOT NULL,
  log_stream_id         INTEGER NOT NULL REFERENCES log_stream (log_stream_id),
  stage                 TEXT    NOT NULL,
  step                  TEXT,             -- NULL: it failed before execution
  exit_code             INTEGER,          -- NULL: no line says it
  decisive_line_ordinal INTEGER,          -- NULL: no line says why (lost tail)
  decisive_line         TEXT,             -- NULL: as decisive_line_ordinal
  reasons               TEXT    NOT NULL, -- JSON array of sentences: why this line
  failure_group_id      TEXT    NOT NULL, -- hash of the failure signature
  known_cause           TEXT,             -- NULL: no entry of the catalogue matches
  PRIMARY KEY (cluster_id, instance_id, attempt)
) STRICT, WITHOUT ROWID;
CREATE INDEX failure_by_group ON failure (failure_group_id, cluster_id);

-- The failure signatures met so far: what a failure_group_id stands for.
CREATE TABLE failure_signature (
  failure_group_id TEXT NOT NULL PRIMARY KEY,
  algorithm        TEXT NOT NULL,         -- version of masking and choice
  stage            TEXT NOT NULL,
  step             TEXT,
  template         TEXT NOT NULL          -- the masked decisive line
) STRICT, WITHOUT ROWID;

-- PUBLIC. `instances` counts those whose last attempt failed so; `attempts` counts every failed attempt.
CREATE VIEW failure_group AS
SELECT failure.failure_group_id                                  AS failure_group_id,
       failure_signature.template                                AS title,
       failure_signature.stage                                   AS stage,
       failure_signature.step                                    AS step,
       count(*) FILTER (WHERE instance.attempts = failure.attempt
                          AND instance.state IN ('failed', 'failed-lost-tail', 'download-failed')) AS instances,
       count(*)                                                  AS attempts,
       max(failure.known_cause)                                  AS known_cause,
       min(attempt.ended_ms)                                     AS first_seen_ms,
       max(attempt.ended_ms)                                     AS last_seen_ms
  FROM failure
  JOIN failure_signature ON failure_signature.failure_group_id = failure.failure_group_id
  JOIN attempt           ON attempt.cluster_id = failure.cluster_id
                        AND attempt.instance_id = failure.instance_id
                        AND attempt.attempt = failure.attempt
  JOIN instance          ON instance.cluster_id = failure.cluster_id
                        AND instance.instance_id = failure.instance_id
 GROUP BY failure.failure_group_id;

-- PUBLIC. Which stage failed most often, over the last attempt of each instance in a bring-up. A row with step
-- NULL is the whole stage. Kept up to date by every sync.
CREATE TABLE stage_failure (
  cluster_id  TEXT    NOT NULL REFERENCES cluster (cluster_id),
  bring_up_id TEXT    NOT NULL,
  stage       TEXT    NOT NULL,
  step        TEXT,
  entered     INTEGER NOT NULL,           -- instances that got there
  failed      INTEGER NOT NULL            -- instances that failed there
) STRICT;
CREATE UNIQUE INDEX stage_failure_at ON stage_failure (cluster_id, bring_up_id, stage, coalesce(step, ''));

-- PUBLIC. The fleet's own pace, over succeeded runs of each stage (step NULL) and step.
CREATE TABLE step_pace (
  cluster_id TEXT    NOT NULL REFERENCES cluster (cluster_id),
  stage      TEXT    NOT NULL,
  step       TEXT,
  position   REAL    NOT NULL,            -- mean step_ordinal: where it stands in the order of steps
  runs       INTEGER NOT NULL,
  median_ms  INTEGER NOT NULL,
  p95_ms     INTEGER NOT NULL,
  max_ms     INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX step_pace_at ON step_pace (cluster_id, stage, coalesce(step, ''));

-- PUBLIC.
CREATE VIEW coverage AS
SELECT cluster_id, state, count(*) AS instances
  FROM instance
 GROUP BY cluster_id, state;

-- PUBLIC. What each copying run cost and found.
CREATE TABLE sync_run (
  sync_run_id     INTEGER NOT NULL PRIMARY KEY,
  cluster_id      TEXT    NOT NULL REFERENCES cluster (cluster_id),
  source          TEXT    NOT NULL,       -- cloudwatch | files
  started_ms      INTEGER NOT NULL,
  ended_ms        INTEGER,                -- NULL: it runs, or was killed
  streams         INTEGER NOT NULL DEFAULT 0, -- lifecycle streams found
  streams_changed INTEGER NOT NULL DEFAULT 0,
  streams_skipped INTEGER NOT NULL DEFAULT 0, -- streams that hold no lifecycle log
  pages           INTEGER NOT NULL DEFAULT 0,
  events          INTEGER NOT NULL DEFAULT 0, -- new events
  late_events     INTEGER NOT NULL DEFAULT 0, -- of these, older than ones already copied
  lines           INTEGER NOT NULL DEFAULT 0,
  bytes           INTEGER NOT NULL DEFAULT 0,
  calls           INTEGER NOT NULL DEFAULT 0,
  throttles       INTEGER NOT NULL DEFAULT 0,
  retries         INTEGER NOT NULL DEFAULT 0,
  calls_by_operation TEXT NOT NULL DEFAULT '{}', -- JSON object
  notes           TEXT    NOT NULL DEFAULT '[]', -- JSON array of sentences: what was skipped, and why
  outcome         TEXT    NOT NULL        -- running | complete | partial | interrupted | failed
) STRICT;
CREATE INDEX sync_run_by_cluster ON sync_run (cluster_id, started_ms);

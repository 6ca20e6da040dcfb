-- What depends on every instance of a cluster, counted once: a page about 10,000 of them is read out of some hundred rows
-- instead of a walk over all. A sync, an import, a reindex and a merge count whenever they have judged. Each of the views below
-- reads what was counted, and counts itself as soon as anything has changed since: its numbers are right at any moment,
-- whoever writes to the file and wherever a sync was cut off.

-- What is counted and still right: the triggers below take a row away when something changes that it rests on.
CREATE TABLE counted (
  cluster_id TEXT NOT NULL,               -- '': the whole file
  subject    TEXT NOT NULL,               -- standing | failure | stream | file
  PRIMARY KEY (cluster_id, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE kept_standing_count (
  cluster_id           TEXT    NOT NULL,
  bring_up_id          TEXT    NOT NULL,
  state                TEXT    NOT NULL,
  stage                TEXT,
  step                 TEXT,
  instance_group       TEXT,
  instance_type        TEXT,
  availability_zone    TEXT,
  availability_zone_id TEXT,
  image_id             TEXT,
  capacity_type        TEXT,
  lifecycle_script_uri TEXT,
  listed               INTEGER NOT NULL,
  aws_disagrees        INTEGER NOT NULL,
  instances            INTEGER NOT NULL
) STRICT;
CREATE INDEX kept_standing_count_of ON kept_standing_count (cluster_id, bring_up_id);

-- PUBLIC. How many instances of a scope share where they stand and what they are.
CREATE VIEW standing_count AS
SELECT kept.cluster_id, kept.bring_up_id, kept.state, kept.stage, kept.step, kept.instance_group, kept.instance_type,
       kept.availability_zone, kept.availability_zone_id, kept.image_id, kept.capacity_type, kept.lifecycle_script_uri,
       kept.listed, kept.aws_disagrees, kept.instances
  FROM counted
 CROSS JOIN kept_standing_count AS kept ON kept.cluster_id = counted.cluster_id
 WHERE counted.subject = 'standing'
 UNION ALL
SELECT cluster.cluster_id, '', instance.state, CAST(coalesce(last.failed_stage, last.stage) AS TEXT),
       CAST(CASE WHEN last.failed_stage IS NULL THEN last.step ELSE last.failed_step END AS TEXT), instance.instance_group,
       instance.instance_type, instance.availability_zone, instance.availability_zone_id, instance.image_id,
       instance.capacity_type, instance.lifecycle_script_uri, instance.listed, instance.aws_disagrees,
       CAST(count(*) AS INTEGER)
  FROM cluster
 CROSS JOIN instance ON instance.cluster_id = cluster.cluster_id
  LEFT JOIN attempt AS last ON last.cluster_id  = instance.cluster_id
                           AND last.instance_id = instance.instance_id
                           AND last.attempt     = instance.attempts
 WHERE NOT EXISTS (SELECT 1 FROM counted WHERE counted.cluster_id = cluster.cluster_id AND counted.subject = 'standing')
 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14
 UNION ALL
SELECT cluster.cluster_id, own.bring_up_id, own.state, CAST(coalesce(last.failed_stage, last.stage) AS TEXT),
       CAST(CASE WHEN last.failed_stage IS NULL THEN last.step ELSE last.failed_step END AS TEXT), instance.instance_group,
       instance.instance_type, instance.availability_zone, instance.availability_zone_id, own.image_id,
       instance.capacity_type, own.lifecycle_script_uri, instance.listed,
       CAST(CASE WHEN own.attempt = instance.attempts THEN instance.aws_disagrees ELSE 0 END AS INTEGER), CAST(count(*) AS INTEGER)
  FROM cluster
 CROSS JOIN bring_up_instance AS own ON own.cluster_id = cluster.cluster_id
  JOIN instance ON instance.cluster_id  = own.cluster_id
               AND instance.instance_id = own.instance_id
  LEFT JOIN attempt AS last ON last.cluster_id  = own.cluster_id
                           AND last.instance_id = own.instance_id
                           AND last.attempt     = own.attempt
 WHERE NOT EXISTS (SELECT 1 FROM counted WHERE counted.cluster_id = cluster.cluster_id AND counted.subject = 'standing')
 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14;

CREATE TABLE kept_strip (
  cluster_id  TEXT NOT NULL,
  bring_up_id TEXT NOT NULL,
  strip_order TEXT NOT NULL,
  cells       TEXT NOT NULL,
  PRIMARY KEY (cluster_id, bring_up_id, strip_order)
) STRICT, WITHOUT ROWID;

-- All instances of a scope in each of the four orders of the strip: of each the letter of its state, then a JSON array with the
-- ids of those that the strip links one by one, in the same order.
CREATE VIEW strip AS
SELECT kept.cluster_id, kept.bring_up_id, kept.strip_order, kept.cells
  FROM counted
 CROSS JOIN kept_strip AS kept ON kept.cluster_id = counted.cluster_id
 WHERE counted.subject = 'standing'
 UNION ALL
SELECT scope.cluster_id, scope.bring_up_id, scope.strip_order,
       (SELECT coalesce(group_concat(letter, ''), '')
               || json_group_array(instance_id)
                  FILTER (WHERE state IN ('failed', 'failed-lost-tail', 'download-failed', 'hung', 'succeeded-but-rolled-back'))
          FROM (SELECT instance_id, state, letter
                  FROM (SELECT strip_order, instance_id, state, instance_group, availability_zone, slot, launched_ms,
                               -- In the order of ledgers.
                               CASE state WHEN 'succeeded'        THEN 'a' WHEN 'succeeded-after-retry'     THEN 'b'
                                          WHEN 'started'          THEN 'd' WHEN 'succeeded-but-rolled-back' THEN 'c'
                                          WHEN 'downloading'      THEN 'e' WHEN 'running'                   THEN 'f'
                                          WHEN 'hung'             THEN 'g' WHEN 'failed'                    THEN 'h'
                                          WHEN 'failed-lost-tail' THEN 'i' WHEN 'download-failed'           THEN 'j'
                                          WHEN 'no-markers'       THEN 'k' WHEN 'empty'                     THEN 'l'
                                          ELSE 'm' END AS letter
                          FROM (SELECT scope.strip_order AS strip_order, instance_id, state, instance_group, availability_zone, slot,
                                       launched_ms
                                  FROM instance
                                 WHERE instance.cluster_id = scope.cluster_id AND scope.bring_up_id = ''
                                 UNION ALL
                                SELECT scope.strip_order, own.instance_id, own.state, instance_group, availability_zone, slot, launched_ms
                                  FROM bring_up_instance AS own
                                  JOIN instance ON instance.cluster_id  = own.cluster_id
                                               AND instance.instance_id = own.instance_id
                                 WHERE own.cluster_id = scope.cluster_id AND own.bring_up_id = scope.bring_up_id))
                 ORDER BY CASE strip_order WHEN 'zone'   THEN availability_zone IS NULL
                                           WHEN 'launch' THEN launched_ms IS NULL END,
                          CASE strip_order WHEN 'zone'   THEN availability_zone
                                           WHEN 'launch' THEN launched_ms
                                           WHEN 'state'  THEN letter END,
                          instance_group IS NULL, instance_group, availability_zone, slot, instance_id))
  FROM (SELECT cluster_id, '' AS bring_up_id, value AS strip_order
          FROM cluster
         CROSS JOIN json_each('["group","zone","state","launch"]')
         UNION ALL
        SELECT cluster_id, bring_up_id, value
          FROM bring_up
         CROSS JOIN json_each('["group","zone","state","launch"]')) AS scope
 WHERE NOT EXISTS (SELECT 1 FROM counted WHERE counted.cluster_id = scope.cluster_id AND counted.subject = 'standing');

-- When the last attempts of a scope began and failed, by AWS's clock: what the timeline is counted from.
CREATE VIEW attempt_time AS
SELECT own.cluster_id, '' AS bring_up_id, last.bring_up_id AS ran_in,
       last.started_ms + coalesce(shift.shift_ms, 0) AS started_ms,
       CASE WHEN own.state IN ('failed', 'failed-lost-tail', 'download-failed')
            THEN last.ended_ms + coalesce(shift.shift_ms, 0) END AS failed_ms,
       own.state IN ('started', 'downloading', 'running', 'hung') AS is_open
  FROM instance AS own
  JOIN attempt AS last ON last.cluster_id  = own.cluster_id
                      AND last.instance_id = own.instance_id
                      AND last.attempt     = own.attempts
  LEFT JOIN clock_shift AS shift ON shift.log_stream_id = last.log_stream_id
 UNION ALL
SELECT own.cluster_id, own.bring_up_id, last.bring_up_id, last.started_ms + coalesce(shift.shift_ms, 0),
       CASE WHEN own.state IN ('failed', 'failed-lost-tail', 'download-failed')
            THEN last.ended_ms + coalesce(shift.shift_ms, 0) END,
       own.state IN ('started', 'downloading', 'running', 'hung')
  FROM bring_up_instance AS own
  JOIN attempt AS last ON last.cluster_id  = own.cluster_id
                      AND last.instance_id = own.instance_id
                      AND last.attempt     = own.attempt
  LEFT JOIN clock_shift AS shift ON shift.log_stream_id = last.log_stream_id;

-- PUBLIC. When the last attempts of a scope began and failed, in columns of equal length. Written by what judges the fleet, and
-- taken away when something changes that it rests on.
CREATE TABLE timeline (
  cluster_id       TEXT    NOT NULL,
  bring_up_id      TEXT    NOT NULL,
  shown_bring_up   TEXT,                  -- the bring-up that the columns are about
  from_ms          INTEGER NOT NULL,      -- where the first column begins
  bin_ms           INTEGER NOT NULL,      -- length of a column
  started          TEXT    NOT NULL,      -- JSON array: attempts that began in each column
  failed           TEXT    NOT NULL,      -- JSON array: attempts that failed in each column
  first_failure_ms INTEGER,               -- NULL: none failed
  last_failure_ms  INTEGER,               -- NULL: none failed
  elsewhere        INTEGER NOT NULL,      -- last attempts of the scope in other bring-ups
  PRIMARY KEY (cluster_id, bring_up_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE kept_failure_count (
  cluster_id       TEXT    NOT NULL,
  bring_up_id      TEXT    NOT NULL,
  failure_group_id TEXT    NOT NULL,
  stage            TEXT    NOT NULL,
  step             TEXT,
  known_cause      TEXT,
  instances        INTEGER NOT NULL,
  attempts         INTEGER NOT NULL,
  first_started_ms INTEGER,
  first_seen_ms    INTEGER,
  last_seen_ms     INTEGER,
  PRIMARY KEY (cluster_id, bring_up_id, failure_group_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX kept_failure_count_of_group ON kept_failure_count (failure_group_id);

-- PUBLIC. How many instances stand failed by each failure group in a scope, and its failed attempts there.
CREATE VIEW failure_count AS
SELECT kept.cluster_id, kept.bring_up_id, kept.failure_group_id, kept.stage, kept.step, kept.known_cause, kept.instances,
       kept.attempts, kept.first_started_ms, kept.first_seen_ms, kept.last_seen_ms
  FROM counted
 CROSS JOIN kept_failure_count AS kept ON kept.cluster_id = counted.cluster_id
 WHERE counted.subject = 'failure'
 UNION ALL
SELECT cluster_id, bring_up_id, failure_group_id, CAST(min(stage) AS TEXT), CAST(min(step) AS TEXT),
       CAST(max(known_cause) AS TEXT), CAST(sum(instances) AS INTEGER), CAST(sum(attempts) AS INTEGER),
       CAST(min(started_ms) AS INTEGER), CAST(min(ended_ms) AS INTEGER), CAST(max(ended_ms) AS INTEGER)
  FROM (SELECT cluster.cluster_id, '' AS bring_up_id, failure.failure_group_id, failure.stage, failure.step, failure.known_cause,
               1 AS instances, 0 AS attempts, NULL AS started_ms, NULL AS ended_ms
          FROM cluster
         CROSS JOIN instance ON instance.cluster_id = cluster.cluster_id
          JOIN failure ON failure.cluster_id  = instance.cluster_id
                      AND failure.instance_id = instance.instance_id
                      AND failure.attempt     = instance.attempts
         WHERE instance.state IN ('failed', 'failed-lost-tail', 'download-failed')
           AND NOT EXISTS (SELECT 1 FROM counted WHERE counted.cluster_id = cluster.cluster_id AND subject = 'failure')
         UNION ALL
        SELECT cluster.cluster_id, own.bring_up_id, failure.failure_group_id, failure.stage, failure.step, failure.known_cause,
               1, 0, NULL, NULL
          FROM cluster
         CROSS JOIN bring_up_instance AS own ON own.cluster_id = cluster.cluster_id
          JOIN failure ON failure.cluster_id  = own.cluster_id
                      AND failure.instance_id = own.instance_id
                      AND failure.attempt     = own.attempt
         WHERE own.state IN ('failed', 'failed-lost-tail', 'download-failed')
           AND NOT EXISTS (SELECT 1 FROM counted WHERE counted.cluster_id = cluster.cluster_id AND subject = 'failure')
         UNION ALL
        SELECT cluster.cluster_id, '', failure.failure_group_id, failure.stage, failure.step, NULL, 0, 1,
               attempt.started_ms, attempt.ended_ms
          FROM cluster
         CROSS JOIN failure ON failure.cluster_id = cluster.cluster_id
          JOIN attempt ON attempt.cluster_id  = failure.cluster_id
                      AND attempt.instance_id = failure.instance_id
                      AND attempt.attempt     = failure.attempt
         WHERE NOT EXISTS (SELECT 1 FROM counted WHERE counted.cluster_id = cluster.cluster_id AND subject = 'failure')
         UNION ALL
        SELECT cluster.cluster_id, attempt.bring_up_id, failure.failure_group_id, failure.stage, failure.step, NULL, 0, 1,
               attempt.started_ms, attempt.ended_ms
          FROM cluster
         CROSS JOIN failure ON failure.cluster_id = cluster.cluster_id
          JOIN attempt ON attempt.cluster_id  = failure.cluster_id
                      AND attempt.instance_id = failure.instance_id
                      AND attempt.attempt     = failure.attempt
         WHERE attempt.bring_up_id IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM counted WHERE counted.cluster_id = cluster.cluster_id AND subject = 'failure'))
 GROUP BY 1, 2, 3;

CREATE TABLE kept_log_stream_count (
  cluster_id     TEXT    NOT NULL,
  log_group_id   INTEGER NOT NULL,
  dialect        TEXT,
  streams        INTEGER NOT NULL,
  empty_streams  INTEGER NOT NULL,
  instances      INTEGER NOT NULL,
  events         INTEGER NOT NULL,
  lines          INTEGER NOT NULL,
  bytes          INTEGER NOT NULL,
  markers        INTEGER NOT NULL,
  unmatched      INTEGER NOT NULL,
  first_event_ms INTEGER,
  last_event_ms  INTEGER
) STRICT;
CREATE INDEX kept_log_stream_count_of ON kept_log_stream_count (cluster_id);

-- PUBLIC. What is stored of the log streams of each log group, by dialect.
CREATE VIEW log_stream_count AS
SELECT kept.cluster_id, kept.log_group_id, kept.dialect, kept.streams, kept.empty_streams, kept.instances, kept.events, kept.lines,
       kept.bytes, kept.markers, kept.unmatched, kept.first_event_ms, kept.last_event_ms
  FROM counted
 CROSS JOIN kept_log_stream_count AS kept ON kept.cluster_id = counted.cluster_id
 WHERE counted.subject = 'stream'
 UNION ALL
SELECT cluster.cluster_id, log_stream.log_group_id, log_stream.dialect, CAST(count(*) AS INTEGER),
       CAST(count(*) FILTER (WHERE log_stream.lines = 0) AS INTEGER),
       CAST(count(DISTINCT log_stream.instance_id) FILTER (WHERE log_stream.lines > 0) AS INTEGER),
       CAST(sum(log_stream.events) AS INTEGER), CAST(sum(log_stream.lines) AS INTEGER), CAST(sum(log_stream.bytes) AS INTEGER),
       CAST(sum((SELECT count(*) FROM marker
                  WHERE marker.log_stream_id = log_stream.log_stream_id AND marker.kind <> 'unrecognised')) AS INTEGER),
       CAST(sum((SELECT count(*) FROM marker
                  WHERE marker.log_stream_id = log_stream.log_stream_id AND marker.kind = 'unrecognised')) AS INTEGER),
       CAST(min(log_stream.first_event_ms) AS INTEGER), CAST(max(log_stream.last_event_ms) AS INTEGER)
  FROM cluster
 CROSS JOIN log_stream ON log_stream.cluster_id = cluster.cluster_id
 WHERE NOT EXISTS (SELECT 1 FROM counted WHERE counted.cluster_id = cluster.cluster_id AND counted.subject = 'stream')
 GROUP BY 1, 2, 3;

CREATE TABLE kept_stream_hole (
  cluster_id       TEXT    NOT NULL PRIMARY KEY,
  without_lines    INTEGER NOT NULL,
  stream_gone      INTEGER NOT NULL,
  without_dialect  INTEGER NOT NULL,
  unmatched_marker INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How many instances of a cluster have a log stream that says less than it could.
CREATE VIEW stream_hole AS
SELECT kept.cluster_id, kept.without_lines, kept.stream_gone, kept.without_dialect, kept.unmatched_marker
  FROM counted
 CROSS JOIN kept_stream_hole AS kept ON kept.cluster_id = counted.cluster_id
 WHERE counted.subject = 'stream'
 UNION ALL
SELECT cluster.cluster_id,
       (SELECT count(DISTINCT instance_id) FROM log_stream WHERE log_stream.cluster_id = cluster.cluster_id AND lines = 0),
       (SELECT count(DISTINCT instance_id) FROM log_stream WHERE log_stream.cluster_id = cluster.cluster_id AND gone = 1),
       (SELECT count(DISTINCT instance_id) FROM log_stream
         WHERE log_stream.cluster_id = cluster.cluster_id AND dialect IS NULL AND lines > 0),
       (SELECT count(DISTINCT log_stream.instance_id)
          FROM marker INDEXED BY marker_unrecognised
          JOIN log_stream ON log_stream.log_stream_id = marker.log_stream_id
         WHERE marker.cluster_id = cluster.cluster_id AND marker.kind = 'unrecognised')
  FROM cluster
 WHERE NOT EXISTS (SELECT 1 FROM counted WHERE counted.cluster_id = cluster.cluster_id AND counted.subject = 'stream');

CREATE TABLE kept_file_size (
  line_bytes  INTEGER NOT NULL,
  index_bytes INTEGER NOT NULL
) STRICT;

-- What the lines and the search index take in the file, compressed. The length of a blob stands in the head of its row:
-- nothing is read but the rows themselves.
CREATE VIEW file_size AS
SELECT kept.line_bytes, kept.index_bytes
  FROM counted
 CROSS JOIN kept_file_size AS kept
 WHERE counted.cluster_id = '' AND counted.subject = 'file'
 UNION ALL
SELECT (SELECT coalesce(sum(length(body)), 0) FROM log_block),
       (SELECT coalesce(sum(length(body)), 0) FROM search_part)
       + (SELECT coalesce(sum(length(block_ids)), 0) FROM search_segment)
 WHERE EXISTS (SELECT 1 FROM cluster)
   AND NOT EXISTS (SELECT 1 FROM counted WHERE counted.cluster_id = '' AND counted.subject = 'file');

-- What takes a count away. A change that no count rests on leaves them: a sync that finds nothing new moves checkpoints.
CREATE TRIGGER standing_uncounted AFTER DELETE ON counted WHEN OLD.subject = 'standing' BEGIN
  DELETE FROM timeline WHERE cluster_id = OLD.cluster_id;
END;
CREATE TRIGGER instance_added AFTER INSERT ON instance BEGIN
  DELETE FROM counted WHERE cluster_id = NEW.cluster_id AND subject IN ('standing', 'failure');
END;
CREATE TRIGGER instance_removed AFTER DELETE ON instance BEGIN
  DELETE FROM counted WHERE cluster_id = OLD.cluster_id AND subject IN ('standing', 'failure');
END;
CREATE TRIGGER instance_changed AFTER UPDATE ON instance
WHEN OLD.state IS NOT NEW.state OR OLD.attempts IS NOT NEW.attempts OR OLD.aws_disagrees IS NOT NEW.aws_disagrees
  OR OLD.listed IS NOT NEW.listed OR OLD.instance_group IS NOT NEW.instance_group OR OLD.instance_type IS NOT NEW.instance_type
  OR OLD.availability_zone IS NOT NEW.availability_zone OR OLD.availability_zone_id IS NOT NEW.availability_zone_id OR OLD.image_id IS NOT NEW.image_id
  OR OLD.capacity_type IS NOT NEW.capacity_type OR OLD.lifecycle_script_uri IS NOT NEW.lifecycle_script_uri OR OLD.slot IS NOT NEW.slot
  OR OLD.launched_ms IS NOT NEW.launched_ms BEGIN
  DELETE FROM counted WHERE cluster_id = NEW.cluster_id AND subject IN ('standing', 'failure');
END;
CREATE TRIGGER bring_up_instance_added AFTER INSERT ON bring_up_instance BEGIN
  DELETE FROM counted WHERE cluster_id = NEW.cluster_id AND subject IN ('standing', 'failure');
END;
CREATE TRIGGER bring_up_instance_removed AFTER DELETE ON bring_up_instance BEGIN
  DELETE FROM counted WHERE cluster_id = OLD.cluster_id AND subject IN ('standing', 'failure');
END;
CREATE TRIGGER bring_up_instance_changed AFTER UPDATE ON bring_up_instance
WHEN OLD.state IS NOT NEW.state OR OLD.attempt IS NOT NEW.attempt OR OLD.image_id IS NOT NEW.image_id
  OR OLD.lifecycle_script_uri IS NOT NEW.lifecycle_script_uri BEGIN
  DELETE FROM counted WHERE cluster_id = NEW.cluster_id AND subject IN ('standing', 'failure');
END;
CREATE TRIGGER attempt_added AFTER INSERT ON attempt BEGIN
  DELETE FROM counted WHERE cluster_id = NEW.cluster_id AND subject IN ('standing', 'failure');
END;
CREATE TRIGGER attempt_removed AFTER DELETE ON attempt BEGIN
  DELETE FROM counted WHERE cluster_id = OLD.cluster_id AND subject IN ('standing', 'failure');
END;
CREATE TRIGGER attempt_changed AFTER UPDATE ON attempt
WHEN OLD.bring_up_id IS NOT NEW.bring_up_id OR OLD.started_ms IS NOT NEW.started_ms OR OLD.ended_ms IS NOT NEW.ended_ms
  OR OLD.stage IS NOT NEW.stage OR OLD.step IS NOT NEW.step OR OLD.failed_stage IS NOT NEW.failed_stage
  OR OLD.failed_step IS NOT NEW.failed_step OR OLD.log_stream_id IS NOT NEW.log_stream_id BEGIN
  DELETE FROM counted WHERE cluster_id = NEW.cluster_id AND subject IN ('standing', 'failure');
END;
CREATE TRIGGER failure_added AFTER INSERT ON failure BEGIN
  DELETE FROM counted WHERE cluster_id = NEW.cluster_id AND subject = 'failure';
END;
CREATE TRIGGER failure_removed AFTER DELETE ON failure BEGIN
  DELETE FROM counted WHERE cluster_id = OLD.cluster_id AND subject = 'failure';
END;
CREATE TRIGGER failure_changed AFTER UPDATE ON failure
WHEN OLD.failure_group_id IS NOT NEW.failure_group_id OR OLD.known_cause IS NOT NEW.known_cause OR OLD.stage IS NOT NEW.stage
  OR OLD.step IS NOT NEW.step BEGIN
  DELETE FROM counted WHERE cluster_id = NEW.cluster_id AND subject = 'failure';
END;
CREATE TRIGGER log_stream_added AFTER INSERT ON log_stream BEGIN
  DELETE FROM counted WHERE cluster_id = NEW.cluster_id AND subject = 'stream';
END;
CREATE TRIGGER log_stream_removed AFTER DELETE ON log_stream BEGIN
  DELETE FROM counted WHERE cluster_id = OLD.cluster_id AND subject = 'stream';
END;
CREATE TRIGGER log_stream_changed AFTER UPDATE ON log_stream
WHEN OLD.events IS NOT NEW.events OR OLD.lines IS NOT NEW.lines OR OLD.bytes IS NOT NEW.bytes
  OR OLD.gone IS NOT NEW.gone OR OLD.dialect IS NOT NEW.dialect OR OLD.first_event_ms IS NOT NEW.first_event_ms
  OR OLD.last_event_ms IS NOT NEW.last_event_ms OR OLD.instance_id IS NOT NEW.instance_id BEGIN
  DELETE FROM counted WHERE cluster_id = NEW.cluster_id AND subject = 'stream';
END;
CREATE TRIGGER log_stream_clock_changed AFTER UPDATE OF clock_behind_ms ON log_stream
WHEN OLD.clock_behind_ms IS NOT NEW.clock_behind_ms BEGIN
  DELETE FROM counted WHERE cluster_id = NEW.cluster_id AND subject = 'standing';
END;
CREATE TRIGGER marker_added AFTER INSERT ON marker BEGIN
  DELETE FROM counted WHERE cluster_id = NEW.cluster_id AND subject = 'stream';
END;
CREATE TRIGGER marker_removed AFTER DELETE ON marker BEGIN
  DELETE FROM counted WHERE cluster_id = OLD.cluster_id AND subject = 'stream';
END;
CREATE TRIGGER log_block_added AFTER INSERT ON log_block BEGIN
  DELETE FROM counted WHERE cluster_id = '' AND subject = 'file';
END;
CREATE TRIGGER log_block_removed AFTER DELETE ON log_block BEGIN
  DELETE FROM counted WHERE cluster_id = '' AND subject = 'file';
END;
CREATE TRIGGER log_block_changed AFTER UPDATE ON log_block BEGIN
  DELETE FROM counted WHERE cluster_id = '' AND subject = 'file';
END;
CREATE TRIGGER search_part_added AFTER INSERT ON search_part BEGIN
  DELETE FROM counted WHERE cluster_id = '' AND subject = 'file';
END;
CREATE TRIGGER search_part_removed AFTER DELETE ON search_part BEGIN
  DELETE FROM counted WHERE cluster_id = '' AND subject = 'file';
END;
CREATE TRIGGER search_part_changed AFTER UPDATE ON search_part BEGIN
  DELETE FROM counted WHERE cluster_id = '' AND subject = 'file';
END;
CREATE TRIGGER search_segment_added AFTER INSERT ON search_segment BEGIN
  DELETE FROM counted WHERE cluster_id = '' AND subject = 'file';
END;
CREATE TRIGGER search_segment_removed AFTER DELETE ON search_segment BEGIN
  DELETE FROM counted WHERE cluster_id = '' AND subject = 'file';
END;
CREATE TRIGGER search_segment_changed AFTER UPDATE ON search_segment BEGIN
  DELETE FROM counted WHERE cluster_id = '' AND subject = 'file';
END;

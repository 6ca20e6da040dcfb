-- How long the parts of each attempt took, once more and small: the distributions of a whole fleet are read out of one
-- row an attempt (10 ms for 5,000 instances) instead of twenty of step_run (250 ms).

-- Stages (step NULL) and steps met so far.
CREATE TABLE phase (
  phase_id INTEGER NOT NULL PRIMARY KEY,
  stage    TEXT    NOT NULL,
  step     TEXT
) STRICT;
CREATE UNIQUE INDEX phase_at ON phase (stage, coalesce(step, ''));

-- A JSON array of two numbers a run, stages first, then steps in order: 8 × phase_id + 4 if it ran inside another step
-- + 1 if it failed, 2 if it is unfinished; and how many milliseconds it took.
CREATE TABLE attempt_duration (
  cluster_id  TEXT    NOT NULL REFERENCES cluster (cluster_id),
  instance_id TEXT    NOT NULL,
  attempt     INTEGER NOT NULL,
  durations   TEXT    NOT NULL,
  PRIMARY KEY (cluster_id, instance_id, attempt)
) STRICT, WITHOUT ROWID;

-- What is in the file already; every analysis of an instance writes the same anew.
INSERT INTO phase (stage, step)
SELECT stage, NULL FROM stage_run
 UNION
SELECT 'execution', step FROM step_run;

INSERT INTO attempt_duration (cluster_id, instance_id, attempt, durations)
SELECT attempt.cluster_id, attempt.instance_id, attempt.attempt,
       (SELECT '[' || coalesce(group_concat(run.numbers, ','), '') || ']'
          FROM (SELECT (8 * phase.phase_id + 4 * part.nested
                        + CASE part.outcome WHEN 'failed' THEN 1 WHEN 'unfinished' THEN 2 ELSE 0 END)
                       || ',' || max(0, part.ended_ms - part.started_ms) AS numbers
                  FROM (SELECT stage, NULL AS step, 0 AS step_ordinal, 0 AS nested, started_ms, ended_ms, outcome
                          FROM stage_run
                         WHERE stage_run.cluster_id = attempt.cluster_id
                           AND stage_run.instance_id = attempt.instance_id
                           AND stage_run.attempt = attempt.attempt
                         UNION ALL
                        SELECT 'execution', step, step_ordinal, parent_ordinal IS NOT NULL, started_ms, ended_ms, outcome
                          FROM step_run
                         WHERE step_run.cluster_id = attempt.cluster_id
                           AND step_run.instance_id = attempt.instance_id
                           AND step_run.attempt = attempt.attempt) AS part
                  JOIN phase ON phase.stage = part.stage AND coalesce(phase.step, '') = coalesce(part.step, '')
                 ORDER BY part.step_ordinal, part.started_ms, part.stage) AS run)
  FROM attempt;

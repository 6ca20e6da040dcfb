-- Every bring-up is a place to look at: where each instance stood at its end, how fast its steps were, why its
-- instances failed. Written anew by every sync. In tables that hold several scopes, bring_up_id '' is the present state
-- of the whole cluster.

-- PUBLIC. Where each instance stood at the end of each bring-up that it ran in; of one under way, so far.
CREATE TABLE bring_up_instance (
  cluster_id           TEXT    NOT NULL REFERENCES cluster (cluster_id),
  bring_up_id          TEXT    NOT NULL,
  instance_id          TEXT    NOT NULL,
  attempt              INTEGER NOT NULL,  -- its last attempt in the bring-up
  attempts             INTEGER NOT NULL,  -- how many it made in it
  state                TEXT    NOT NULL,
  state_reason         TEXT    NOT NULL,
  image_id             TEXT,              -- as AWS gave it while this was its last bring-up; NULL: nobody asked then
  lifecycle_script_uri TEXT,              -- as image_id
  PRIMARY KEY (cluster_id, bring_up_id, instance_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX bring_up_instance_by_state ON bring_up_instance (cluster_id, bring_up_id, state);

-- PUBLIC. The pace of one bring-up, over its succeeded runs of each stage (step NULL) and step.
CREATE TABLE bring_up_pace (
  cluster_id  TEXT    NOT NULL REFERENCES cluster (cluster_id),
  bring_up_id TEXT    NOT NULL,
  stage       TEXT    NOT NULL,
  step        TEXT,
  position    REAL    NOT NULL,
  runs        INTEGER NOT NULL,
  median_ms   INTEGER NOT NULL,
  p95_ms      INTEGER NOT NULL,
  max_ms      INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX bring_up_pace_at ON bring_up_pace (cluster_id, bring_up_id, stage, coalesce(step, ''));

-- PUBLIC. Instances in one scope: bring_up_id '' is the present, else where they stood at the end of that bring-up.
CREATE VIEW standing AS
SELECT cluster_id, '' AS bring_up_id, instance_id, slot, instance_group, instance_type, availability_zone,
       availability_zone_id, image_id, private_ip, capacity_type, lifecycle_script_uri, on_create, launched_ms, listed,
       aws_status, aws_message, state, state_reason, aws_disagrees, aws_disagrees_reason, attempts AS attempt,
       attempts
  FROM instance
 UNION ALL
SELECT bring_up_instance.cluster_id, bring_up_instance.bring_up_id, bring_up_instance.instance_id, instance.slot,
       instance.instance_group, instance.instance_type, instance.availability_zone, instance.availability_zone_id,
       bring_up_instance.image_id, instance.private_ip, instance.capacity_type,
       bring_up_instance.lifecycle_script_uri, instance.on_create, instance.launched_ms, instance.listed,
       CASE WHEN bring_up_instance.attempt = instance.attempts THEN instance.aws_status END,
       CASE WHEN bring_up_instance.attempt = instance.attempts THEN instance.aws_message END,
       bring_up_instance.state, bring_up_instance.state_reason,
       CASE WHEN bring_up_instance.attempt = instance.attempts THEN instance.aws_disagrees ELSE 0 END,
       CASE WHEN bring_up_instance.attempt = instance.attempts THEN instance.aws_disagrees_reason END,
       bring_up_instance.attempt, bring_up_instance.attempts
  FROM bring_up_instance
  JOIN instance ON instance.cluster_id = bring_up_instance.cluster_id
               AND instance.instance_id = bring_up_instance.instance_id;

-- What is said of failure groups, by scope. The tables of 002 with bring_up_id in their keys: a key
-- changes only by writing the table anew.
ALTER TABLE failure_group_verdict RENAME TO former_failure_group_verdict;
-- What is said of one failure group in one cluster.
CREATE TABLE failure_group_verdict (
  cluster_id         TEXT    NOT NULL REFERENCES cluster (cluster_id),
  bring_up_id        TEXT    NOT NULL DEFAULT '',
  failure_group_id   TEXT    NOT NULL,
  known_cause        TEXT,                -- id of an entry of the catalogue; NULL: none matches
  known_cause_title  TEXT,
  verdict            TEXT    NOT NULL,    -- transient | deterministic | unclear
  verdict_basis      TEXT    NOT NULL,    -- observed | catalogue | none
  verdict_sentence   TEXT    NOT NULL,
  facet_sentence     TEXT    NOT NULL,    -- the strongest facet, or that none explains the group
  contrast_sentence  TEXT    NOT NULL,
  cascade_sentence   TEXT,                -- NULL: it follows from nothing that is known
  upstream           TEXT,                -- instance id or service to look at first; NULL: as cascade_sentence
  healthy_hits       INTEGER NOT NULL,    -- healthy instances that print the decisive template too
  healthy            INTEGER NOT NULL,    -- of so many healthy instances that reached the stage
  details            TEXT    NOT NULL,    -- JSON: {forTransient, forDeterministic, catalogue: {…entry}, actionSheet}
  PRIMARY KEY (cluster_id, bring_up_id, failure_group_id)
) STRICT, WITHOUT ROWID;
INSERT INTO failure_group_verdict (cluster_id, failure_group_id, known_cause, known_cause_title, verdict, verdict_basis,
             verdict_sentence, facet_sentence, contrast_sentence, cascade_sentence, upstream, healthy_hits,
             healthy, details)
SELECT cluster_id, failure_group_id, known_cause, known_cause_title, verdict, verdict_basis,
       verdict_sentence, facet_sentence, contrast_sentence, cascade_sentence, upstream, healthy_hits,
       healthy, details
  FROM former_failure_group_verdict;
DROP TABLE former_failure_group_verdict;

ALTER TABLE facet RENAME TO former_facet;
-- What failed instances have in common that others have not. failure_group_id '' stands for all failed.
CREATE TABLE facet (
  cluster_id       TEXT    NOT NULL REFERENCES cluster (cluster_id),
  bring_up_id      TEXT    NOT NULL DEFAULT '',
  failure_group_id TEXT    NOT NULL,
  rank             INTEGER NOT NULL,      -- 1: the strongest
  facets           TEXT    NOT NULL,      -- JSON object: facet name to value, one or two
  failed_inside    INTEGER NOT NULL,      -- failed instances with these values
  inside           INTEGER NOT NULL,      -- instances with these values
  failed           INTEGER NOT NULL,      -- failed instances whose facets are known
  total            INTEGER NOT NULL,
  rate_low         REAL    NOT NULL,      -- 95 % Wilson interval of failed_inside / inside
  rate_high        REAL    NOT NULL,
  lift             REAL    NOT NULL,
  p_value          REAL    NOT NULL,      -- one-sided exact test
  q_value          REAL    NOT NULL,      -- corrected for every question asked
  sentence         TEXT    NOT NULL,
  PRIMARY KEY (cluster_id, bring_up_id, failure_group_id, rank)
) STRICT, WITHOUT ROWID;
INSERT INTO facet (cluster_id, failure_group_id, rank, facets, failed_inside, inside, failed, total, rate_low,
             rate_high, lift, p_value, q_value, sentence)
SELECT cluster_id, failure_group_id, rank, facets, failed_inside, inside, failed, total, rate_low,
       rate_high, lift, p_value, q_value, sentence
  FROM former_facet;
DROP TABLE former_facet;

ALTER TABLE contrast RENAME TO former_contrast;
-- Templates on the failed of a group and not on the healthy that reached the same stage, and the reverse.
CREATE TABLE contrast (
  cluster_id       TEXT    NOT NULL REFERENCES cluster (cluster_id),
  bring_up_id      TEXT    NOT NULL DEFAULT '',
  failure_group_id TEXT    NOT NULL,
  rank             INTEGER NOT NULL,      -- 1: the most telling
  direction        TEXT    NOT NULL,      -- present | missing
  template         TEXT    NOT NULL,
  failed_with      INTEGER NOT NULL,
  failed           INTEGER NOT NULL,
  healthy_with     INTEGER NOT NULL,
  healthy          INTEGER NOT NULL,
  p_value          REAL    NOT NULL,
  q_value          REAL    NOT NULL,
  sample_line      INTEGER,               -- line ordinal on sample_instance; NULL: missing lines have none
  sample_instance  TEXT,
  PRIMARY KEY (cluster_id, bring_up_id, failure_group_id, rank)
) STRICT, WITHOUT ROWID;
INSERT INTO contrast (cluster_id, failure_group_id, rank, direction, template, failed_with, failed, healthy_with, healthy,
             p_value, q_value, sample_line, sample_instance)
SELECT cluster_id, failure_group_id, rank, direction, template, failed_with, failed, healthy_with, healthy,
       p_value, q_value, sample_line, sample_instance
  FROM former_contrast;
DROP TABLE former_contrast;

ALTER TABLE known_cause_hit RENAME TO former_known_cause_hit;
-- How often each entry of the catalogue hits. Over 10 % of the healthy: demoted.
CREATE TABLE known_cause_hit (
  cluster_id        TEXT    NOT NULL REFERENCES cluster (cluster_id),
  bring_up_id       TEXT    NOT NULL DEFAULT '',
  known_cause       TEXT    NOT NULL,
  title             TEXT    NOT NULL,
  failed_instances  INTEGER NOT NULL,     -- failed instances that it is the known cause of
  healthy_instances INTEGER NOT NULL,     -- healthy instances with a line that it matches
  healthy           INTEGER NOT NULL,
  demoted           INTEGER NOT NULL CHECK (demoted IN (0, 1)),
  PRIMARY KEY (cluster_id, bring_up_id, known_cause)
) STRICT, WITHOUT ROWID;
INSERT INTO known_cause_hit (cluster_id, known_cause, title, failed_instances, healthy_instances, healthy, demoted)
SELECT cluster_id, known_cause, title, failed_instances, healthy_instances, healthy, demoted
  FROM former_known_cause_hit;
DROP TABLE former_known_cause_hit;

ALTER TABLE similar_group RENAME TO former_similar_group;
-- Groups that may be one: suggested, never merged by themselves.
CREATE TABLE similar_group (
  cluster_id       TEXT    NOT NULL REFERENCES cluster (cluster_id),
  bring_up_id      TEXT    NOT NULL DEFAULT '',
  failure_group_id TEXT    NOT NULL,
  similar_to       TEXT    NOT NULL,
  sentence         TEXT    NOT NULL,
  PRIMARY KEY (cluster_id, bring_up_id, failure_group_id, similar_to)
) STRICT, WITHOUT ROWID;
INSERT INTO similar_group (cluster_id, failure_group_id, similar_to, sentence)
SELECT cluster_id, failure_group_id, similar_to, sentence
  FROM former_similar_group;
DROP TABLE former_similar_group;

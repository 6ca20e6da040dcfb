-- What the lines of many instances say together: templates, groups, known causes, what the failed have in common.
-- Everything here but group_rule is derived from the lines and the rules, and written anew by every sync.

-- Coarse line templates met so far: the masked text of a line, its numbers, ids and names taken out.
CREATE TABLE template (
  template_id INTEGER NOT NULL PRIMARY KEY,
  key         TEXT    NOT NULL UNIQUE,    -- 16 hex digits, a pure function of the line and the mask version
  text        TEXT    NOT NULL,
  sample      TEXT    NOT NULL            -- the first line met
) STRICT;

-- Which templates stand in an attempt, once each: delta-coded varints of template_id, ascending.
CREATE TABLE attempt_template (
  cluster_id  TEXT    NOT NULL REFERENCES cluster (cluster_id),
  instance_id TEXT    NOT NULL,
  attempt     INTEGER NOT NULL,
  templates   BLOB    NOT NULL,
  PRIMARY KEY (cluster_id, instance_id, attempt)
) STRICT, WITHOUT ROWID;

-- PUBLIC. The lines that say why an attempt failed, the decisive one first.
CREATE TABLE failure_evidence (
  cluster_id   TEXT    NOT NULL REFERENCES cluster (cluster_id),
  instance_id  TEXT    NOT NULL,
  attempt      INTEGER NOT NULL,
  rank         INTEGER NOT NULL,          -- 1: the decisive line
  line_ordinal INTEGER NOT NULL,
  line         TEXT    NOT NULL,
  score        REAL    NOT NULL,
  reasons      TEXT    NOT NULL,          -- JSON array of sentences
  PRIMARY KEY (cluster_id, instance_id, attempt, rank)
) STRICT, WITHOUT ROWID;

-- Groups whose signature another algorithm version has computed anew: links to their old ids stay valid.
CREATE TABLE moved_group (
  alias_id         TEXT NOT NULL PRIMARY KEY,
  failure_group_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- PUBLIC. What is said of one failure group in one cluster.
CREATE TABLE failure_group_verdict (
  cluster_id         TEXT    NOT NULL REFERENCES cluster (cluster_id),
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
  PRIMARY KEY (cluster_id, failure_group_id)
) STRICT, WITHOUT ROWID;

-- PUBLIC. What failed instances have in common that others have not. failure_group_id '' stands for all failed.
CREATE TABLE facet (
  cluster_id       TEXT    NOT NULL REFERENCES cluster (cluster_id),
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
  PRIMARY KEY (cluster_id, failure_group_id, rank)
) STRICT, WITHOUT ROWID;

-- PUBLIC. Templates on the failed of a group and not on the healthy that reached the same stage, and the reverse.
CREATE TABLE contrast (
  cluster_id       TEXT    NOT NULL REFERENCES cluster (cluster_id),
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
  PRIMARY KEY (cluster_id, failure_group_id, rank)
) STRICT, WITHOUT ROWID;

-- PUBLIC. How often each entry of the catalogue hits. Over 10 % of the healthy: demoted.
CREATE TABLE known_cause_hit (
  cluster_id        TEXT    NOT NULL REFERENCES cluster (cluster_id),
  known_cause       TEXT    NOT NULL,
  title             TEXT    NOT NULL,
  failed_instances  INTEGER NOT NULL,     -- failed instances that it is the known cause of
  healthy_instances INTEGER NOT NULL,     -- healthy instances with a line that it matches
  healthy           INTEGER NOT NULL,
  demoted           INTEGER NOT NULL CHECK (demoted IN (0, 1)),
  PRIMARY KEY (cluster_id, known_cause)
) STRICT, WITHOUT ROWID;

-- PUBLIC. Groups that may be one: suggested, never merged by themselves.
CREATE TABLE similar_group (
  cluster_id       TEXT    NOT NULL REFERENCES cluster (cluster_id),
  failure_group_id TEXT    NOT NULL,
  similar_to       TEXT    NOT NULL,
  sentence         TEXT    NOT NULL,
  PRIMARY KEY (cluster_id, failure_group_id, similar_to)
) STRICT, WITHOUT ROWID;

-- PUBLIC. What the user has decided about groups; applied again by every sync, in the order of rule_id.
CREATE TABLE group_rule (
  rule_id          INTEGER NOT NULL PRIMARY KEY,
  kind             TEXT    NOT NULL,      -- rename | merge | mute
  failure_group_id TEXT    NOT NULL,
  value            TEXT    NOT NULL,      -- rename: the name; merge: the group it becomes; mute: ''
  created_ms       INTEGER NOT NULL
) STRICT;

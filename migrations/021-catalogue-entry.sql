-- PUBLIC. The catalogue of known causes that the last sync of a cluster judged by: what is shipped, and the user's own.
CREATE TABLE catalogue_entry (
  cluster_id  TEXT    NOT NULL REFERENCES cluster (cluster_id),
  known_cause TEXT    NOT NULL,
  rank        INTEGER NOT NULL,           -- order of precedence, from 1; those switched off come last
  origin      TEXT    NOT NULL,           -- shipped | own
  disabled    INTEGER NOT NULL,           -- 1: the user's file switches it off
  title       TEXT    NOT NULL,
  explanation TEXT    NOT NULL,
  kind        TEXT    NOT NULL,           -- transient | deterministic | either
  breadth     TEXT    NOT NULL,           -- specific | general
  patterns    TEXT    NOT NULL,           -- JSON array: any of them matches a line
  fix         TEXT    NOT NULL,           -- JSON array of steps and commands, in order
  risk        TEXT    NOT NULL,
  verify      TEXT    NOT NULL,
  sources     TEXT    NOT NULL,           -- JSON array of public pages
  PRIMARY KEY (cluster_id, known_cause)
) STRICT, WITHOUT ROWID;

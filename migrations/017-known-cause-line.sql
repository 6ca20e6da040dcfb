-- PUBLIC. Which known causes match a line of each attempt, whatever its outcome: every line was tried.
CREATE TABLE known_cause_line (
  cluster_id   TEXT    NOT NULL REFERENCES cluster (cluster_id),
  instance_id  TEXT    NOT NULL,
  attempt      INTEGER NOT NULL,
  known_cause  TEXT    NOT NULL,
  line_ordinal INTEGER NOT NULL,          -- the first such line
  lines        INTEGER NOT NULL,          -- how many there are
  PRIMARY KEY (cluster_id, instance_id, attempt, known_cause)
) STRICT, WITHOUT ROWID;

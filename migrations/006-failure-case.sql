-- The lines of failed attempts that may say why, as the analysis of one log leaves them. Which of them decides is chosen
-- from here against the healthy instances of the fleet, without reading a log again.
CREATE TABLE failure_case (
  cluster_id   TEXT    NOT NULL REFERENCES cluster (cluster_id),
  instance_id  TEXT    NOT NULL,
  attempt      INTEGER NOT NULL,
  clues        TEXT    NOT NULL,          -- JSON: the lines with weight, ranking and template
  known_as     TEXT,                      -- failure group that a judged fleet gave it; NULL: not yet
  PRIMARY KEY (cluster_id, instance_id, attempt)
) STRICT, WITHOUT ROWID;

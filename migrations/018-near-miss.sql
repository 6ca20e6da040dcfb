-- PUBLIC. Healthy instances that met what a failure group failed of, and passed.
CREATE TABLE near_miss (
  cluster_id       TEXT    NOT NULL REFERENCES cluster (cluster_id),
  bring_up_id      TEXT    NOT NULL,
  failure_group_id TEXT    NOT NULL,
  instance_id      TEXT    NOT NULL,
  attempt          INTEGER NOT NULL,      -- the one that passed
  shows            TEXT    NOT NULL,      -- decisive-line | known-cause
  line_ordinal     INTEGER NOT NULL,      -- the first line that shows it
  PRIMARY KEY (cluster_id, bring_up_id, failure_group_id, instance_id)
) STRICT, WITHOUT ROWID;

-- The first line of each template in the attempt, in the order of `templates`: varints.
ALTER TABLE attempt_template ADD COLUMN first_lines BLOB; -- NULL: analysed before that was kept

-- The next sync reads every stored line again.
UPDATE log_stream SET analysed_with = NULL;

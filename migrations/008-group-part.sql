-- PUBLIC. The parts that failure groups were split into by a rule of the user.
CREATE TABLE group_part (
  part_id          TEXT NOT NULL PRIMARY KEY, -- a failure group of its own; a hash of the three below
  failure_group_id TEXT NOT NULL,             -- what it is a part of
  split_by         TEXT NOT NULL,             -- availability-zone, exit-code, word:7, match:…
  value            TEXT NOT NULL              -- (none): not known; (other): one of the less frequent values
) STRICT, WITHOUT ROWID;
CREATE INDEX group_part_of ON group_part (failure_group_id);

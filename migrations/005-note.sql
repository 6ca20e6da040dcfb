-- PUBLIC. What the user has written down about an instance, a failure group or a line, and the lines kept as bookmarks. No
-- sync and no reindex takes one away; one on a line follows its line when a late event moves it.
CREATE TABLE note (
  note_id          INTEGER NOT NULL PRIMARY KEY,
  cluster_id       TEXT    NOT NULL REFERENCES cluster (cluster_id),
  failure_group_id TEXT,                  -- NULL: it is not about a failure group
  instance_id      TEXT,                  -- NULL: it is not about an instance
  log_stream_id    INTEGER REFERENCES log_stream (log_stream_id), -- NULL: it is not about a line
  line_ordinal     INTEGER,               -- NULL: as log_stream_id
  kind             TEXT    NOT NULL CHECK (kind IN ('note', 'bookmark')),
  text             TEXT    NOT NULL,      -- '' of a bookmark
  created_ms       INTEGER NOT NULL,
  removed_ms       INTEGER                -- NULL: it stands; else it can be put back
) STRICT;
CREATE INDEX note_by_instance ON note (cluster_id, instance_id);
CREATE INDEX note_by_line ON note (log_stream_id, line_ordinal);

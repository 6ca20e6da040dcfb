-- Lines that look like secrets, by the rules of data/redaction.json. Written whenever the lines of a stream are analysed, so
-- that they always stand for the lines that are stored. They change nothing in those.
CREATE TABLE secret_line (
  log_stream_id INTEGER NOT NULL REFERENCES log_stream (log_stream_id),
  rule          TEXT    NOT NULL,
  lines         INTEGER NOT NULL,
  first_line    INTEGER NOT NULL, -- ordinal of the first of them
  PRIMARY KEY (log_stream_id, rule)
) STRICT, WITHOUT ROWID;

-- The next sync reads every stored line again.
UPDATE log_stream SET analysed_with = NULL;

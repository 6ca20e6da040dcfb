-- PUBLIC. Lines that the user calls harmless: from the next sync or reindex on, no failure is blamed on a line that one of
-- these patterns matches. The viewer writes them; no sync takes one away.
CREATE TABLE red_herring (
  red_herring_id INTEGER NOT NULL PRIMARY KEY,
  pattern        TEXT    NOT NULL UNIQUE, -- RE2 syntax; matches anywhere in the line, as a terminal would leave it
  sample         TEXT    NOT NULL,        -- the line that it was made of
  created_ms     INTEGER NOT NULL
) STRICT;

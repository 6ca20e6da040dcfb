-- A template that one stream alone prints says no more than its line, and a log of unlike lines has as many as lines: their
-- texts took more room than the log. A text is kept once a second stream prints it.
CREATE TABLE template_new (
  template_id INTEGER NOT NULL PRIMARY KEY,
  key         TEXT    NOT NULL UNIQUE,    -- 16 hex digits, a pure function of the line and the mask version
  only_stream INTEGER,                    -- the log stream that alone prints it; NULL: several do
  text        TEXT,                       -- the masked line; NULL: read it from a line of that stream
  CHECK ((text IS NULL) = (only_stream IS NOT NULL))
) STRICT;
INSERT INTO template_new (template_id, key, text) SELECT template_id, key, text FROM template;
DROP TABLE template;
ALTER TABLE template_new RENAME TO template;

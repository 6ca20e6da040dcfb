-- The search index: which pieces of three and four characters stand in which blocks of lines. What it says no to need
-- not be read. Blocks that it does not hold are searched as well, so it may lag behind, and lose rows, without a search
-- missing a line. ingest/store/search-segment.ts describes the format.

-- A run of blocks, by ascending ids. A block deleted since is still listed: its id is not given to another block as
-- long as a segment lists it.
CREATE TABLE search_segment (
  search_segment_id INTEGER NOT NULL PRIMARY KEY,
  first_block_id    INTEGER NOT NULL,
  last_block_id     INTEGER NOT NULL,
  blocks            INTEGER NOT NULL,
  block_ids         BLOB    NOT NULL      -- in the order of the bits: zigzag differences, seven bits a byte
) STRICT;
CREATE INDEX search_segment_by_last_block ON search_segment (last_block_id);

CREATE TABLE search_part (
  search_segment_id INTEGER NOT NULL REFERENCES search_segment (search_segment_id) ON DELETE CASCADE,
  part              INTEGER NOT NULL,     -- 0, 1, …: so many hash values after another
  body              BLOB    NOT NULL,     -- zlib: for each hash value one bit a block
  PRIMARY KEY (search_segment_id, part)
) STRICT, WITHOUT ROWID;

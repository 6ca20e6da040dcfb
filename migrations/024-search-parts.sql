-- A part of a segment of the search index holds half as many hashes as before: deflated it fits into a page beside others,
-- which a larger one of blocks of twice the text did not. Segments that were written before are read no more; the next
-- sync makes them anew of the same blocks, and until then a search reads every block.
DELETE FROM search_part;
DELETE FROM search_segment;

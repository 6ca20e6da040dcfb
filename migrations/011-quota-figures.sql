-- PUBLIC columns of sync_run: how near a sync came to what the quotas of the account allow.
ALTER TABLE sync_run ADD COLUMN reading_ms INTEGER; -- how long events were read; NULL: not known
ALTER TABLE sync_run ADD COLUMN quota_ms INTEGER;   -- the least time in which the quotas bring the same events; NULL: as above
ALTER TABLE sync_run ADD COLUMN page_fill REAL;     -- mean share of the page limit in pages that others followed; NULL: none did

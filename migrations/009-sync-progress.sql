-- How far a running sync is; written every second or so while it runs, by the clock of its machine.
ALTER TABLE sync_run ADD COLUMN phase TEXT;           -- NULL: not said; else inventory | streams | events | analysis
ALTER TABLE sync_run ADD COLUMN streams_done INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sync_run ADD COLUMN left_ms INTEGER;      -- NULL: not known
ALTER TABLE sync_run ADD COLUMN clock_ms INTEGER;     -- when its first heartbeat was, by the same clock
ALTER TABLE sync_run ADD COLUMN heartbeat_ms INTEGER; -- NULL: it has not beaten; old while `running`: it was killed

-- SQLite keeps no checksum of what it stores: bytes that change on a disk are read as they are. A block of lines, which is the log
-- itself and cannot be made again once CloudWatch has let go of it, carries its own; `hyperscope doctor` compares.

ALTER TABLE log_block ADD COLUMN checksum INTEGER; -- CRC-32, ingest/store/log-block.ts; NULL: an older hyperscope wrote the block

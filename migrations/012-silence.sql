-- PUBLIC columns: how long an attempt, a stage and a step wrote nothing. What tells a hang from a slow step is silence, and the
-- fleet's own silences say how long one may be. NULL: analysed before that was kept.
ALTER TABLE attempt   ADD COLUMN longest_silence_ms   INTEGER; -- the longest time between two lines of it
ALTER TABLE attempt   ADD COLUMN longest_silence_line INTEGER; -- ordinal of the line that ended it; NULL also: it has one line
ALTER TABLE stage_run ADD COLUMN longest_silence_ms   INTEGER;
ALTER TABLE step_run  ADD COLUMN longest_silence_ms   INTEGER; -- steps inside it included
ALTER TABLE step_pace     ADD COLUMN p99_silence_ms INTEGER;   -- in 99 of 100 runs no silence was longer
ALTER TABLE bring_up_pace ADD COLUMN p99_silence_ms INTEGER;

-- The next sync reads every stored line again.
UPDATE log_stream SET analysed_with = NULL;

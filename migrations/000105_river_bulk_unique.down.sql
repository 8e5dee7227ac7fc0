-- River v0.51.1 job queue schema, version 6, in the schema job (MPL-2.0, see docs/NOTICE).
DELETE FROM job.river_migration WHERE version = 6;


--
-- Drop `river_job.unique_states` and its index.
--

DROP INDEX job.river_job_unique_idx;

ALTER TABLE job.river_job
    DROP COLUMN unique_states;

CREATE UNIQUE INDEX IF NOT EXISTS river_job_kind_unique_key_idx ON job.river_job (kind, unique_key) WHERE unique_key IS NOT NULL;

--
-- Drop `river_job_state_in_bitmask` function.
--
DROP FUNCTION job.river_job_state_in_bitmask;

-- River v0.51.1 job queue schema, version 4, in the schema job (MPL-2.0, see docs/NOTICE).
-- The args column never had a NOT NULL constraint or default value at the
-- database level, though we tried to ensure one at the application level.
ALTER TABLE job.river_job ALTER COLUMN args SET DEFAULT '{}';
UPDATE job.river_job SET args = '{}' WHERE args IS NULL;
ALTER TABLE job.river_job ALTER COLUMN args SET NOT NULL;
ALTER TABLE job.river_job ALTER COLUMN args DROP DEFAULT;

-- The metadata column never had a NOT NULL constraint or default value at the
-- database level, though we tried to ensure one at the application level.
ALTER TABLE job.river_job ALTER COLUMN metadata SET DEFAULT '{}';
UPDATE job.river_job SET metadata = '{}' WHERE metadata IS NULL;
ALTER TABLE job.river_job ALTER COLUMN metadata SET NOT NULL;

-- The 'pending' job state will be used for upcoming functionality:
ALTER TYPE job.river_job_state ADD VALUE IF NOT EXISTS 'pending' AFTER 'discarded';

ALTER TABLE job.river_job DROP CONSTRAINT finalized_or_finalized_at_null;
ALTER TABLE job.river_job ADD CONSTRAINT finalized_or_finalized_at_null CHECK (
    (finalized_at IS NULL AND state NOT IN ('cancelled', 'completed', 'discarded')) OR
    (finalized_at IS NOT NULL AND state IN ('cancelled', 'completed', 'discarded'))
);

DROP TRIGGER river_notify ON job.river_job;
DROP FUNCTION job.river_job_notify;

--
-- Create table `river_queue`.
--

CREATE TABLE job.river_queue (
    name text PRIMARY KEY NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    metadata jsonb NOT NULL DEFAULT '{}' ::jsonb,
    paused_at timestamptz,
    updated_at timestamptz NOT NULL
);

--
-- Alter `river_leader` to add a default value of 'default` to `name`.
--

ALTER TABLE job.river_leader
    ALTER COLUMN name SET DEFAULT 'default',
    DROP CONSTRAINT name_length,
    ADD CONSTRAINT name_length CHECK (name = 'default');

INSERT INTO job.river_migration (version) VALUES (4);

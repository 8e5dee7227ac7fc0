-- River v0.51.1 job queue schema, version 3, in the schema job (MPL-2.0, see docs/NOTICE).
ALTER TABLE job.river_job ALTER COLUMN tags SET DEFAULT '{}';
UPDATE job.river_job SET tags = '{}' WHERE tags IS NULL;
ALTER TABLE job.river_job ALTER COLUMN tags SET NOT NULL;

INSERT INTO job.river_migration (version) VALUES (3);

-- River v0.51.1 job queue schema, version 2, in the schema job (MPL-2.0, see docs/NOTICE).
DELETE FROM job.river_migration WHERE version = 2;

DROP TABLE job.river_job;
DROP FUNCTION job.river_job_notify;
DROP TYPE job.river_job_state;

DROP TABLE job.river_leader;

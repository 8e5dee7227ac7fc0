-- River v0.51.1 job queue schema, version 1, in the schema job (MPL-2.0, see docs/NOTICE).
DROP TABLE job.river_migration;
DROP SCHEMA job;

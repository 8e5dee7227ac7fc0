-- River v0.51.1 job queue schema, version 8, in the schema job (MPL-2.0, see docs/NOTICE).
DELETE FROM job.river_migration WHERE version = 8;

REVOKE ALL ON ALL SEQUENCES IN SCHEMA job FROM jangteo_app;
REVOKE ALL ON ALL TABLES IN SCHEMA job FROM jangteo_app;

-- No-op. Postgres sequences already prevent automatically generated job IDs
-- from being reused.
SELECT 1;

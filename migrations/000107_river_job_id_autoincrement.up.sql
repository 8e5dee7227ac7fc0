-- River v0.51.1 job queue schema, version 8, in the schema job (MPL-2.0, see docs/NOTICE).
-- No-op. Postgres sequences already prevent automatically generated job IDs
-- from being reused.
SELECT 1;

INSERT INTO job.river_migration (line, version) VALUES ('main', 8);

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA job TO jangteo_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA job TO jangteo_app;

-- River v0.51.1 job queue schema, version 1, in the schema job (MPL-2.0, see docs/NOTICE).
CREATE SCHEMA job;
GRANT USAGE ON SCHEMA job TO jangteo_app;

CREATE TABLE job.river_migration(
  id bigserial PRIMARY KEY,
  created_at timestamptz NOT NULL DEFAULT NOW(),
  version bigint NOT NULL,
  CONSTRAINT version CHECK (version >= 1)
);

CREATE UNIQUE INDEX ON job.river_migration USING btree(version);

INSERT INTO job.river_migration (version) VALUES (1);

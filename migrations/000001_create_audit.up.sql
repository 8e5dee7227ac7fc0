-- Who did what to which object, and from which state to which: the one history.
-- jangteo_app is the role every connection takes after connecting; it is made by
-- the set-up step because roles belong to the cluster, not to this database.
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE SCHEMA audit;

CREATE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%.% is append-only', TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

-- The time deadlines are judged by: the server's clock, read after the row lock. A
-- demonstration or a test lives through its history by setting jangteo.clock for one
-- transaction; a production server refuses to open such a pool.
CREATE FUNCTION audit.clock() RETURNS timestamptz LANGUAGE sql VOLATILE AS
  $$ SELECT coalesce(nullif(current_setting('jangteo.clock', true), '')::timestamptz, clock_timestamp()) $$;

CREATE TABLE audit.event (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at         timestamptz NOT NULL DEFAULT now(),
  person_id  bigint,                       -- null: the system itself
  body_id    bigint,
  action     text NOT NULL,
  object     text NOT NULL,                -- kind:id
  from_state text,
  to_state   text,
  detail     jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX event_object_idx ON audit.event (object, id);
CREATE INDEX event_body_idx ON audit.event (body_id, id);
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.event
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

-- A money or bid command is carried out once per key, whatever the network does.
CREATE TABLE audit.command (
  person_id    bigint NOT NULL,
  action       text NOT NULL,
  key          uuid NOT NULL,
  request_hash bytea NOT NULL,
  object       text,
  at           timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT command_pk PRIMARY KEY (person_id, action, key)
);

GRANT USAGE ON SCHEMA audit TO jangteo_app;
GRANT SELECT, INSERT ON audit.event TO jangteo_app;
GRANT SELECT, INSERT, UPDATE (object) ON audit.command TO jangteo_app;

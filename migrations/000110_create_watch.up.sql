-- Saved searches and their alerts.
CREATE SCHEMA watch;
CREATE TABLE watch.search (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person_id  bigint NOT NULL CONSTRAINT search_person_fk REFERENCES org.person,
  name       text NOT NULL CONSTRAINT search_name_check CHECK (length(name) BETWEEN 1 AND 100),
  query      text NOT NULL CONSTRAINT search_query_check CHECK (length(query) <= 2000),   -- the address of the search, as the page writes it
  alert      text NOT NULL CONSTRAINT search_alert_check CHECK (alert IN ('none','at_once','daily','weekly')),
  saved_at   timestamptz NOT NULL,
  told_until timestamptz NOT NULL,            -- changes up to here were told
  version    int NOT NULL DEFAULT 1,
  CONSTRAINT search_query_key UNIQUE (person_id, query)
);
CREATE INDEX search_due_idx ON watch.search (alert, told_until) WHERE alert <> 'none';

GRANT USAGE ON SCHEMA watch TO jangteo_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON watch.search TO jangteo_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA watch TO jangteo_app;

-- Up to when every change of a listing can be read: the clock, set back by the age of the oldest transaction of
-- this database that writes. What such a transaction changes may bear a time that is past when it commits.
CREATE FUNCTION watch.horizon() RETURNS timestamptz LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE at timestamptz := audit.clock(); before timestamptz := clock_timestamp(); oldest timestamptz;
BEGIN
  SELECT min(a.xact_start) INTO oldest FROM pg_stat_activity a
   WHERE a.datname = current_database() AND a.backend_type = 'client backend' AND a.backend_xid IS NOT NULL AND a.pid <> pg_backend_pid();
  RETURN at - greatest(before - oldest, interval '0');
END $$;
REVOKE ALL ON FUNCTION watch.horizon() FROM public;
GRANT EXECUTE ON FUNCTION watch.horizon() TO jangteo_app;

-- When a shelf of a listing is going to open: alerts tell of it then, since nobody can buy there before. What
-- opens is noted as a change of the listing and forgotten here.
CREATE TABLE catalog.listing_opening (
  offer_id bigint NOT NULL CONSTRAINT listing_opening_listing_fk REFERENCES catalog.listing ON DELETE CASCADE,
  opens_at timestamptz NOT NULL,
  PRIMARY KEY (offer_id, opens_at)
);
CREATE INDEX listing_opening_at_idx ON catalog.listing_opening (opens_at, offer_id);
CREATE FUNCTION catalog.note_opening() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO catalog.listing_opening (offer_id, opens_at)
  SELECT NEW.offer_id, f FROM unnest(ARRAY[lower(NEW.nara), lower(NEW.hyeokshin), lower(NEW.venture)]) f WHERE f > audit.clock()
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER listing_opening_note AFTER INSERT OR UPDATE OF nara, hyeokshin, venture ON catalog.listing FOR EACH ROW
  WHEN (lower(NEW.nara) > audit.clock() OR lower(NEW.hyeokshin) > audit.clock() OR lower(NEW.venture) > audit.clock())
  EXECUTE FUNCTION catalog.note_opening();
INSERT INTO catalog.listing_opening (offer_id, opens_at)
SELECT l.offer_id, f FROM catalog.listing l, unnest(ARRAY[lower(l.nara), lower(l.hyeokshin), lower(l.venture)]) f WHERE f > now() ON CONFLICT DO NOTHING;
GRANT SELECT, INSERT, UPDATE, DELETE ON catalog.listing_opening TO jangteo_app;

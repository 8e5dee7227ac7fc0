-- 일괄등록: a supplier's file of offers of one detail class, from the upload to the offers and back.
CREATE SCHEMA bulk;
CREATE TABLE bulk.batch (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  supplier_id bigint NOT NULL CONSTRAINT batch_supplier_fk REFERENCES org.body,
  person_id   bigint NOT NULL CONSTRAINT batch_person_fk REFERENCES org.person,   -- who uploaded it
  class_code  text NOT NULL CONSTRAINT batch_class_fk REFERENCES catalog.class,
  file_name   text NOT NULL,
  file_hash   text NOT NULL,                 -- blob of the upload
  format      text NOT NULL CONSTRAINT batch_format_check CHECK (format IN ('csv','xlsx')),
  encoding    text NOT NULL DEFAULT '',      -- utf-8, cp949, utf-16
  state       text NOT NULL CONSTRAINT batch_state_check
                CHECK (state IN ('checking','checked','unreadable','running','stopped','done','submitting','undoing','undone','cancelled')),
  columns     text[] NOT NULL DEFAULT '{}',  -- as they stand in the file
  rows        int NOT NULL DEFAULT 0,
  faulty      int NOT NULL DEFAULT 0,        -- rows with at least one error
  same        int NOT NULL DEFAULT 0,        -- rows that say what is on sale already
  todo        int NOT NULL DEFAULT 0,        -- rows the present work goes through
  at_row      int NOT NULL DEFAULT 0,        -- how many of them are done
  at_no       int NOT NULL DEFAULT 0,        -- the last of them, as the file counts
  made        int NOT NULL DEFAULT 0,        -- drafts begun
  submitted   int NOT NULL DEFAULT 0,
  skipped     int NOT NULL DEFAULT 0,        -- drafts that were no longer those begun here when it was submitted
  kept        int NOT NULL DEFAULT 0,        -- drafts that an undo left alone
  problem     jsonb,                         -- why the file cannot be read: code and params
  created_at  timestamptz NOT NULL,
  checked_at  timestamptz,
  started_at  timestamptz,
  finished_at timestamptz,
  undo_until  timestamptz,
  undone_at   timestamptz,
  forgotten_at timestamptz,                  -- its rows were deleted
  version     int NOT NULL DEFAULT 1
);
CREATE INDEX batch_supplier_idx ON bulk.batch (supplier_id, id DESC);
CREATE INDEX batch_kept_idx ON bulk.batch (created_at) WHERE forgotten_at IS NULL;
CREATE TABLE bulk.row (
  batch_id bigint NOT NULL CONSTRAINT row_batch_fk REFERENCES bulk.batch,
  no       int NOT NULL,                     -- as the file counts, the heading is 1
  cells    text[] NOT NULL,
  errors   jsonb NOT NULL DEFAULT '[]',      -- [{field, column, code, params}]
  state    text NOT NULL CONSTRAINT row_state_check CHECK (state IN ('good','same','faulty','made','submitted','refused','skipped','undone','kept')),
  act      text NOT NULL DEFAULT '' CONSTRAINT row_act_check CHECK (act IN ('','new','again','change')),
  offer_id bigint CONSTRAINT row_offer_fk REFERENCES catalog.offer,
  offer_version int,                         -- the offer's when its draft was begun: another one means that somebody touched it
  draft_id bigint CONSTRAINT row_draft_fk REFERENCES catalog.offer_version, -- the draft itself: only this one is submitted
  PRIMARY KEY (batch_id, no)
);
CREATE INDEX row_wrong_idx ON bulk.row (batch_id, no) WHERE state IN ('faulty','refused','kept');

GRANT USAGE ON SCHEMA bulk TO jangteo_app;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA bulk TO jangteo_app;
GRANT DELETE ON bulk.row TO jangteo_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA bulk TO jangteo_app;

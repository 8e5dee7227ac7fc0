CREATE SCHEMA tender;
CREATE SEQUENCE tender.number_seq START 100001;

CREATE TABLE tender.notice (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  number          text CONSTRAINT notice_number_key UNIQUE,      -- given at publication: R26BK00100001-000
  institution_id  bigint NOT NULL CONSTRAINT notice_institution_fk REFERENCES org.body,
  state           text NOT NULL CONSTRAINT notice_state_check CHECK (state IN ('draft','submitted','returned','published','cancelled')),
  title           text NOT NULL,
  kind            text NOT NULL CONSTRAINT notice_kind_check CHECK (kind IN ('goods','services','works')),
  method          text NOT NULL CONSTRAINT notice_method_check CHECK (method IN ('open','restricted','nominated','private','negotiated')),
  law             text NOT NULL CONSTRAINT notice_law_check CHECK (law IN ('state','local')),
  class_code      text CONSTRAINT notice_class_fk REFERENCES catalog.class,
  region          text NOT NULL DEFAULT '',
  estimated_price bigint NOT NULL CONSTRAINT notice_estimate_check CHECK (estimated_price > 0),   -- without VAT
  base_amount     bigint NOT NULL CONSTRAINT notice_base_check CHECK (base_amount > 0),           -- with VAT
  urgent          boolean NOT NULL DEFAULT false,
  urgent_reason   text NOT NULL DEFAULT '',
  site_briefing   boolean NOT NULL DEFAULT false,
  publish_on      date NOT NULL,
  deadline        timestamptz NOT NULL,
  opening_at      timestamptz NOT NULL,
  description     text NOT NULL DEFAULT '',
  requirements    text NOT NULL DEFAULT '',
  rule            jsonb NOT NULL DEFAULT '{}',           -- the law rows it was checked against
  drafted_by      bigint NOT NULL,
  drafted_at      timestamptz NOT NULL DEFAULT now(),
  submitted_by    bigint,
  submitted_at    timestamptz,
  decided_by      bigint,
  decided_at      timestamptz,
  published_at    timestamptz,
  reason          text NOT NULL DEFAULT '',
  cancel_reason   text NOT NULL DEFAULT '',
  cancel_asked_by bigint,                                -- who asked for the cancellation of a published notice
  cancel_asked_at timestamptz,
  cancelled_by    bigint,
  cancelled_at    timestamptz,
  version         int NOT NULL DEFAULT 1,
  CONSTRAINT notice_cancel_persons_check CHECK (number IS NULL OR cancelled_by IS NULL OR (cancel_asked_by IS NOT NULL AND cancelled_by <> cancel_asked_by)),
  CONSTRAINT notice_opening_check CHECK (opening_at >= deadline),
  CONSTRAINT notice_two_persons_check CHECK (decided_by IS NULL OR (decided_by <> drafted_by AND decided_by IS DISTINCT FROM submitted_by)),
  CONSTRAINT notice_published_check CHECK ((state IN ('published','cancelled')) = (number IS NOT NULL) OR state = 'cancelled')
);
CREATE INDEX notice_board_idx ON tender.notice (deadline) WHERE state = 'published';
CREATE INDEX notice_institution_idx ON tender.notice (institution_id, id DESC);

CREATE TABLE tender.document (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  notice_id bigint NOT NULL CONSTRAINT document_notice_fk REFERENCES tender.notice,
  hash      text NOT NULL,
  name      text NOT NULL,
  mime      text NOT NULL,
  size      bigint NOT NULL,
  added_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX document_notice_idx ON tender.document (notice_id);

GRANT USAGE ON SCHEMA tender TO jangteo_app;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA tender TO jangteo_app;
GRANT DELETE ON tender.document TO jangteo_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA tender TO jangteo_app;

CREATE SCHEMA innovation;
CREATE SEQUENCE innovation.designation_seq START 1;

CREATE TABLE innovation.application (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  supplier_id  bigint NOT NULL CONSTRAINT application_supplier_fk REFERENCES org.body,
  item_number  int NOT NULL CONSTRAINT application_item_fk REFERENCES catalog.item,
  state        text NOT NULL CONSTRAINT application_state_check CHECK (state IN ('draft','submitted','returned','reviewed','designated','refused')),
  field        text NOT NULL DEFAULT '' ,            -- growth, life, safety (혁신성장 · 국민생활 · 재난안전)
  claim        text NOT NULL DEFAULT '',
  trl          int CONSTRAINT application_trl_check CHECK (trl BETWEEN 1 AND 9),
  evidence     text NOT NULL DEFAULT '',
  created_by   bigint NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  submitted_by bigint,
  submitted_at timestamptz,
  decided_by   bigint,
  decided_at   timestamptz,
  reason       text NOT NULL DEFAULT '',
  version      int NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX application_open_key ON innovation.application (item_number, supplier_id) WHERE state IN ('draft','submitted','returned','reviewed');

CREATE TABLE innovation.evidence_file (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  application_id bigint NOT NULL CONSTRAINT evidence_file_application_fk REFERENCES innovation.application,
  hash           text NOT NULL,
  name           text NOT NULL,
  mime           text NOT NULL,
  size           bigint NOT NULL
);
CREATE INDEX evidence_file_application_idx ON innovation.evidence_file (application_id);
CREATE INDEX application_supplier_idx ON innovation.application (supplier_id, id DESC);

CREATE TABLE innovation.review (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  application_id bigint NOT NULL CONSTRAINT review_application_fk REFERENCES innovation.application,
  reviewer_id    bigint NOT NULL,
  scores         jsonb NOT NULL,           -- criterion → {score, reason}
  total          int NOT NULL,
  recommend      boolean NOT NULL,
  opinion        text NOT NULL,
  at             timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX review_application_idx ON innovation.review (application_id, id);

-- Which programme pays, from when to when, what share, up to what, for designated products.
CREATE TABLE innovation.funding_terms (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  budget_id bigint NOT NULL CONSTRAINT funding_terms_budget_fk REFERENCES ledger.budget,
  share_bp  int NOT NULL CONSTRAINT funding_terms_share_check CHECK (share_bp BETWEEN 1 AND 10000),
  cap       bigint NOT NULL CONSTRAINT funding_terms_cap_check CHECK (cap > 0),
  valid     daterange NOT NULL,
  article   text NOT NULL,
  CONSTRAINT funding_terms_single EXCLUDE USING gist (valid WITH &&)
);

CREATE TABLE innovation.designation (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  number         text NOT NULL CONSTRAINT designation_number_key UNIQUE,
  application_id bigint NOT NULL CONSTRAINT designation_application_key UNIQUE CONSTRAINT designation_application_fk REFERENCES innovation.application,
  item_number    int NOT NULL,
  supplier_id    bigint NOT NULL,
  state          text NOT NULL CONSTRAINT designation_state_check CHECK (state IN ('in_force','suspended','withdrawn')),
  starts_on      date NOT NULL,
  ends_on        date NOT NULL,
  extensions     int NOT NULL DEFAULT 0,
  verification   text NOT NULL,
  decided_by     bigint NOT NULL,
  created_at     timestamptz NOT NULL DEFAULT now(),
  version        int NOT NULL DEFAULT 1
);
CREATE INDEX designation_item_idx ON innovation.designation (item_number, supplier_id);

-- Extension, suspension and resumption: proposed by one, confirmed by another.
CREATE TABLE innovation.measure (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  designation_id bigint NOT NULL CONSTRAINT measure_designation_fk REFERENCES innovation.designation,
  kind           text NOT NULL CONSTRAINT measure_kind_check CHECK (kind IN ('extend','suspend','resume','withdraw')),
  reason         text NOT NULL,
  years          int,
  state          text NOT NULL CONSTRAINT measure_state_check CHECK (state IN ('proposed','confirmed','refused')),
  proposed_by    bigint NOT NULL,
  proposed_at    timestamptz NOT NULL DEFAULT now(),
  decided_by     bigint,
  decided_at     timestamptz,
  decision_reason text NOT NULL DEFAULT '',
  CONSTRAINT measure_two_persons_check CHECK (decided_by IS DISTINCT FROM proposed_by)
);
CREATE UNIQUE INDEX measure_open_key ON innovation.measure (designation_id) WHERE state = 'proposed';

GRANT USAGE ON SCHEMA innovation TO jangteo_app;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA innovation TO jangteo_app;
GRANT DELETE ON innovation.evidence_file TO jangteo_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA innovation TO jangteo_app;

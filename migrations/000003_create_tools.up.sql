-- todo: whose turn it is. notify: what people were told. mail: what left by post.
-- law: dated rules. document: issued papers and their verification numbers.
CREATE SCHEMA todo;
CREATE TABLE todo.task (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  object    text NOT NULL,
  action    text NOT NULL,
  body_id   bigint NOT NULL,
  role      text NOT NULL,
  params    jsonb NOT NULL DEFAULT '{}',
  barred    bigint[] NOT NULL DEFAULT '{}',   -- persons who may not act: earlier actors on the object
  due       timestamptz,
  opened_at timestamptz NOT NULL DEFAULT now(),
  closed_at timestamptz,
  closed_by bigint
);
CREATE UNIQUE INDEX task_open_key ON todo.task (object, action, role, body_id) WHERE closed_at IS NULL;
CREATE INDEX task_turn_idx ON todo.task (body_id, role) WHERE closed_at IS NULL;

CREATE SCHEMA notify;
CREATE TABLE notify.notice (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person_id bigint NOT NULL,
  kind      text NOT NULL,
  object    text NOT NULL,
  params    jsonb NOT NULL DEFAULT '{}',
  at        timestamptz NOT NULL DEFAULT now(),
  read_at   timestamptz
);
CREATE INDEX notice_person_idx ON notify.notice (person_id, at DESC, id DESC);
CREATE INDEX notice_unread_idx ON notify.notice (person_id) WHERE read_at IS NULL;

CREATE SCHEMA mail;
CREATE TABLE mail.message (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  to_address text NOT NULL,
  subject    text NOT NULL,
  body       text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  sent_at    timestamptz,
  attempts   int NOT NULL DEFAULT 0,
  last_error text
);

CREATE SCHEMA law;
CREATE TABLE law.rule (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key        text NOT NULL,
  law        text NOT NULL DEFAULT 'any' CONSTRAINT rule_law_check CHECK (law IN ('any','state','local')),
  kind       text NOT NULL DEFAULT 'any' CONSTRAINT rule_kind_check CHECK (kind IN ('any','goods','services','works')),
  band       int8range NOT NULL DEFAULT '[0,)',   -- of the amount in won
  value      numeric NOT NULL,
  unit       text NOT NULL CONSTRAINT rule_unit_check CHECK (unit IN ('won','ratio','days','business_days','months','years','count')),
  article    text NOT NULL,
  valid      daterange NOT NULL,
  note_ko    text NOT NULL DEFAULT '',
  note_en    text NOT NULL DEFAULT '',
  -- One answer for one case on one day.
  CONSTRAINT rule_single_answer EXCLUDE USING gist (key WITH =, law WITH =, kind WITH =, band WITH &&, valid WITH &&)
);

CREATE SCHEMA document;
CREATE TABLE document.paper (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  verification text NOT NULL CONSTRAINT paper_verification_key UNIQUE,
  kind         text NOT NULL,
  object       text NOT NULL,
  number       text NOT NULL,
  payload      jsonb NOT NULL,
  sha256       bytea NOT NULL,          -- of the canonical payload
  issued_at    timestamptz NOT NULL DEFAULT now(),
  issued_by    bigint,
  revoked_at   timestamptz
);
CREATE INDEX paper_object_idx ON document.paper (object);

GRANT USAGE ON SCHEMA todo, notify, mail, law, document TO jangteo_app;
GRANT SELECT, INSERT, UPDATE ON todo.task, notify.notice, mail.message TO jangteo_app;
GRANT SELECT, INSERT, UPDATE (revoked_at) ON document.paper TO jangteo_app;
GRANT SELECT ON law.rule TO jangteo_app;

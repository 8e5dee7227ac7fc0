CREATE SCHEMA org;

CREATE TABLE org.body (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind            text NOT NULL CONSTRAINT body_kind_check CHECK (kind IN ('supplier','institution','pps','auditor')),
  state           text NOT NULL CONSTRAINT body_state_check CHECK (state IN ('draft','submitted','returned','proposed','refused','admitted','suspended')),
  name_ko         text NOT NULL DEFAULT '',
  name_en         text NOT NULL DEFAULT '',
  bizno           text CONSTRAINT body_bizno_check CHECK (bizno ~ '^[0-9]{10}$'),
  corpno          text NOT NULL DEFAULT '',
  representative  text NOT NULL DEFAULT '',
  founded_on      date,
  region          text NOT NULL DEFAULT '',          -- one of the 17 시·도 (ISO 3166-2:KR code)
  address         text NOT NULL DEFAULT '',
  phone           text NOT NULL DEFAULT '',
  email           text NOT NULL DEFAULT '',
  homepage        text NOT NULL DEFAULT '',
  introduction    text NOT NULL DEFAULT '',
  bank_name       text NOT NULL DEFAULT '',
  bank_account    text NOT NULL DEFAULT '',
  bank_holder     text NOT NULL DEFAULT '',
  law             text NOT NULL DEFAULT 'state' CONSTRAINT body_law_check CHECK (law IN ('state','local')),  -- which contract act binds an institution
  traits          text[] NOT NULL DEFAULT '{}' CONSTRAINT body_traits_check CHECK (traits <@ ARRAY['sme','woman','disabled','social','startup','venture']),
  sections_done   text[] NOT NULL DEFAULT '{}',      -- of the registration task list
  return_reasons  jsonb NOT NULL DEFAULT '{}',
  applied_by      bigint,
  decided_by      bigint,
  created_at      timestamptz NOT NULL DEFAULT now(),
  submitted_at    timestamptz,
  decided_at      timestamptz,
  version         int NOT NULL DEFAULT 1,
  CONSTRAINT body_supplier_bizno_check CHECK (kind <> 'supplier' OR state IN ('draft','returned') OR bizno IS NOT NULL)
);
-- A business number belongs to one body; an abandoned draft does not hold it.
CREATE UNIQUE INDEX body_bizno_key ON org.body (bizno) WHERE state IN ('submitted','admitted','suspended','proposed');
CREATE INDEX body_kind_state_idx ON org.body (kind, state);

CREATE TABLE org.person (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email         text NOT NULL,
  name          text NOT NULL,
  phone         text NOT NULL DEFAULT '',
  password_hash text,
  lang          text NOT NULL DEFAULT 'ko' CONSTRAINT person_lang_check CHECK (lang IN ('ko','en')),
  state         text NOT NULL DEFAULT 'active' CONSTRAINT person_state_check CHECK (state IN ('active','disabled')),
  demo          boolean NOT NULL DEFAULT false,      -- a persona of the demonstration: cannot exist in production
  persona       text,                                -- its place on the demo sign-in page
  created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX person_email_key ON org.person (lower(email));

CREATE TABLE org.membership (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person_id bigint NOT NULL CONSTRAINT membership_person_fk REFERENCES org.person,
  body_id   bigint NOT NULL CONSTRAINT membership_body_fk REFERENCES org.body,
  roles     text[] NOT NULL CONSTRAINT membership_roles_check CHECK (roles <@ ARRAY[
    'supplier_member','supplier_admin','requester','approver','finance','contracting_officer','inspector','body_admin',
    'market_desk','product_reviewer','innovation_desk','tender_desk','budget_officer','system_admin','auditor'] AND cardinality(roles) > 0),
  since     timestamptz NOT NULL DEFAULT now(),
  left_at   timestamptz,
  version   int NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX membership_active_key ON org.membership (person_id, body_id) WHERE left_at IS NULL;
CREATE INDEX membership_body_idx ON org.membership (body_id) WHERE left_at IS NULL;

CREATE TABLE org.invitation (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  body_id     bigint NOT NULL CONSTRAINT invitation_body_fk REFERENCES org.body,
  email       text NOT NULL,
  name        text NOT NULL,
  roles       text[] NOT NULL,
  state       text NOT NULL CONSTRAINT invitation_state_check CHECK (state IN ('proposed','sent','accepted','refused')),
  token_hash  bytea CONSTRAINT invitation_token_key UNIQUE,
  proposed_by bigint,
  confirmed_by bigint,
  created_at  timestamptz NOT NULL DEFAULT now(),
  expires_at  timestamptz,
  accepted_at timestamptz,
  CONSTRAINT invitation_two_persons_check CHECK (confirmed_by IS DISTINCT FROM proposed_by OR confirmed_by IS NULL)
);
CREATE INDEX invitation_body_idx ON org.invitation (body_id, state);

-- A change of a PPS member's roles waits for a second administrator.
CREATE TABLE org.role_change (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  membership_id bigint NOT NULL CONSTRAINT role_change_membership_fk REFERENCES org.membership,
  roles         text[] NOT NULL,               -- empty: leave
  state         text NOT NULL CONSTRAINT role_change_state_check CHECK (state IN ('proposed','confirmed','refused')),
  proposed_by   bigint NOT NULL,
  confirmed_by  bigint,
  created_at    timestamptz NOT NULL DEFAULT now(),
  decided_at    timestamptz,
  CONSTRAINT role_change_two_persons_check CHECK (confirmed_by IS DISTINCT FROM proposed_by)
);

CREATE SCHEMA auth;
CREATE TABLE auth.session (
  token_hash bytea PRIMARY KEY,
  data       bytea NOT NULL,
  expires_at timestamptz NOT NULL,
  person_id  bigint CONSTRAINT session_person_fk REFERENCES org.person,
  public_id  uuid NOT NULL DEFAULT gen_random_uuid(),
  ip         text NOT NULL DEFAULT '',
  user_agent text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now(),
  seen_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX session_person_idx ON auth.session (person_id);
CREATE INDEX session_expiry_idx ON auth.session (expires_at);

CREATE TABLE auth.throttle (           -- leaky counters by account and by address
  key        text PRIMARY KEY,
  failures   int NOT NULL,
  since      timestamptz NOT NULL
);
CREATE TABLE auth.reset (
  token_hash bytea PRIMARY KEY,
  person_id  bigint NOT NULL CONSTRAINT reset_person_fk REFERENCES org.person,
  expires_at timestamptz NOT NULL,
  used_at    timestamptz
);
CREATE INDEX reset_person_idx ON auth.reset (person_id);

-- What anybody may read of a supplier: no bank account, no papers of its registration.
CREATE VIEW org.supplier_card AS
  SELECT id, state, name_ko, name_en, bizno, representative, founded_on, region, address, phone, email, homepage,
         introduction, traits, decided_at AS admitted_at
    FROM org.body WHERE kind = 'supplier' AND state IN ('admitted','suspended');

GRANT USAGE ON SCHEMA org, auth TO jangteo_app;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA org, auth TO jangteo_app;
GRANT DELETE ON auth.session, auth.throttle, auth.reset TO jangteo_app;

CREATE SCHEMA catalog;

-- Classes by code: 2 segment, 4 family, 6 class, 8 commodity (물품분류), 10 detail class (세부품명).
CREATE TABLE catalog.class (
  code     text PRIMARY KEY CONSTRAINT class_code_check CHECK (code ~ '^([0-9]{2}){1,5}$'),
  parent   text CONSTRAINT class_parent_fk REFERENCES catalog.class,
  name_ko  text NOT NULL,
  name_en  text NOT NULL,
  official boolean NOT NULL                -- false: a plausible extension, for illustration
);
CREATE INDEX class_parent_idx ON catalog.class (parent);

CREATE TABLE catalog.attribute (
  class_code text NOT NULL CONSTRAINT attribute_class_fk REFERENCES catalog.class,
  key        text NOT NULL,
  position   int NOT NULL,
  name_ko    text NOT NULL,
  name_en    text NOT NULL,
  kind       text NOT NULL CONSTRAINT attribute_kind_check CHECK (kind IN ('text','number','choice')),
  unit       text NOT NULL DEFAULT '',
  choices    text[] NOT NULL DEFAULT '{}',
  required   boolean NOT NULL,
  PRIMARY KEY (class_code, key)
);

-- 물품식별번호: eight meaningless digits per maker, model and specification, kept for ever.
CREATE SEQUENCE catalog.item_number_seq START 24000001 MAXVALUE 99999999;
CREATE TABLE catalog.item (
  number        int PRIMARY KEY DEFAULT nextval('catalog.item_number_seq') CONSTRAINT item_number_check CHECK (number BETWEEN 10000000 AND 99999999),
  class_code    text NOT NULL CONSTRAINT item_class_fk REFERENCES catalog.class,
  maker         text NOT NULL,
  model         text NOT NULL,
  name_ko       text NOT NULL,
  name_en       text NOT NULL DEFAULT '',
  registered_by bigint NOT NULL CONSTRAINT item_body_fk REFERENCES org.body,
  created_at    timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT item_identity_key UNIQUE (class_code, maker, model)
);

CREATE TABLE catalog.offer (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  item_number int NOT NULL CONSTRAINT offer_item_fk REFERENCES catalog.item,
  supplier_id bigint NOT NULL CONSTRAINT offer_supplier_fk REFERENCES org.body,
  state       text NOT NULL CONSTRAINT offer_state_check CHECK (state IN ('draft','submitted','returned','listed','suspended','withdrawn')),
  current_id  bigint,                     -- the version on sale
  pending_id  bigint,                     -- the version being written or reviewed
  created_at  timestamptz NOT NULL DEFAULT now(),
  listed_at   timestamptz,
  state_reason text NOT NULL DEFAULT '',
  version     int NOT NULL DEFAULT 1,
  CONSTRAINT offer_item_supplier_key UNIQUE (item_number, supplier_id)
);
CREATE INDEX offer_supplier_idx ON catalog.offer (supplier_id, state);

CREATE TABLE catalog.offer_version (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  offer_id        bigint NOT NULL CONSTRAINT offer_version_offer_fk REFERENCES catalog.offer,
  no              int NOT NULL,
  state           text NOT NULL CONSTRAINT offer_version_state_check CHECK (state IN ('draft','submitted','returned','approved','superseded')),
  price           bigint NOT NULL DEFAULT 0 CONSTRAINT offer_version_price_check CHECK (price BETWEEN 0 AND 999999999999999),   -- incl. VAT unless exempt
  tax             text NOT NULL DEFAULT 'vat' CONSTRAINT offer_version_tax_check CHECK (tax IN ('vat','exempt')),
  unit            text NOT NULL DEFAULT 'EA',
  min_order       int NOT NULL DEFAULT 1 CONSTRAINT offer_version_min_order_check CHECK (min_order BETWEEN 1 AND 1000000),
  lead_days       int NOT NULL DEFAULT 30 CONSTRAINT offer_version_lead_check CHECK (lead_days BETWEEN 1 AND 730),
  regions         text[] NOT NULL DEFAULT '{}',      -- empty: nationwide
  warranty_months int NOT NULL DEFAULT 12 CONSTRAINT offer_version_warranty_check CHECK (warranty_months BETWEEN 0 AND 240),
  summary         text NOT NULL DEFAULT '',
  description     text NOT NULL DEFAULT '',
  attributes      jsonb NOT NULL DEFAULT '{}',
  sections_done   text[] NOT NULL DEFAULT '{}',      -- of the task list
  created_at      timestamptz NOT NULL DEFAULT now(),
  submitted_at    timestamptz,
  submitted_by    bigint,
  decided_at      timestamptz,
  decided_by      bigint,
  return_reasons  jsonb NOT NULL DEFAULT '{}',       -- field name → reason
  CONSTRAINT offer_version_no_key UNIQUE (offer_id, no),
  CONSTRAINT offer_version_two_persons_check CHECK (decided_by IS DISTINCT FROM submitted_by OR decided_by IS NULL)
);
ALTER TABLE catalog.offer
  ADD CONSTRAINT offer_current_fk FOREIGN KEY (current_id) REFERENCES catalog.offer_version DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT offer_pending_fk FOREIGN KEY (pending_id) REFERENCES catalog.offer_version DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE catalog.offer_certificate (
  version_id bigint NOT NULL CONSTRAINT offer_certificate_version_fk REFERENCES catalog.offer_version,
  position   int NOT NULL,
  kind       text NOT NULL,               -- code of the certificate list (KC, MFDS, NEP, NET, GS, KS, eco, energy, direct_production …)
  number     text NOT NULL,
  issuer     text NOT NULL,
  expires_on date,
  PRIMARY KEY (version_id, position)
);
CREATE TABLE catalog.offer_picture (
  version_id bigint NOT NULL CONSTRAINT offer_picture_version_fk REFERENCES catalog.offer_version,
  position   int NOT NULL,
  hash       text NOT NULL,               -- blob of the re-encoded picture; thumbnails derive from it
  alt        text NOT NULL DEFAULT '',
  width      int NOT NULL,
  height     int NOT NULL,
  PRIMARY KEY (version_id, position)
);

-- The search row: what is on which shelf now, one narrow row per offer on sale,
-- refreshed in the transaction that changes it. A shelf is a term; a lapsed term
-- takes the offer off at that instant because readers ask for term @> now.
CREATE TABLE catalog.listing (
  offer_id    bigint PRIMARY KEY CONSTRAINT listing_offer_fk REFERENCES catalog.offer,
  version_id  bigint NOT NULL,
  item_number int NOT NULL,
  class_code  text NOT NULL,
  supplier_id bigint NOT NULL,
  name_ko     text NOT NULL,
  name_en     text NOT NULL,
  model       text NOT NULL,
  maker       text NOT NULL,
  supplier_name text NOT NULL,
  squeezed    text NOT NULL,              -- lower(name, maker, model, class names, numbers) without spaces and marks
  price       bigint NOT NULL,
  unit        text NOT NULL,
  min_order   int NOT NULL,
  lead_days   int NOT NULL,
  regions     text[] NOT NULL,
  traits      text[] NOT NULL,
  certificates text[] NOT NULL,
  picture     text,
  listed_at   timestamptz NOT NULL,
  nara        tstzrange NOT NULL DEFAULT 'empty',
  nara_max    bigint,                     -- the most one order may come to under the unit-price contract
  hyeokshin   tstzrange NOT NULL DEFAULT 'empty',
  venture     tstzrange NOT NULL DEFAULT 'empty'
);
CREATE INDEX listing_squeezed_idx ON catalog.listing USING gin (squeezed gin_trgm_ops);
CREATE INDEX listing_class_idx ON catalog.listing (class_code text_pattern_ops);
CREATE INDEX listing_supplier_idx ON catalog.listing (supplier_id);
CREATE INDEX listing_item_idx ON catalog.listing (item_number);
-- Front pages and lists without words read the first few in these orders and stop.
CREATE INDEX listing_featured_idx ON catalog.listing ((picture IS NULL), listed_at DESC, offer_id);
CREATE INDEX listing_newest_idx ON catalog.listing (listed_at DESC, offer_id);

GRANT USAGE ON SCHEMA catalog TO jangteo_app;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA catalog TO jangteo_app;
GRANT DELETE ON catalog.listing, catalog.offer_certificate, catalog.offer_picture TO jangteo_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA catalog TO jangteo_app;

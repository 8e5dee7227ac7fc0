CREATE SCHEMA market;

-- A ground is the legal right to sell an item of a supplier in a storefront, its
-- term, and the funding terms that come with it.
CREATE TABLE market.ground (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  storefront  text NOT NULL CONSTRAINT ground_storefront_check CHECK (storefront IN ('nara','hyeokshin','venture')),
  kind        text NOT NULL CONSTRAINT ground_kind_check CHECK (kind IN ('unit_price_contract','innovation_designation','venture_designation')),
  item_number int NOT NULL CONSTRAINT ground_item_fk REFERENCES catalog.item,
  supplier_id bigint NOT NULL CONSTRAINT ground_supplier_fk REFERENCES org.body,
  number      text NOT NULL,                      -- of the contract or certificate
  source      text NOT NULL,                      -- the object that granted it, e.g. ground_record:3, designation:7
  term        tstzrange NOT NULL CONSTRAINT ground_term_check CHECK (NOT isempty(term)),
  suspended_at timestamptz,
  suspension_reason text NOT NULL DEFAULT '',
  ceiling_price bigint CONSTRAINT ground_ceiling_check CHECK (ceiling_price > 0),
  max_order   bigint CONSTRAINT ground_max_order_check CHECK (max_order > 0),
  budget_id   bigint CONSTRAINT ground_budget_fk REFERENCES ledger.budget,     -- the programme that pays a share
  share_bp    int CONSTRAINT ground_share_check CHECK (share_bp BETWEEN 1 AND 10000),
  cap         bigint CONSTRAINT ground_cap_check CHECK (cap > 0),              -- of the programme's share in one order
  article     text NOT NULL,
  granted_at  timestamptz NOT NULL DEFAULT now(),
  withdrawn_at timestamptz,                       -- ended before its term; never in force again
  withdrawal_reason text NOT NULL DEFAULT '',
  CONSTRAINT ground_funding_check CHECK ((budget_id IS NULL) = (share_bp IS NULL) AND (budget_id IS NULL) = (cap IS NULL)),
  CONSTRAINT ground_one_at_a_time EXCLUDE USING gist (storefront WITH =, item_number WITH =, supplier_id WITH =, term WITH &&) WHERE (withdrawn_at IS NULL)
);
CREATE INDEX ground_source_idx ON market.ground (source);
CREATE INDEX ground_offer_idx ON market.ground (item_number, supplier_id);

-- What the market desk records by a plain form and a second person confirms.
CREATE TABLE market.ground_record (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind          text NOT NULL CONSTRAINT ground_record_kind_check CHECK (kind IN ('unit_price_contract','venture_designation')),
  number        text NOT NULL,
  supplier_id   bigint NOT NULL CONSTRAINT ground_record_supplier_fk REFERENCES org.body,
  item_number   int NOT NULL CONSTRAINT ground_record_item_fk REFERENCES catalog.item,
  starts_on     date NOT NULL,
  ends_on       date NOT NULL,
  ceiling_price bigint,
  max_order     bigint,
  state         text NOT NULL CONSTRAINT ground_record_state_check CHECK (state IN ('proposed','confirmed','refused')),
  recorded_by   bigint NOT NULL,
  recorded_at   timestamptz NOT NULL DEFAULT now(),
  decided_by    bigint,
  decided_at    timestamptz,
  reason        text NOT NULL DEFAULT '',
  CONSTRAINT ground_record_term_check CHECK (ends_on > starts_on),
  CONSTRAINT ground_record_two_persons_check CHECK (decided_by IS DISTINCT FROM recorded_by),
  CONSTRAINT ground_record_contract_check CHECK (kind <> 'unit_price_contract' OR (ceiling_price > 0 AND max_order > 0))
);
CREATE UNIQUE INDEX ground_record_number_key ON market.ground_record (kind, number, item_number) WHERE state <> 'refused';

CREATE TABLE market.cart_line (
  person_id  bigint NOT NULL CONSTRAINT cart_line_person_fk REFERENCES org.person,
  offer_id   bigint NOT NULL CONSTRAINT cart_line_offer_fk REFERENCES catalog.offer,
  storefront text NOT NULL CONSTRAINT cart_line_storefront_check CHECK (storefront IN ('nara','hyeokshin','venture')),
  quantity   int NOT NULL CONSTRAINT cart_line_quantity_check CHECK (quantity BETWEEN 1 AND 1000000),
  added_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (person_id, offer_id, storefront)
);

-- Grounds as the public reads them: on what right an item stands on a shelf, and whether it does now.
CREATE VIEW market.ground_public AS
  SELECT id, storefront, kind, item_number, supplier_id, number, source, lower(term) AS since, upper(term) AS until,
         suspended_at IS NOT NULL AS suspended, withdrawn_at IS NOT NULL AS withdrawn,
         suspended_at IS NULL AND withdrawn_at IS NULL AND term @> now() AS in_force,
         ceiling_price, max_order, budget_id, share_bp, cap, article
    FROM market.ground;

GRANT USAGE ON SCHEMA market TO jangteo_app;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA market TO jangteo_app;
GRANT DELETE ON market.cart_line TO jangteo_app;

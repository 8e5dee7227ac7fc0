CREATE SCHEMA orders;
CREATE SEQUENCE orders.number_seq START 1000001;

-- 납품요구: one institution asks one supplier to deliver, in one storefront.
CREATE TABLE orders."order" (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  number         text NOT NULL CONSTRAINT order_number_key UNIQUE,
  client_key     uuid NOT NULL,
  request_hash   bytea NOT NULL,                 -- the same key with another request is refused
  storefront     text NOT NULL CONSTRAINT order_storefront_check CHECK (storefront IN ('nara','hyeokshin','venture')),
  institution_id bigint NOT NULL CONSTRAINT order_institution_fk REFERENCES org.body,
  supplier_id    bigint NOT NULL CONSTRAINT order_supplier_fk REFERENCES org.body,
  state          text NOT NULL CONSTRAINT order_state_check CHECK (state IN
    ('requested','refused','issued','declined','expired','confirmed','delivering','delivered','inspected','invoiced','paid','cancelled')),
  total          bigint NOT NULL CONSTRAINT order_total_check CHECK (total > 0),
  fee            bigint NOT NULL CONSTRAINT order_fee_check CHECK (fee >= 0),     -- PPS fee, billed to the institution apart
  place          text NOT NULL,
  contact_name   text NOT NULL,
  contact_phone  text NOT NULL,
  wanted_on      date NOT NULL,
  note           text NOT NULL DEFAULT '',
  requested_by   bigint NOT NULL,
  requested_at   timestamptz NOT NULL DEFAULT now(),
  decided_by     bigint,
  decided_at     timestamptz,
  confirmed_by   bigint,
  confirmed_at   timestamptz,
  respond_by     timestamptz,                    -- the supplier answers until then
  closed_at      timestamptz,
  reason         text NOT NULL DEFAULT '',       -- of refusal, decline or cancellation
  version        int NOT NULL DEFAULT 1,
  CONSTRAINT order_client_key_key UNIQUE (requested_by, client_key),
  CONSTRAINT order_two_persons_check CHECK (state IN ('requested','cancelled','expired') OR decided_by IS DISTINCT FROM requested_by)
);
CREATE INDEX order_institution_idx ON orders."order" (institution_id, id DESC);
CREATE INDEX order_supplier_idx ON orders."order" (supplier_id, id DESC);
CREATE INDEX order_respond_idx ON orders."order" (respond_by) WHERE state = 'issued';

CREATE TABLE orders.line (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id    bigint NOT NULL CONSTRAINT line_order_fk REFERENCES orders."order",
  no          int NOT NULL,
  offer_id    bigint NOT NULL CONSTRAINT line_offer_fk REFERENCES catalog.offer,
  version_id  bigint NOT NULL CONSTRAINT line_version_fk REFERENCES catalog.offer_version,   -- pinned
  ground_id   bigint NOT NULL CONSTRAINT line_ground_fk REFERENCES market.ground,
  item_number int NOT NULL,
  class_code  text NOT NULL,
  name        text NOT NULL,
  unit        text NOT NULL,
  tax         text NOT NULL,
  unit_price  bigint NOT NULL CONSTRAINT line_unit_price_check CHECK (unit_price > 0),
  quantity    int NOT NULL CONSTRAINT line_quantity_check CHECK (quantity > 0),
  amount      bigint NOT NULL,
  shipped     int NOT NULL DEFAULT 0,      -- under way or waiting for inspection or accepted
  accepted    int NOT NULL DEFAULT 0,
  CONSTRAINT line_no_key UNIQUE (order_id, no),
  CONSTRAINT line_amount_check CHECK (amount = unit_price * quantity),
  CONSTRAINT line_shipped_check CHECK (shipped BETWEEN 0 AND quantity),
  CONSTRAINT line_accepted_check CHECK (accepted BETWEEN 0 AND shipped)
);

-- Who pays what share.
CREATE TABLE orders.funding (
  order_id  bigint NOT NULL CONSTRAINT funding_order_fk REFERENCES orders."order",
  budget_id bigint NOT NULL CONSTRAINT funding_budget_fk REFERENCES ledger.budget,
  kind      text NOT NULL CONSTRAINT funding_kind_check CHECK (kind IN ('institution','programme')),
  amount    bigint NOT NULL CONSTRAINT funding_amount_check CHECK (amount > 0),
  accepted  bigint NOT NULL DEFAULT 0 CONSTRAINT funding_accepted_check CHECK (accepted BETWEEN 0 AND amount),
  PRIMARY KEY (order_id, budget_id)
);
CREATE INDEX funding_budget_idx ON orders.funding (budget_id);

CREATE TABLE orders.shipment (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id     bigint NOT NULL CONSTRAINT shipment_order_fk REFERENCES orders."order",
  no           int NOT NULL,
  carrier      text NOT NULL DEFAULT '',
  tracking     text NOT NULL DEFAULT '',
  shipped_by   bigint NOT NULL,
  delivered_on date NOT NULL,              -- day of the delivery notice: lateness counts to here
  noticed_at   timestamptz NOT NULL DEFAULT now(),
  inspect_by   timestamptz NOT NULL,
  inspected_at timestamptz,
  inspected_by bigint,
  CONSTRAINT shipment_no_key UNIQUE (order_id, no)
);
CREATE TABLE orders.shipment_line (
  shipment_id bigint NOT NULL CONSTRAINT shipment_line_shipment_fk REFERENCES orders.shipment,
  line_id     bigint NOT NULL CONSTRAINT shipment_line_line_fk REFERENCES orders.line,
  quantity    int NOT NULL CONSTRAINT shipment_line_quantity_check CHECK (quantity > 0),
  accepted    int,
  rejected    int,
  reason      text NOT NULL DEFAULT '',
  PRIMARY KEY (shipment_id, line_id),
  CONSTRAINT shipment_line_inspected_check CHECK ((accepted IS NULL) = (rejected IS NULL) AND (accepted IS NULL OR accepted + rejected = quantity))
);

CREATE TABLE orders.invoice (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id     bigint NOT NULL CONSTRAINT invoice_order_key UNIQUE CONSTRAINT invoice_order_fk REFERENCES orders."order",
  number       text NOT NULL,              -- of the tax invoice
  gross        bigint NOT NULL,
  supply       bigint NOT NULL,
  vat          bigint NOT NULL,
  late_damages bigint NOT NULL CONSTRAINT invoice_late_damages_check CHECK (late_damages >= 0),
  net          bigint NOT NULL,
  claimed_by   bigint NOT NULL,
  claimed_at   timestamptz NOT NULL DEFAULT now(),
  pay_by       timestamptz NOT NULL,
  paid_at      timestamptz,
  paid_by      bigint,
  CONSTRAINT invoice_sum_check CHECK (gross = supply + vat AND net = gross - late_damages AND net >= 0)
);

GRANT USAGE ON SCHEMA orders TO jangteo_app;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA orders TO jangteo_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA orders TO jangteo_app;

-- Figures on front pages, kept by jobs; never live counts over modules.
CREATE SCHEMA insight;
CREATE TABLE insight.figure (
  key   text PRIMARY KEY,
  value numeric NOT NULL,
  as_of timestamptz NOT NULL DEFAULT now()
);
-- What two ways of writing one number have in common.
CREATE FUNCTION insight.squeeze(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT lower(regexp_replace($1, '[^0-9A-Za-z가-힣]', '', 'g')) $$;
CREATE INDEX item_number_text_idx ON catalog.item ((number::text));
CREATE INDEX order_squeezed_idx ON orders."order" (insight.squeeze(number));
CREATE INDEX notice_squeezed_idx ON tender.notice (insight.squeeze(number));
CREATE INDEX notice_squeezed_short_idx ON tender.notice (insight.squeeze(split_part(number, '-', 1)));
CREATE INDEX designation_squeezed_idx ON innovation.designation (insight.squeeze(number));
CREATE INDEX ground_squeezed_idx ON market.ground (insight.squeeze(number));
CREATE INDEX paper_squeezed_idx ON document.paper (insight.squeeze(verification));

-- One box finds any number: which object a number names. Orders carry their two parties, because
-- nobody else may learn that they exist. squeezed holds the letters and digits alone.
CREATE VIEW insight.number AS
  SELECT 'item' AS kind, i.number::text AS squeezed, i.number::text AS ref, i.number::bigint AS id,
         NULL::bigint AS institution_id, NULL::bigint AS supplier_id
    FROM catalog.item i WHERE EXISTS (SELECT 1 FROM catalog.offer o WHERE o.item_number = i.number AND o.listed_at IS NOT NULL)
  UNION ALL
  SELECT 'class', c.code, c.code, 0, NULL, NULL FROM catalog.class c WHERE length(c.code) >= 8
  UNION ALL
  SELECT 'order', insight.squeeze(o.number), o.number, o.id, o.institution_id,
         CASE WHEN o.decided_at IS NOT NULL AND o.state <> 'refused' THEN o.supplier_id END FROM orders."order" o
  UNION ALL
  SELECT 'notice', insight.squeeze(n.number), n.number, n.id, NULL, NULL
    FROM tender.notice n WHERE n.number IS NOT NULL
  UNION ALL
  SELECT 'notice', insight.squeeze(split_part(n.number, '-', 1)), n.number, n.id, NULL, NULL
    FROM tender.notice n WHERE n.number LIKE '%-%'
  UNION ALL
  SELECT 'designation', insight.squeeze(d.number), d.number, d.id, NULL, NULL FROM innovation.designation d
  UNION ALL
  SELECT 'ground', insight.squeeze(g.number), g.number, g.id, NULL, NULL FROM market.ground g
  UNION ALL
  SELECT 'body', b.bizno, b.bizno, b.id, NULL, NULL FROM org.supplier_card b WHERE b.bizno IS NOT NULL
  UNION ALL
  SELECT 'paper', insight.squeeze(p.verification), p.verification, p.id, NULL, NULL FROM document.paper p;

GRANT USAGE ON SCHEMA insight TO jangteo_app;
GRANT SELECT, INSERT, UPDATE ON insight.figure TO jangteo_app;
GRANT SELECT ON insight.number TO jangteo_app;

-- A read-only window for those who check the books from outside (docs/contract.md).
CREATE SCHEMA probe;
CREATE VIEW probe.ledger_entry AS
  SELECT journal_id, budget_id || ':' || account AS account, amount FROM ledger.entry;
CREATE VIEW probe.budget AS
  SELECT budget_id AS id, appropriated, appropriated - unallotted AS allotted, reserved,
         obligated + payable AS obligated, paid + late_damages AS paid, available
    FROM ledger.balance;
CREATE VIEW probe."order" AS SELECT id, client_key, state, total FROM orders."order";
CREATE VIEW probe.state_history AS
  SELECT object, from_state, to_state, at, coalesce('person:' || person_id, 'system') AS actor
    FROM audit.event WHERE to_state IS NOT NULL ORDER BY id;
CREATE VIEW probe.audit AS
  SELECT id, coalesce('person:' || person_id, 'system') AS actor, action, object, at FROM audit.event;

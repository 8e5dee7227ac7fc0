CREATE SCHEMA ledger;

-- A budget is one line of one fiscal year: an institution's own line, or the line
-- of a programme that pays a share of others' purchases. It never changes.
CREATE TABLE ledger.budget (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  body_id     bigint NOT NULL CONSTRAINT budget_body_fk REFERENCES org.body,
  kind        text NOT NULL CONSTRAINT budget_kind_check CHECK (kind IN ('institution','programme')),
  fiscal_year int NOT NULL CONSTRAINT budget_year_check CHECK (fiscal_year BETWEEN 2016 AND 2100),
  code        text NOT NULL,              -- e.g. 4231-302-210; the same code is the same line in every year
  name_ko     text NOT NULL,
  name_en     text NOT NULL,
  opened_at   timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT budget_code_key UNIQUE (body_id, fiscal_year, code)
);
CREATE INDEX budget_year_idx ON ledger.budget (kind, fiscal_year);

-- The cached balances of a budget's accounts: the one hot row. Every account ≥ 0
-- is what refuses overspending; the sum is what was appropriated.
CREATE TABLE ledger.balance (
  budget_id    bigint PRIMARY KEY CONSTRAINT balance_budget_fk REFERENCES ledger.budget,
  appropriated bigint NOT NULL DEFAULT 0,
  unallotted   bigint NOT NULL DEFAULT 0 CONSTRAINT balance_unallotted_check CHECK (unallotted >= 0),
  available    bigint NOT NULL DEFAULT 0 CONSTRAINT balance_available_check CHECK (available >= 0),
  reserved     bigint NOT NULL DEFAULT 0 CONSTRAINT balance_reserved_check CHECK (reserved >= 0),
  obligated    bigint NOT NULL DEFAULT 0 CONSTRAINT balance_obligated_check CHECK (obligated >= 0),
  payable      bigint NOT NULL DEFAULT 0 CONSTRAINT balance_payable_check CHECK (payable >= 0),
  paid         bigint NOT NULL DEFAULT 0 CONSTRAINT balance_paid_check CHECK (paid >= 0),
  late_damages bigint NOT NULL DEFAULT 0 CONSTRAINT balance_late_damages_check CHECK (late_damages >= 0),
  CONSTRAINT balance_sum_check CHECK (appropriated = unallotted + available + reserved + obligated + payable + paid + late_damages)
) WITH (fillfactor = 50);

CREATE FUNCTION ledger.open_balance() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO ledger.balance (budget_id) VALUES (NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER budget_balance AFTER INSERT ON ledger.budget
  FOR EACH ROW EXECUTE FUNCTION ledger.open_balance();

-- One balanced posting: what happened, for which act, once per key.
CREATE TABLE ledger.journal (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key         text NOT NULL CONSTRAINT journal_key_key UNIQUE,
  event       text NOT NULL CONSTRAINT journal_event_check CHECK (event IN
    ('appropriate','allot','reserve','release_reservation','obligate','release_obligation','accept','pay')),
  ref         text NOT NULL,              -- the object whose act this is, e.g. order:12 or proposal:3
  person_id   bigint,                     -- null: the system (an expiry)
  body_id     bigint,                     -- for whom that person acted
  at          timestamptz NOT NULL,
  effective_on date NOT NULL              -- the day the books count it (KST)
);
CREATE INDEX journal_ref_idx ON ledger.journal (ref, id);

-- Debits are positive on the stage an amount moves into, credits negative on the
-- stage it leaves; appropriation is the control account on the other side. That the
-- budget exists needs no foreign key: ledger.post, the only writer, updates its
-- balance, and a foreign key would lock the budget's row once for every entry.
CREATE TABLE ledger.entry (
  journal_id bigint NOT NULL CONSTRAINT entry_journal_fk REFERENCES ledger.journal,
  line       smallint NOT NULL,
  budget_id  bigint NOT NULL,
  account    text NOT NULL CONSTRAINT entry_account_check CHECK (account IN
    ('appropriation','unallotted','available','reserved','obligated','payable','paid','late_damages')),
  amount     bigint NOT NULL CONSTRAINT entry_amount_check CHECK (amount <> 0),
  CONSTRAINT entry_pk PRIMARY KEY (journal_id, line)
);
CREATE INDEX entry_budget_idx ON ledger.entry (budget_id, journal_id);

-- Every journal sums to zero within each budget, or its transaction cannot commit.
CREATE FUNCTION ledger.check_journal_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM ledger.entry WHERE journal_id = NEW.journal_id GROUP BY budget_id HAVING sum(amount) <> 0) THEN
    RAISE EXCEPTION 'journal % does not balance', NEW.journal_id USING ERRCODE = 'check_violation', CONSTRAINT = 'journal_balances';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entry_balances AFTER INSERT ON ledger.entry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger.check_journal_balances();

-- How much of one budget one act holds in each stage: an order can release, accept
-- or pay no more than it holds.
CREATE TABLE ledger.hold (
  ref          text NOT NULL,
  budget_id    bigint NOT NULL,
  body_id      bigint,                    -- the body that reserved: whose share of a programme this is
  reserved     bigint NOT NULL DEFAULT 0 CONSTRAINT hold_reserved_check CHECK (reserved >= 0),
  obligated    bigint NOT NULL DEFAULT 0 CONSTRAINT hold_obligated_check CHECK (obligated >= 0),
  payable      bigint NOT NULL DEFAULT 0 CONSTRAINT hold_payable_check CHECK (payable >= 0),
  paid         bigint NOT NULL DEFAULT 0 CONSTRAINT hold_paid_check CHECK (paid >= 0),
  late_damages bigint NOT NULL DEFAULT 0 CONSTRAINT hold_late_damages_check CHECK (late_damages >= 0),
  CONSTRAINT hold_pk PRIMARY KEY (ref, budget_id)
) WITH (fillfactor = 70);
CREATE INDEX hold_budget_idx ON ledger.hold (budget_id, body_id);
CREATE INDEX hold_body_idx ON ledger.hold (body_id, budget_id);

-- Appropriation and allotment are proposed by one person and confirmed by another.
CREATE TABLE ledger.proposal (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  budget_id    bigint NOT NULL CONSTRAINT proposal_budget_fk REFERENCES ledger.budget,
  event        text NOT NULL CONSTRAINT proposal_event_check CHECK (event IN ('appropriate','allot')),
  amount       bigint NOT NULL CONSTRAINT proposal_amount_check CHECK (amount <> 0 AND abs(amount) <= 999999999999999),
  basis        text NOT NULL,             -- what it rests on: a budget act, a revision, a quarter
  effective_on date NOT NULL,
  state        text NOT NULL CONSTRAINT proposal_state_check CHECK (state IN ('proposed','confirmed','refused')),
  proposed_by  bigint NOT NULL,
  proposed_at  timestamptz NOT NULL DEFAULT now(),
  decided_by   bigint,
  decided_at   timestamptz,
  reason       text NOT NULL DEFAULT '',
  CONSTRAINT proposal_decided_check CHECK ((state = 'proposed') = (decided_by IS NULL)),
  CONSTRAINT proposal_two_persons_check CHECK (decided_by IS DISTINCT FROM proposed_by)
);
CREATE INDEX proposal_budget_idx ON ledger.proposal (budget_id, state);

CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.journal
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.entry
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

-- The only writer of journals, entries, holds and balances: one balanced posting in
-- one round trip. Holds and balances are computed from the entries handed in, so the
-- cached rows cannot say anything else than their replay. The balance rows come last
-- and in the order of their ids: the hot row is locked for its update and the commit
-- only, and two postings never wait for each other in a circle. A key posted before is
-- left alone (null is returned), unless it now comes with something else.
CREATE FUNCTION ledger.post(
  p_key text, p_event text, p_ref text, p_person bigint, p_body bigint, p_at timestamptz, p_day date,
  p_budgets bigint[], p_accounts text[], p_amounts bigint[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_journal bigint;
  v record;
BEGIN
  INSERT INTO ledger.journal (key, event, ref, person_id, body_id, at, effective_on)
  VALUES (p_key, p_event, p_ref, p_person, p_body, p_at, p_day)
  ON CONFLICT ON CONSTRAINT journal_key_key DO NOTHING RETURNING id INTO v_journal;
  IF v_journal IS NULL THEN
    IF NOT EXISTS (SELECT FROM ledger.journal j WHERE j.key = p_key AND j.event = p_event AND j.ref = p_ref
         AND (SELECT count(*) FROM ledger.entry e WHERE e.journal_id = j.id) = cardinality(p_budgets)
         AND NOT EXISTS (SELECT * FROM unnest(p_budgets, p_accounts, p_amounts)
                         EXCEPT SELECT e.budget_id, e.account, e.amount FROM ledger.entry e WHERE e.journal_id = j.id)) THEN
      RAISE EXCEPTION 'journal key % was posted with another content', p_key
        USING ERRCODE = 'unique_violation', CONSTRAINT = 'journal_same_content';
    END IF;
    RETURN NULL;
  END IF;

  INSERT INTO ledger.entry (journal_id, line, budget_id, account, amount)
  SELECT v_journal, t.line, t.budget, t.account, t.amount
    FROM unnest(p_budgets, p_accounts, p_amounts) WITH ORDINALITY AS t(budget, account, amount, line);

  IF p_event NOT IN ('appropriate', 'allot') THEN
    FOR v IN
      SELECT t.budget, b.fiscal_year,
             coalesce(sum(t.amount) FILTER (WHERE t.account = 'reserved'), 0) AS reserved,
             coalesce(sum(t.amount) FILTER (WHERE t.account = 'obligated'), 0) AS obligated,
             coalesce(sum(t.amount) FILTER (WHERE t.account = 'payable'), 0) AS payable,
             coalesce(sum(t.amount) FILTER (WHERE t.account = 'paid'), 0) AS paid,
             coalesce(sum(t.amount) FILTER (WHERE t.account = 'late_damages'), 0) AS late_damages
        FROM unnest(p_budgets, p_accounts, p_amounts) AS t(budget, account, amount)
        LEFT JOIN ledger.budget b ON b.id = t.budget
       GROUP BY t.budget, b.fiscal_year ORDER BY t.budget
    LOOP
      IF p_event = 'reserve' THEN
        -- 회계연도 독립의 원칙: a year's budget pays for what is begun in that year.
        IF v.fiscal_year <> extract(year FROM p_day) THEN
          RAISE EXCEPTION 'budget % is not of the year of %', v.budget, p_day
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reserve_in_fiscal_year';
        END IF;
        INSERT INTO ledger.hold AS h (ref, budget_id, body_id, reserved) VALUES (p_ref, v.budget, p_body, v.reserved)
        ON CONFLICT ON CONSTRAINT hold_pk DO UPDATE SET reserved = excluded.reserved, body_id = excluded.body_id
          WHERE h.reserved = 0 AND h.obligated = 0 AND h.payable = 0;
        IF NOT FOUND THEN
          RAISE EXCEPTION '% already holds a part of budget %', p_ref, v.budget
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'hold_one_reservation';
        END IF;
      ELSE
        UPDATE ledger.hold SET reserved = reserved + v.reserved, obligated = obligated + v.obligated,
               payable = payable + v.payable, paid = paid + v.paid, late_damages = late_damages + v.late_damages
         WHERE ref = p_ref AND budget_id = v.budget;
        IF NOT FOUND THEN
          RAISE EXCEPTION '% holds nothing of budget %', p_ref, v.budget
            USING ERRCODE = 'check_violation', CONSTRAINT = 'hold_exists';
        END IF;
      END IF;
    END LOOP;
  END IF;

  -- What was just written balances, or ends here, before the hot rows are locked.
  SET CONSTRAINTS ledger.entry_balances IMMEDIATE;
  SET CONSTRAINTS ledger.entry_balances DEFERRED;

  FOR v IN
    SELECT t.budget,
           -coalesce(sum(t.amount) FILTER (WHERE t.account = 'appropriation'), 0) AS appropriated,
           coalesce(sum(t.amount) FILTER (WHERE t.account = 'unallotted'), 0) AS unallotted,
           coalesce(sum(t.amount) FILTER (WHERE t.account = 'available'), 0) AS available,
           coalesce(sum(t.amount) FILTER (WHERE t.account = 'reserved'), 0) AS reserved,
           coalesce(sum(t.amount) FILTER (WHERE t.account = 'obligated'), 0) AS obligated,
           coalesce(sum(t.amount) FILTER (WHERE t.account = 'payable'), 0) AS payable,
           coalesce(sum(t.amount) FILTER (WHERE t.account = 'paid'), 0) AS paid,
           coalesce(sum(t.amount) FILTER (WHERE t.account = 'late_damages'), 0) AS late_damages
      FROM unnest(p_budgets, p_accounts, p_amounts) AS t(budget, account, amount)
     GROUP BY t.budget ORDER BY t.budget
  LOOP
    UPDATE ledger.balance SET appropriated = appropriated + v.appropriated, unallotted = unallotted + v.unallotted,
           available = available + v.available, reserved = reserved + v.reserved, obligated = obligated + v.obligated,
           payable = payable + v.payable, paid = paid + v.paid, late_damages = late_damages + v.late_damages
     WHERE budget_id = v.budget;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'there is no budget %', v.budget USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'entry_budget_exists';
    END IF;
  END LOOP;
  RETURN v_journal;
END $$;

-- What other modules' pages may say about a programme that pays a share.
CREATE VIEW ledger.programme_line AS
  SELECT id, body_id, fiscal_year, code, name_ko, name_en FROM ledger.budget WHERE kind = 'programme';

GRANT USAGE ON SCHEMA ledger TO jangteo_app;
GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO jangteo_app;
GRANT INSERT ON ledger.budget, ledger.proposal TO jangteo_app;
GRANT UPDATE ON ledger.proposal TO jangteo_app;
REVOKE ALL ON FUNCTION ledger.post FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.post TO jangteo_app;

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

-- An act holds one open reservation of a budget, begun in the budget's own year
-- (회계연도 독립의 원칙).
CREATE FUNCTION ledger.open_hold(p_ref text, p_budget bigint, p_body bigint, p_amount bigint, p_year int) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ledger.hold AS h (ref, budget_id, body_id, reserved)
  SELECT p_ref, b.id, p_body, p_amount FROM ledger.budget b WHERE b.id = p_budget AND b.fiscal_year = p_year
  ON CONFLICT ON CONSTRAINT hold_pk DO UPDATE SET reserved = excluded.reserved, body_id = excluded.body_id
    WHERE h.reserved = 0 AND h.obligated = 0 AND h.payable = 0;
  IF FOUND THEN
    RETURN;
  ELSIF NOT EXISTS (SELECT FROM ledger.budget WHERE id = p_budget) THEN
    RAISE EXCEPTION 'there is no budget %', p_budget USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'entry_budget_exists';
  ELSIF EXISTS (SELECT FROM ledger.budget WHERE id = p_budget AND fiscal_year = p_year) THEN
    RAISE EXCEPTION '% already holds a part of budget %', p_ref, p_budget USING ERRCODE = 'unique_violation', CONSTRAINT = 'hold_one_reservation';
  END IF;
  RAISE EXCEPTION 'budget % is not of the year %', p_budget, p_year USING ERRCODE = 'check_violation', CONSTRAINT = 'reserve_in_fiscal_year';
END $$;

-- Whether a key was posted with exactly this content.
CREATE FUNCTION ledger.posted(p_key text, p_event text, p_ref text, p_budgets bigint[], p_accounts text[], p_amounts bigint[]) RETURNS boolean
LANGUAGE sql AS $$
  SELECT EXISTS (SELECT FROM ledger.journal j WHERE j.key = p_key AND j.event = p_event AND j.ref = p_ref
    AND p_budgets = (SELECT array_agg(e.budget_id ORDER BY e.line) FROM ledger.entry e WHERE e.journal_id = j.id)
    AND p_accounts = (SELECT array_agg(e.account ORDER BY e.line) FROM ledger.entry e WHERE e.journal_id = j.id)
    AND p_amounts = (SELECT array_agg(e.amount ORDER BY e.line) FROM ledger.entry e WHERE e.journal_id = j.id))
$$;

-- The only writer of journals, entries, holds and balances: one balanced posting in
-- one round trip. Holds and balances are computed from the entries handed in, so the
-- cached rows cannot say anything else than their replay. The balance rows come last
-- and in the order of their ids: the hot row is locked for its update and the commit
-- only, and two postings never wait for each other in a circle. A key posted before is
-- left alone (null is returned), unless it now comes with something else. The entries
-- come in the order of their budgets.
CREATE FUNCTION ledger.post(
  p_key text, p_event text, p_ref text, p_person bigint, p_body bigint, p_at timestamptz, p_day date,
  p_budgets bigint[], p_accounts text[], p_amounts bigint[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_journal bigint;
  v_entries int := cardinality(p_budgets);
  v_budget bigint;
  v_appropriated bigint; v_unallotted bigint; v_available bigint;
  v_reserved bigint; v_obligated bigint; v_payable bigint; v_paid bigint; v_late_damages bigint;
  i int;
BEGIN
  INSERT INTO ledger.journal (key, event, ref, person_id, body_id, at, effective_on)
  VALUES (p_key, p_event, p_ref, p_person, p_body, p_at, p_day)
  ON CONFLICT ON CONSTRAINT journal_key_key DO NOTHING RETURNING id INTO v_journal;
  IF v_journal IS NULL THEN
    IF NOT ledger.posted(p_key, p_event, p_ref, p_budgets, p_accounts, p_amounts) THEN
      RAISE EXCEPTION 'journal key % was posted with another content', p_key
        USING ERRCODE = 'unique_violation', CONSTRAINT = 'journal_same_content';
    END IF;
    RETURN NULL;
  END IF;

  INSERT INTO ledger.entry (journal_id, line, budget_id, account, amount)
  SELECT v_journal, t.line, t.budget, t.account, t.amount
    FROM unnest(p_budgets, p_accounts, p_amounts) WITH ORDINALITY AS t(budget, account, amount, line);

  FOR v_pass IN 1..2 LOOP          -- first the holds, then the balances
    IF v_pass = 2 THEN
      -- What was just written balances, or ends here, before the hot rows are locked.
      -- (Later postings of the transaction are then checked as they are written.)
      SET CONSTRAINTS ledger.entry_balances IMMEDIATE;
    ELSIF p_event IN ('appropriate', 'allot') THEN
      CONTINUE;                    -- no act holds what is not yet available
    END IF;
    i := 1;
    v_budget := NULL;
    WHILE i <= v_entries LOOP
      IF p_budgets[i] <= v_budget THEN
        RAISE EXCEPTION 'the entries of % are not in the order of their budgets', p_key;
      END IF;
      v_budget := p_budgets[i];
      v_appropriated := 0; v_unallotted := 0; v_available := 0;
      v_reserved := 0; v_obligated := 0; v_payable := 0; v_paid := 0; v_late_damages := 0;
      WHILE i <= v_entries AND p_budgets[i] = v_budget LOOP
        CASE p_accounts[i]
          WHEN 'appropriation' THEN v_appropriated := v_appropriated - p_amounts[i];
          WHEN 'unallotted' THEN v_unallotted := v_unallotted + p_amounts[i];
          WHEN 'available' THEN v_available := v_available + p_amounts[i];
          WHEN 'reserved' THEN v_reserved := v_reserved + p_amounts[i];
          WHEN 'obligated' THEN v_obligated := v_obligated + p_amounts[i];
          WHEN 'payable' THEN v_payable := v_payable + p_amounts[i];
          WHEN 'paid' THEN v_paid := v_paid + p_amounts[i];
          WHEN 'late_damages' THEN v_late_damages := v_late_damages + p_amounts[i];
        END CASE;
        i := i + 1;
      END LOOP;
      IF v_pass = 2 THEN
        UPDATE ledger.balance SET appropriated = appropriated + v_appropriated, unallotted = unallotted + v_unallotted,
               available = available + v_available, reserved = reserved + v_reserved, obligated = obligated + v_obligated,
               payable = payable + v_payable, paid = paid + v_paid, late_damages = late_damages + v_late_damages
         WHERE budget_id = v_budget;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'there is no budget %', v_budget USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'entry_budget_exists';
        END IF;
      ELSIF p_event = 'reserve' THEN
        PERFORM ledger.open_hold(p_ref, v_budget, p_body, v_reserved, extract(year FROM p_day)::int);
      ELSE
        UPDATE ledger.hold SET reserved = reserved + v_reserved, obligated = obligated + v_obligated,
               payable = payable + v_payable, paid = paid + v_paid, late_damages = late_damages + v_late_damages
         WHERE ref = p_ref AND budget_id = v_budget;
        IF NOT FOUND THEN
          RAISE EXCEPTION '% holds nothing of budget %', p_ref, v_budget USING ERRCODE = 'check_violation', CONSTRAINT = 'hold_exists';
        END IF;
      END IF;
    END LOOP;
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
REVOKE ALL ON FUNCTION ledger.post, ledger.open_hold, ledger.posted, ledger.open_balance FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.post TO jangteo_app;

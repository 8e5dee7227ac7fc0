-- 문의: a buyer asks about an offer, its supplier answers, everybody reads.
CREATE TABLE market.question (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  offer_id    bigint NOT NULL CONSTRAINT question_offer_fk REFERENCES catalog.offer,
  body_id     bigint NOT NULL CONSTRAINT question_body_fk REFERENCES org.body,
  asked_by    bigint NOT NULL CONSTRAINT question_person_fk REFERENCES org.person,
  asked_at    timestamptz NOT NULL,
  question    text NOT NULL CONSTRAINT question_question_check CHECK (length(question) BETWEEN 1 AND 1000),
  state       text NOT NULL CONSTRAINT question_state_check CHECK (state IN ('open','answered','hidden')),
  answer      text NOT NULL DEFAULT '' CONSTRAINT question_answer_check CHECK (length(answer) <= 2000),
  answered_by bigint,
  answered_at timestamptz,
  hidden_by   bigint,
  hidden_at   timestamptz,
  hidden_reason text NOT NULL DEFAULT '',
  client_key  uuid NOT NULL,
  version     int NOT NULL DEFAULT 1,
  CONSTRAINT question_client_key_key UNIQUE (asked_by, client_key)
);
CREATE INDEX question_offer_idx ON market.question (offer_id, id DESC);
CREATE INDEX question_body_idx ON market.question (body_id, id);
CREATE INDEX question_state_idx ON market.question (state, id);

-- When an offer could be bought on a ground: up to its end, withdrawal or suspension. For counting the past.
CREATE VIEW market.ground_term AS
  SELECT item_number, supplier_id,
         tstzrange(lower(term), greatest(lower(term), least(upper(term), coalesce(withdrawn_at, 'infinity'), coalesce(suspended_at, 'infinity')))) AS term
    FROM market.ground;

-- Public purchases of an item, and other models of its maker.
CREATE INDEX line_bought_idx ON orders.line (item_number, order_id DESC) WHERE accepted > 0;
CREATE INDEX item_maker_idx ON catalog.item (maker, number DESC);

-- Who has taken a submitted offer to review.
CREATE TABLE market.assignment (
  offer_id    bigint PRIMARY KEY CONSTRAINT assignment_offer_fk REFERENCES catalog.offer,
  person_id   bigint NOT NULL CONSTRAINT assignment_person_fk REFERENCES org.person,
  assigned_by bigint NOT NULL,
  assigned_at timestamptz NOT NULL
);
CREATE INDEX assignment_person_idx ON market.assignment (person_id);

-- Sentences that reviewers return offers with.
CREATE TABLE market.reason_template (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  field      text NOT NULL,                   -- where the reason stands, see ReturnCommand
  text_ko    text NOT NULL CONSTRAINT reason_template_ko_check CHECK (length(text_ko) BETWEEN 1 AND 300),
  text_en    text NOT NULL CONSTRAINT reason_template_en_check CHECK (length(text_en) BETWEEN 1 AND 300),
  added_by   bigint,
  added_at   timestamptz NOT NULL DEFAULT now(),
  removed_at timestamptz
);
INSERT INTO market.reason_template (field, text_ko, text_en) VALUES
('price','같은 분류의 중앙값보다 가격이 높습니다. 거래 실례(계약서·세금계산서)를 규격 설명에 적어 주세요.','The price is above the median of its class. Describe real transactions (contracts, tax invoices) in the description.'),
('price','최근 30일 최저가보다 가격이 크게 올랐습니다. 인상 사유를 적어 주세요.','The price rose sharply above its 30-day low. State why.'),
('pictures','상품을 알아볼 수 있는 정면 사진이 없습니다.','There is no picture from the front by which the product can be recognised.'),
('certificates','유효기간이 지난 인증서입니다. 갱신한 인증서를 올려 주세요.','The certificate has expired. Add the renewed one.'),
('summary','요약이 규격과 다릅니다.','The summary does not agree with the specification.'),
('description','설명에 연락처나 외부 거래 유도 문구가 있습니다.','The description holds contact details or invites to deal elsewhere.'),
('item','같은 제조사·모델의 물품이 이미 있습니다. 그 물품식별번호로 등록해 주세요.','An item of the same maker and model exists. Offer that item number.');

-- 일괄 처리: one decision on many submitted versions, carried out row by row.
CREATE TABLE market.bulk_decision (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person_id  bigint NOT NULL CONSTRAINT bulk_decision_person_fk REFERENCES org.person,
  act        text NOT NULL CONSTRAINT bulk_decision_act_check CHECK (act IN ('approve','return')),
  field      text NOT NULL DEFAULT '',          -- of a return: where its reason stands
  reason     text NOT NULL DEFAULT '' CONSTRAINT bulk_decision_reason_check CHECK (length(reason) <= 300),
  decided_at timestamptz NOT NULL
);
CREATE INDEX bulk_decision_person_idx ON market.bulk_decision (person_id, id DESC);
CREATE TABLE market.bulk_decision_row (
  decision_id bigint NOT NULL CONSTRAINT bulk_decision_row_decision_fk REFERENCES market.bulk_decision,
  place       int NOT NULL,
  offer_id    bigint NOT NULL CONSTRAINT bulk_decision_row_offer_fk REFERENCES catalog.offer,
  version     int NOT NULL,                     -- row version of the offer that the page showed
  outcome     text NOT NULL CONSTRAINT bulk_decision_row_outcome_check CHECK (outcome IN ('waiting','done','refused')),
  refusal     jsonb,                            -- code, params and article
  PRIMARY KEY (decision_id, place),
  CONSTRAINT bulk_decision_row_offer_key UNIQUE (decision_id, offer_id)
);
CREATE INDEX event_desk_idx ON audit.event (at) WHERE action IN ('offer.approve','offer.return');

-- What a suspension would touch: who has an offer in a cart or ordered it.
CREATE INDEX cart_line_offer_idx ON market.cart_line (offer_id);
CREATE INDEX line_offer_idx ON orders.line (offer_id);

-- When a rise of price needs a second look: our own operating rule, dated like the law's.
INSERT INTO law.rule (key, law, kind, band, value, unit, article, valid, note_ko, note_en) VALUES
('sudden_rise','any','any','[0,)',0.20,'ratio','장터 운영기준 제7조(가격 급등 확인)','[2006-01-01,)','최근 30일 최저가 대비 20% 초과 인상은 사유를 확인한 뒤 승인','A price more than 20 % above its 30-day low is approved only with a stated reason'),
('sudden_rise_days','any','any','[0,)',30,'days','장터 운영기준 제7조(가격 급등 확인)','[2006-01-01,)','최저가를 보는 기간','The days over which the low is taken');

GRANT SELECT ON market.ground_term TO jangteo_app;
GRANT SELECT, INSERT, UPDATE ON market.question, market.assignment, market.reason_template, market.bulk_decision_row TO jangteo_app;
GRANT SELECT, INSERT ON market.bulk_decision TO jangteo_app;
GRANT DELETE ON market.assignment TO jangteo_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA market TO jangteo_app;

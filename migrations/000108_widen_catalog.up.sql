-- What search needs at a million offers. Everything a row is found by is derived from the row itself,
-- by generated columns, an index on an expression and a trigger: whoever writes a listing keeps search right.

-- 내용량: how much one sales unit holds, for prices per unit (a box of 50 sheets).
ALTER TABLE catalog.offer_version
  ADD COLUMN content      int NOT NULL DEFAULT 1 CONSTRAINT offer_version_content_check CHECK (content BETWEEN 1 AND 1000000),
  ADD COLUMN content_unit text NOT NULL DEFAULT '';          -- '': the sales unit itself

-- What a submitted version asks the desks for, and why its price rose if it rose suddenly.
ALTER TABLE catalog.offer_version
  ADD COLUMN asks        text NOT NULL DEFAULT '' CONSTRAINT offer_version_asks_check CHECK (asks IN ('','new','change','price')),   -- '': never submitted
  ADD COLUMN rise_reason text NOT NULL DEFAULT '' CONSTRAINT offer_version_rise_reason_check CHECK (length(rise_reason) <= 500);
UPDATE catalog.offer_version v SET asks = CASE WHEN o.current_id IS NULL THEN 'new' ELSE 'change' END
  FROM catalog.offer o WHERE o.pending_id = v.id AND v.state = 'submitted';
CREATE INDEX offer_version_submitted_idx ON catalog.offer_version (submitted_at, offer_id) WHERE state = 'submitted';

-- What two ways of writing one text have in common: composed, lower case, only Hangul, initial consonants,
-- Latin letters and digits. internal/catalog/search_text.go says the same of a query.
CREATE FUNCTION catalog.squeeze(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
  $$ SELECT regexp_replace(lower(normalize($1, NFC) COLLATE "C"), '[^가-힣ㄱ-ㅎa-z0-9]' COLLATE "C", '', 'g') $$;

-- 초성: the initial consonant of each syllable; what is no syllable stays.
CREATE FUNCTION catalog.initials(text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE ch text; r text := '';
BEGIN
  FOREACH ch IN ARRAY string_to_array($1, NULL) LOOP
    IF ch >= '가' COLLATE "C" AND ch <= '힣' COLLATE "C" THEN
      r := r || substr('ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ', (ascii(ch) - 44032) / 588 + 1, 1);
    ELSE
      r := r || ch;
    END IF;
  END LOOP;
  RETURN r;
END $$;

-- Names as search compares them: each squeezed, apart by spaces so that nothing is found across a border;
-- then the initials of those with syllables; then ^ and the first character of each word.
CREATE FUNCTION catalog.name_key(names text[]) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE n text; s text; w text; keys text := ''; firsts text := '';
BEGIN
  FOREACH n IN ARRAY names LOOP
    s := catalog.squeeze(n);
    CONTINUE WHEN s = '' OR position(' ' || s || ' ' IN keys || ' ') > 0;
    keys := keys || ' ' || s;
    IF s ~ '[가-힣]' COLLATE "C" THEN
      keys := keys || ' ' || catalog.initials(s);
    END IF;
    FOREACH w IN ARRAY regexp_split_to_array(n, '[\s()\[\]/,·]+') LOOP
      w := left(catalog.squeeze(w), 1);
      IF w <> '' AND position('^' || w IN firsts) = 0 THEN
        firsts := firsts || ' ^' || w;
      END IF;
    END LOOP;
  END LOOP;
  RETURN ltrim(keys || firsts);
END $$;

CREATE FUNCTION catalog.spec_key(companies text, spec text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
  $$ SELECT coalesce(string_agg(DISTINCT s, ' '), '') FROM (SELECT catalog.squeeze(p) AS s FROM unnest(string_to_array(companies || E'\n' || spec, E'\n')) p) q WHERE s <> '' $$;

-- What facets count, as bits: six kinds of company, fourteen certificates, seventeen regions, nationwide, then
-- three bits each of price band and lead band. internal/catalog/search_bits.go has the same lists.
CREATE FUNCTION catalog.facet_bits(traits text[], certificates text[], regions text[], price bigint, lead_days int) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce((SELECT bit_or(1::bigint << (p - 1)) FROM unnest(traits) t, array_position(ARRAY['sme','woman','disabled','social','startup','venture'], t) p), 0)
       | coalesce((SELECT bit_or(1::bigint << (p + 5)) FROM unnest(certificates) t,
           array_position(ARRAY['KC','KS','MFDS','NEP','NET','GS','eco','energy','quality','performance','direct_production','ISO9001','ISO13485','CE'], t) p), 0)
       | coalesce((SELECT bit_or(1::bigint << (p + 19)) FROM unnest(regions) t,
           array_position(ARRAY['11','26','27','28','29','30','31','50','41','42','43','44','45','46','47','48','49'], t) p), 0)
       | CASE WHEN regions = '{}' THEN 1::bigint << 37 ELSE 0 END
       | (width_bucket(price, ARRAY[0, 100000, 1000000, 5000000, 10000000, 50000000, 100000000]::bigint[])::bigint << 38)
       | (width_bucket(lead_days, ARRAY[8, 15, 31, 61])::bigint << 41) $$;

ALTER TABLE catalog.listing
  ADD COLUMN spec         text NOT NULL DEFAULT '',            -- values of the specification and names of the company, one a line
  ADD COLUMN attributes   jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN content      int NOT NULL DEFAULT 1,
  ADD COLUMN content_unit text NOT NULL DEFAULT '',
  ADD COLUMN name_key     text GENERATED ALWAYS AS (catalog.name_key(ARRAY[name_ko, name_en, model])) STORED,
  ADD COLUMN spec_key     text GENERATED ALWAYS AS (catalog.spec_key(supplier_name || E'\n' || maker, spec)) STORED,
  ADD COLUMN unit_price   bigint GENERATED ALWAYS AS (price * 100 / content) STORED,   -- of one content unit, in hundredths of a won
  ADD COLUMN facets       bigint GENERATED ALWAYS AS (catalog.facet_bits(traits, certificates, regions, price, lead_days)) STORED,
  -- The shelves once more, as what a page of a thousand rows compares fastest; an empty shelf has none.
  ADD COLUMN nara_from       timestamptz GENERATED ALWAYS AS (lower(nara)) STORED,
  ADD COLUMN nara_until      timestamptz GENERATED ALWAYS AS (upper(nara)) STORED,
  ADD COLUMN hyeokshin_from  timestamptz GENERATED ALWAYS AS (lower(hyeokshin)) STORED,
  ADD COLUMN hyeokshin_until timestamptz GENERATED ALWAYS AS (upper(hyeokshin)) STORED,
  ADD COLUMN venture_from    timestamptz GENERATED ALWAYS AS (lower(venture)) STORED,
  ADD COLUMN venture_until   timestamptz GENERATED ALWAYS AS (upper(venture)) STORED,
  ADD COLUMN price_band   smallint GENERATED ALWAYS AS (width_bucket(price, ARRAY[0, 100000, 1000000, 5000000, 10000000, 50000000, 100000000]::bigint[])) STORED,
  ADD COLUMN lead_band    smallint GENERATED ALWAYS AS (width_bucket(lead_days, ARRAY[8, 15, 31, 61])) STORED;
UPDATE catalog.listing l
   SET attributes = v.attributes,
       spec = concat_ws(E'\n', b.name_en, b.bizno, (SELECT string_agg(x.value || coalesce(a.unit, ''), E'\n' ORDER BY x.key) FROM jsonb_each_text(v.attributes) x
                LEFT JOIN catalog.attribute a ON a.class_code = l.class_code AND a.key = x.key))
  FROM catalog.offer_version v, org.body b WHERE v.id = l.version_id AND b.id = l.supplier_id;
ALTER TABLE catalog.listing ALTER COLUMN squeezed SET DEFAULT '';
ALTER TABLE catalog.listing SET (fillfactor = 85);             -- a new price finds room on its page and touches no index

-- The pieces by which an index finds a text: two neighbours, and three where all are Latin letters, digits or
-- initials (of which there are few, so that pairs are everywhere). mark keeps places apart.
CREATE FUNCTION catalog.grams(key text, mark text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE c text[] := string_to_array(key, NULL); n int := coalesce(array_length(c, 1), 0); r text[] := '{}'; a text; b text; d text;
BEGIN
  FOR i IN 1 .. n - 1 LOOP
    a := c[i]; b := c[i + 1];
    CONTINUE WHEN a = ' ' OR b = ' ';
    r := r || (mark || a || b);
    IF i + 2 <= n AND a < '가' COLLATE "C" AND b < '가' COLLATE "C" THEN
      d := c[i + 2];
      IF d <> ' ' AND d < '가' COLLATE "C" THEN
        r := r || (mark || a || b || d);
      END IF;
    END IF;
  END LOOP;
  RETURN r;
END $$;

-- Everything a listing can be found by through the index: grams of its name and specification, what filters
-- ask, on which day and in which ten days it was listed (the newest of many are found among few), and of which samples it is
-- (one in 16, 32 … of all: of a word that thousands hold, a search that stops at a thousand reads a sample; 512
-- offers in a row share theirs, since neighbours stand on the same pages of the table and of the index). What
-- changes often (price, days) is here only by its band.
CREATE FUNCTION catalog.lexemes(offer bigint, name_key text, spec_key text, item int, class text, supplier bigint, traits text[], certificates text[],
  attributes jsonb, price_band smallint, lead_band smallint, regions text[], nara boolean, hyeokshin boolean, venture boolean, listed_at timestamptz)
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 100000 AS $$
  SELECT array_to_tsvector(ARRAY(SELECT DISTINCT x FROM unnest(
    catalog.grams(name_key, '') || catalog.grams(spec_key, '~')
    || ARRAY['#' || item, 'c:' || left(class, 2), 'c:' || left(class, 4), 'c:' || left(class, 6), 'c:' || left(class, 8), 'c:' || class,
             'd:' || (date_part('epoch', listed_at) * 1000000)::bigint / 86400000000, 'm:' || (date_part('epoch', listed_at) * 1000000)::bigint / 864000000000,
             's:' || supplier, 'p:' || price_band, 'l:' || lead_band,
             CASE WHEN offer / 512 % 16 = 0 THEN 'z:16' END, CASE WHEN offer / 512 % 32 = 0 THEN 'z:32' END, CASE WHEN offer / 512 % 64 = 0 THEN 'z:64' END,
             CASE WHEN offer / 512 % 128 = 0 THEN 'z:128' END, CASE WHEN offer / 512 % 256 = 0 THEN 'z:256' END,
             CASE WHEN nara THEN 'h:nara' END, CASE WHEN hyeokshin THEN 'h:hyeokshin' END, CASE WHEN venture THEN 'h:venture' END]
    || ARRAY(SELECT 't:' || t FROM unnest(traits) t) || ARRAY(SELECT 'k:' || k FROM unnest(certificates) k)
    || CASE WHEN regions = '{}' THEN ARRAY['r:*'] ELSE ARRAY(SELECT 'r:' || r FROM unnest(regions) r) END
    || ARRAY(SELECT 'a:' || key || '=' || left(md5(value), 8) FROM jsonb_each_text(attributes))) x WHERE x IS NOT NULL)) $$;

DROP INDEX catalog.listing_squeezed_idx;
CREATE INDEX listing_search_idx ON catalog.listing USING gin (catalog.lexemes(offer_id, name_key, spec_key, item_number, class_code, supplier_id, traits, certificates,
  attributes, price_band, lead_band, regions, NOT isempty(nara), NOT isempty(hyeokshin), NOT isempty(venture), listed_at)) WITH (fastupdate = off);

-- Newest first, either way along.
CREATE INDEX listing_listed_idx ON catalog.listing (listed_at, offer_id);
DROP INDEX catalog.listing_newest_idx;

-- How frequent the frequent lexemes are: a share of the listings, of a sample taken by a job. The row of ''
-- holds the number of listings.
CREATE TABLE catalog.lexeme_share (
  lexeme text PRIMARY KEY,
  share  real NOT NULL
);

-- 구매 실적: accepted orders of an offer. It outlives the listing.
CREATE TABLE catalog.offer_purchase (
  offer_id bigint PRIMARY KEY CONSTRAINT offer_purchase_offer_fk REFERENCES catalog.offer,
  orders   int NOT NULL DEFAULT 0,
  quantity bigint NOT NULL DEFAULT 0,
  last_at  timestamptz
);
INSERT INTO catalog.offer_purchase (offer_id, orders, quantity, last_at)
SELECT l.offer_id, count(DISTINCT l.order_id), sum(l.accepted), max(o.requested_at)
  FROM orders.line l JOIN orders."order" o ON o.id = l.order_id WHERE l.accepted > 0 GROUP BY l.offer_id;

-- What changes often and what lists are sorted by, beside the listing, so that a new price or purchase leaves
-- the search index alone.
CREATE TABLE catalog.listing_rank (
  offer_id   bigint PRIMARY KEY CONSTRAINT listing_rank_listing_fk REFERENCES catalog.listing ON DELETE CASCADE,
  class_code text NOT NULL,
  price      bigint NOT NULL,
  unit_price bigint NOT NULL,
  lead_days  int NOT NULL,
  bought     int NOT NULL,
  listed_at  timestamptz NOT NULL,
  changed_at timestamptz NOT NULL           -- of version, price or shelf: what alerts look at
);
CREATE FUNCTION catalog.rank_listing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO catalog.listing_rank (offer_id, class_code, price, unit_price, lead_days, bought, listed_at, changed_at)
    VALUES (NEW.offer_id, NEW.class_code, NEW.price, NEW.unit_price, NEW.lead_days,
            coalesce((SELECT p.orders FROM catalog.offer_purchase p WHERE p.offer_id = NEW.offer_id), 0), NEW.listed_at, audit.clock());
  ELSE                                       -- a move to another class is nothing to alert anybody to
    UPDATE catalog.listing_rank r SET class_code = NEW.class_code, price = NEW.price, unit_price = NEW.unit_price,
           lead_days = NEW.lead_days, listed_at = NEW.listed_at,
           changed_at = CASE WHEN (OLD.version_id, OLD.price, OLD.nara, OLD.hyeokshin, OLD.venture)
                                  IS DISTINCT FROM (NEW.version_id, NEW.price, NEW.nara, NEW.hyeokshin, NEW.venture)
                             THEN audit.clock() ELSE r.changed_at END
     WHERE r.offer_id = NEW.offer_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER listing_rank_insert AFTER INSERT ON catalog.listing FOR EACH ROW EXECUTE FUNCTION catalog.rank_listing();
CREATE TRIGGER listing_rank_update AFTER UPDATE ON catalog.listing FOR EACH ROW
  WHEN ((OLD.version_id, OLD.class_code, OLD.price, OLD.unit_price, OLD.lead_days, OLD.listed_at, OLD.nara, OLD.hyeokshin, OLD.venture)
        IS DISTINCT FROM (NEW.version_id, NEW.class_code, NEW.price, NEW.unit_price, NEW.lead_days, NEW.listed_at, NEW.nara, NEW.hyeokshin, NEW.venture))
  EXECUTE FUNCTION catalog.rank_listing();
INSERT INTO catalog.listing_rank
SELECT l.offer_id, l.class_code, l.price, l.unit_price, l.lead_days, coalesce(p.orders, 0), l.listed_at, l.listed_at
  FROM catalog.listing l LEFT JOIN catalog.offer_purchase p USING (offer_id);
CREATE INDEX listing_rank_price_idx ON catalog.listing_rank (price, offer_id);
CREATE INDEX listing_rank_unit_price_idx ON catalog.listing_rank (unit_price, offer_id);
CREATE INDEX listing_rank_lead_idx ON catalog.listing_rank (lead_days, price, offer_id);
CREATE INDEX listing_rank_bought_idx ON catalog.listing_rank (bought DESC, offer_id DESC);
CREATE INDEX listing_rank_class_price_idx ON catalog.listing_rank (class_code, price, offer_id);
CREATE INDEX listing_rank_class_unit_price_idx ON catalog.listing_rank (class_code, unit_price, offer_id);
CREATE INDEX listing_rank_changed_idx ON catalog.listing_rank (changed_at);

-- 동의어: another word for a class, or, without a class, another spelling of a word (외래어 표기).
CREATE TABLE catalog.synonym (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  class_code text CONSTRAINT synonym_class_fk REFERENCES catalog.class,
  word       text NOT NULL CONSTRAINT synonym_word_check CHECK (length(catalog.squeeze(word)) >= 2),
  meant      text NOT NULL DEFAULT '',       -- the usual spelling, when there is no class
  squeezed   text GENERATED ALWAYS AS (catalog.squeeze(word)) STORED,
  added_by   bigint,                         -- null: came with the program
  added_at   timestamptz NOT NULL DEFAULT now(),
  removed_by bigint,
  removed_at timestamptz,
  CONSTRAINT synonym_meant_check CHECK ((class_code IS NULL) = (meant <> ''))
);
CREATE UNIQUE INDEX synonym_word_key ON catalog.synonym (coalesce(class_code, ''), squeezed) WHERE removed_at IS NULL;

-- Words that names are made of and names of companies, taken apart into letters, for slips of the keyboard
-- and for suggestions. Kept by a job.
CREATE TABLE catalog.word (
  kind     text NOT NULL CONSTRAINT word_kind_check CHECK (kind IN ('word','company')),
  squeezed text NOT NULL,
  shown    text NOT NULL,
  letters  text NOT NULL,                    -- NFD: each syllable as its letters
  offers   int NOT NULL,                     -- that bear it
  ref      bigint,                           -- the company
  PRIMARY KEY (kind, squeezed)
);
CREATE INDEX word_letters_idx ON catalog.word USING gin (letters gin_trgm_ops);
CREATE INDEX word_prefix_idx ON catalog.word (letters text_pattern_ops);

-- What is searched for, by day, for suggestions: words only, never who.
CREATE TABLE catalog.search_count (
  day   date NOT NULL,
  words text NOT NULL,
  n     int NOT NULL,
  PRIMARY KEY (day, words)
);

-- Prices of a class by month, kept by a job: what an offer's price is compared with.
CREATE TABLE catalog.class_price (
  class_code   text NOT NULL CONSTRAINT class_price_class_fk REFERENCES catalog.class,
  content_unit text NOT NULL,                -- or the sales unit, where an offer names no content
  month        date NOT NULL,                -- its first day
  offers       int NOT NULL,
  low          bigint NOT NULL,              -- hundredths of a won for one content unit, like the two below
  median       bigint NOT NULL,
  high         bigint NOT NULL,
  as_of        timestamptz NOT NULL,
  PRIMARY KEY (class_code, content_unit, month)
);

-- Classes and attributes change with their history; old codes still find.
ALTER TABLE catalog.class
  ADD COLUMN moved_to  text CONSTRAINT class_moved_to_fk REFERENCES catalog.class CONSTRAINT class_moved_to_check CHECK (moved_to <> code),   -- closed: everything in it is there now
  ADD COLUMN edited_at timestamptz,                                                  -- by the desk: the program's own list yields
  ADD COLUMN version   int NOT NULL DEFAULT 1;
ALTER TABLE catalog.attribute
  ADD COLUMN retired_at timestamptz,                                                 -- no longer asked; values already given stay
  ADD COLUMN edited_at  timestamptz,
  ADD COLUMN retired_choices text[] NOT NULL DEFAULT '{}';                           -- no longer to be chosen; values already given stay
CREATE TABLE catalog.class_change (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind       text NOT NULL CONSTRAINT class_change_kind_check CHECK (kind IN ('rename','move','attribute_add','attribute_change','attribute_retire')),
  class_code text NOT NULL CONSTRAINT class_change_class_fk REFERENCES catalog.class,
  to_code    text CONSTRAINT class_change_to_fk REFERENCES catalog.class,            -- of a move
  attribute  text NOT NULL DEFAULT '',
  before     jsonb NOT NULL DEFAULT '{}',
  after      jsonb NOT NULL DEFAULT '{}',
  reason     text NOT NULL,
  items      int NOT NULL DEFAULT 0,                                                 -- that moved along
  changed_by bigint NOT NULL,
  changed_at timestamptz NOT NULL
);
CREATE INDEX class_change_class_idx ON catalog.class_change (class_code, id DESC);
CREATE TABLE catalog.item_class (
  item_number int NOT NULL CONSTRAINT item_class_item_fk REFERENCES catalog.item,
  change_id   bigint NOT NULL CONSTRAINT item_class_change_fk REFERENCES catalog.class_change,
  from_code   text NOT NULL,
  to_code     text NOT NULL,
  PRIMARY KEY (item_number, change_id)
);

-- What somebody typed and has not saved, as typed: it survives the session, the browser and a refusal.
CREATE TABLE catalog.form_draft (
  person_id bigint NOT NULL CONSTRAINT form_draft_person_fk REFERENCES org.person,
  form      text NOT NULL,                   -- e.g. offer:7/terms
  fields    jsonb NOT NULL,
  saved_at  timestamptz NOT NULL,
  PRIMARY KEY (person_id, form)
);

-- What seals a form for the person it was shown to, so that what is typed is kept when the session has run out.
CREATE TABLE catalog.form_key (key text NOT NULL);
INSERT INTO catalog.form_key (key) VALUES (gen_random_uuid()::text || gen_random_uuid()::text);

-- One maker's model under several spellings: found when an item is registered.
CREATE INDEX item_twin_idx ON catalog.item (catalog.squeeze(model), class_code);

-- When an offer was last worked on: its supplier's list shows the latest first, however long it is.
ALTER TABLE catalog.offer ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now();
UPDATE catalog.offer o SET changed_at = greatest(o.created_at, o.listed_at,
  (SELECT max(greatest(v.created_at, v.submitted_at, v.decided_at)) FROM catalog.offer_version v WHERE v.offer_id = o.id));
CREATE INDEX offer_changed_idx ON catalog.offer (supplier_id, changed_at DESC, id DESC);

GRANT SELECT, INSERT, UPDATE ON catalog.offer_purchase, catalog.listing_rank, catalog.synonym, catalog.word, catalog.lexeme_share, catalog.search_count, catalog.class_price,
  catalog.class_change, catalog.item_class, catalog.form_draft TO jangteo_app;
GRANT SELECT ON catalog.form_key TO jangteo_app;
GRANT DELETE ON catalog.listing_rank, catalog.word, catalog.lexeme_share, catalog.search_count, catalog.class_price, catalog.form_draft TO jangteo_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA catalog TO jangteo_app;

DROP TRIGGER listing_opening_note ON catalog.listing;
DROP FUNCTION catalog.note_opening();
DROP TABLE catalog.listing_opening;
DROP SCHEMA watch CASCADE;

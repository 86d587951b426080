-- All else that is known of a person, under OIDC's names and as JSON: it is read
-- with its person and never searched, so a claim more needs no column more. Empty
-- is nothing, which is what most people have.

-- +goose Up
ALTER TABLE users ADD COLUMN profile TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN blocked BOOLEAN NOT NULL DEFAULT FALSE;
-- A person who is blocked or deleted takes their challenges along.
CREATE INDEX challenges_address ON challenges (connection, address);

-- What the tokens of a refresh say because it was asked for by name.

-- +goose Up
ALTER TABLE refresh_families ADD COLUMN userinfo_claims TEXT NOT NULL DEFAULT '';
ALTER TABLE refresh_families ADD COLUMN id_token_claims TEXT NOT NULL DEFAULT '';
ALTER TABLE refresh_families ADD COLUMN acr_due BOOLEAN NOT NULL DEFAULT FALSE;

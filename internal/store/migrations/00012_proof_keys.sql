-- The key that a DPoP proof must be of for a family to be used: its thumbprint,
-- empty where anybody who has the token, and proves to be the client, may use it.

-- +goose Up
ALTER TABLE refresh_families ADD COLUMN proof_key TEXT NOT NULL DEFAULT '';

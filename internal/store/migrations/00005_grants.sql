-- +goose Up
-- The ids of authorization codes and client assertions that were used. A row is
-- kept as long as its code could be used again.
CREATE TABLE spent_codes (
    id         TEXT   NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
);
CREATE INDEX spent_codes_expires_at ON spent_codes (expires_at);

-- Authorizations of which no token is good any more. A row is kept as long as
-- one of its access tokens could live.
CREATE TABLE revoked_authorizations (
    id         TEXT   NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
);
CREATE INDEX revoked_authorizations_expires_at ON revoked_authorizations (expires_at);

-- Clients that registered themselves (RFC 7591), without anything that would let
-- somebody act as one of them. The one row of client_registry, made with the first
-- of them, counts them, so that there are never more than may be, and counts every
-- change, so that whoever holds them in memory sees in one look whether they are
-- still the same.

-- +goose Up
CREATE TABLE registered_clients (
    client_id  TEXT   NOT NULL PRIMARY KEY,
    metadata   TEXT   NOT NULL,
    token_hash BYTEA  NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE client_registry (
    id       BIGINT NOT NULL PRIMARY KEY,
    revision BIGINT NOT NULL,
    clients  BIGINT NOT NULL
);

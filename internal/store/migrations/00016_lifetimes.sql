-- The longest lifetime that access tokens were ever given here. Tokens keep theirs
-- when a configuration shortens it, so revocations are remembered for this long.

-- +goose Up
CREATE TABLE access_lifetimes (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    longest BIGINT NOT NULL
);

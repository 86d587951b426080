-- One row an authorization's line of refresh tokens; the tokens are not kept.
-- ends_at is the earlier of the absolute end and the idle end; both it and
-- expires_at are 9223372036854775807 where there is no end. user_id is no
-- foreign key: a token of a person who is gone must be told from an unknown one.

-- +goose Up
CREATE TABLE refresh_families (
    id            TEXT    NOT NULL PRIMARY KEY,
    client_id     TEXT    NOT NULL,
    user_id       TEXT    NOT NULL,
    sid           TEXT    NOT NULL,
    connection    TEXT    NOT NULL,
    audience      TEXT    NOT NULL,
    scope         TEXT    NOT NULL,
    auth_time     BIGINT  NOT NULL,
    auth_time_due BOOLEAN NOT NULL,
    max_lifetime  BIGINT  NOT NULL,
    generation    BIGINT  NOT NULL,
    created_at    BIGINT  NOT NULL,
    rotated_at    BIGINT  NOT NULL,
    seen_at       BIGINT  NOT NULL,
    expires_at    BIGINT  NOT NULL,
    idle_lifetime BIGINT  NOT NULL,
    ends_at       BIGINT  NOT NULL
);
CREATE INDEX refresh_families_owner ON refresh_families (user_id, client_id, created_at, id);
CREATE INDEX refresh_families_sid ON refresh_families (sid);
CREATE INDEX refresh_families_ends_at ON refresh_families (ends_at);

-- One text for SQLite and PostgreSQL. Times and lifetimes are milliseconds.
-- BYTEA has no meaning to SQLite, which keeps the bytes as they are.

-- +goose Up
CREATE TABLE key_ring (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    version BIGINT NOT NULL,
    sealed  TEXT   NOT NULL
);

CREATE TABLE users (
    id             TEXT    NOT NULL PRIMARY KEY,
    connection     TEXT    NOT NULL,
    identifier     TEXT    NOT NULL,
    email          TEXT    NOT NULL,
    email_verified BOOLEAN NOT NULL,
    name           TEXT    NOT NULL,
    nickname       TEXT    NOT NULL,
    picture        TEXT    NOT NULL,
    created_at     BIGINT  NOT NULL,
    updated_at     BIGINT  NOT NULL,
    UNIQUE (connection, identifier)
);

CREATE TABLE sessions (
    hash          BYTEA  NOT NULL PRIMARY KEY,
    sid           TEXT   NOT NULL,
    user_id       TEXT   NOT NULL REFERENCES users (id),
    connection    TEXT   NOT NULL,
    auth_time     BIGINT NOT NULL,
    seen_at       BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    idle_lifetime BIGINT NOT NULL
);
-- For the foreign key, which SQLite checks from the side of users as well.
CREATE INDEX sessions_user_id ON sessions (user_id);
CREATE INDEX sessions_expires_at ON sessions (expires_at);
CREATE INDEX sessions_idle_at ON sessions ((seen_at + idle_lifetime));

CREATE TABLE challenges (
    slot       TEXT   NOT NULL PRIMARY KEY,
    id         TEXT   NOT NULL,
    client_id  TEXT   NOT NULL,
    connection TEXT   NOT NULL,
    address    TEXT   NOT NULL,
    code_hash  BYTEA,
    link_hash  BYTEA,
    pending    TEXT   NOT NULL,
    tries      BIGINT NOT NULL,
    max_tries  BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX challenges_expires_at ON challenges (expires_at);

CREATE TABLE counters (
    name       TEXT   NOT NULL,
    starts_at  BIGINT NOT NULL,
    n          BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (name, starts_at)
);
CREATE INDEX counters_expires_at ON counters (expires_at);

-- slot is the challenge's: a mail goes with the challenge it is about.
CREATE TABLE outbox (
    id         TEXT   NOT NULL PRIMARY KEY,
    slot       TEXT   NOT NULL,
    body       TEXT   NOT NULL,
    tries      BIGINT NOT NULL,
    due_at     BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX outbox_slot ON outbox (slot);
CREATE INDEX outbox_due_at ON outbox (due_at);
CREATE INDEX outbox_expires_at ON outbox (expires_at);

CREATE TABLE heartbeats (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    n  BIGINT NOT NULL
);

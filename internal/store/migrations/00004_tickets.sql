-- Login tickets: a login proved on an application's page, until /authorize
-- takes it. Swept like everything else that expires.

-- +goose Up
CREATE TABLE tickets (
    hash          BYTEA  NOT NULL PRIMARY KEY,
    user_id       TEXT   NOT NULL REFERENCES users (id),
    client_id     TEXT   NOT NULL,
    origin        TEXT   NOT NULL,
    co_id         TEXT   NOT NULL,
    cookie_hash   BYTEA  NOT NULL,
    verifier_hash BYTEA  NOT NULL,
    expires_at    BIGINT NOT NULL
);
-- For the foreign key, which SQLite checks from the side of users as well.
CREATE INDEX tickets_user_id ON tickets (user_id);
CREATE INDEX tickets_expires_at ON tickets (expires_at);

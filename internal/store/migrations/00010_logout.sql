-- Which clients got tokens in a session: those that are told when it ends. The
-- rows go with their session, also to its new cookie. A notice is what one of them is yet to be told.

-- +goose Up
CREATE TABLE session_clients (
    session   BYTEA NOT NULL REFERENCES sessions (hash) ON DELETE CASCADE ON UPDATE CASCADE,
    client_id TEXT  NOT NULL,
    PRIMARY KEY (session, client_id)
);

CREATE TABLE logout_notices (
    id         TEXT   NOT NULL PRIMARY KEY,
    client_id  TEXT   NOT NULL,
    user_id    TEXT   NOT NULL,
    sid        TEXT   NOT NULL,
    tries      BIGINT NOT NULL,
    due_at     BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX logout_notices_due_at ON logout_notices (due_at);
CREATE INDEX logout_notices_expires_at ON logout_notices (expires_at);

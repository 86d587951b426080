-- The audit log. Rows are added, and deleted when they are old; none is changed.
-- An id begins with its time, so that the key orders them and finds the old ones.

-- +goose Up
CREATE TABLE events (
    id         TEXT   NOT NULL PRIMARY KEY,
    at         BIGINT NOT NULL,
    type       TEXT   NOT NULL,
    client_id  TEXT   NOT NULL,
    user_id    TEXT   NOT NULL,
    connection TEXT   NOT NULL,
    actor      TEXT   NOT NULL,
    ip         TEXT   NOT NULL,
    request_id TEXT   NOT NULL,
    detail     TEXT   NOT NULL
);

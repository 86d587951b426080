-- What people allowed clients that are not first party. One row a scope, so that
-- two answers at once add up; the row of the empty scope says that there was an
-- answer, and when the last one was.

-- +goose Up
CREATE TABLE consents (
    user_id   TEXT   NOT NULL REFERENCES users (id),
    client_id TEXT   NOT NULL,
    audience  TEXT   NOT NULL,
    scope     TEXT   NOT NULL,
    given_at  BIGINT NOT NULL,
    PRIMARY KEY (user_id, client_id, audience, scope)
);

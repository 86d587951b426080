-- What devices without a browser ask for, until the tokens are fetched. answer is
-- 0 until a person says yes (1) or no (2); whose tokens they will be is known only
-- then, so user_id is empty before and no foreign key. From ends_at on the codes
-- are dead; the row stays to expires_at, to tell the device so. polls_from is when
-- the next poll may come.

-- +goose Up
CREATE TABLE device_codes (
    device_hash BYTEA   NOT NULL PRIMARY KEY,
    user_hash   BYTEA   NOT NULL UNIQUE,
    id          TEXT    NOT NULL,
    client_id   TEXT    NOT NULL,
    audience    TEXT    NOT NULL,
    scope       TEXT    NOT NULL,
    answer      BIGINT  NOT NULL,
    user_id     TEXT    NOT NULL,
    connection  TEXT    NOT NULL,
    auth_time   BIGINT  NOT NULL,
    poll_every  BIGINT  NOT NULL,
    polls_from  BIGINT  NOT NULL,
    hurried     BOOLEAN NOT NULL,
    ends_at     BIGINT  NOT NULL,
    expires_at  BIGINT  NOT NULL
);
CREATE INDEX device_codes_user_id ON device_codes (user_id);
CREATE INDEX device_codes_expires_at ON device_codes (expires_at);

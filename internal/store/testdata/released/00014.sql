INSERT INTO key_ring (id, version, sealed) VALUES (1, 7, 'sealed keys');

INSERT INTO users (id, connection, identifier, email, email_verified, name, nickname, picture, created_at, updated_at,
  phone_number, phone_verified, profile, blocked)
VALUES ('email|ada', 'email', 'ada@example.com', 'ada@example.com', TRUE, 'Ada ''Countess'' Lovelace', 'ada',
  'https://example.com/ada.png', 1700000000000, 1772366300000, '+14155550123', TRUE,
  '{"given_name":"Ada","locale":"en-GB"}', FALSE);
INSERT INTO users (id, connection, identifier, email, email_verified, name, nickname, picture, created_at, updated_at,
  phone_number, phone_verified, profile, blocked)
VALUES ('sms|bob', 'sms', '+14155550199', '', FALSE, '名前', '', '', 1700000000000, 1700000000000,
  '+14155550199', TRUE, '', TRUE);

INSERT INTO sessions (hash, sid, user_id, connection, auth_time, seen_at, expires_at, idle_lifetime)
VALUES (x'00ff01', 'sid-ada', 'email|ada', 'email', 1772362800000, 1772366000000, 1772971200000, 259200000);

INSERT INTO session_clients (session, client_id) VALUES (x'00ff01', 'shop');

INSERT INTO challenges (slot, id, client_id, connection, address, code_hash, link_hash, pending, tries, max_tries, created_at, expires_at)
VALUES ('slot-ada', 'challenge', 'spa', 'email', 'ada@example.com', x'c0de', x'11', 'sealed request', 2, 3, 1772366300000, 1772366600000);

INSERT INTO outbox (id, slot, body, tries, due_at, expires_at)
VALUES ('mail', 'slot-ada', 'sealed mail', 1, 1772366399000, 1772366600000);

INSERT INTO tickets (hash, user_id, client_id, origin, co_id, cookie_hash, verifier_hash, expires_at)
VALUES (x'71', 'email|ada', 'spa', 'https://app.example.com', 'co', x'72', x'', 1772366600000);

INSERT INTO counters (name, starts_at, n, expires_at) VALUES ('start ada', 1772366000000, 4, 1772370000000);

INSERT INTO spent_codes (id, expires_at) VALUES ('code', 1772366600000);

INSERT INTO revoked_authorizations (id, expires_at) VALUES ('revoked', 1772452800000);

INSERT INTO consents (user_id, client_id, audience, scope, given_at)
VALUES ('email|ada', 'partner', 'https://api.example.com', '', 1772366000000);
INSERT INTO consents (user_id, client_id, audience, scope, given_at)
VALUES ('email|ada', 'partner', 'https://api.example.com', 'read:orders', 1772366000000);

INSERT INTO refresh_families (id, client_id, user_id, sid, connection, audience, scope, auth_time, auth_time_due, max_lifetime,
  generation, created_at, rotated_at, seen_at, expires_at, idle_lifetime, ends_at, userinfo_claims, id_token_claims, acr_due, proof_key)
VALUES ('family', 'mobile', 'email|ada', 'sid-ada', 'email', 'https://api.example.com', 'openid offline_access', 1772362800000, TRUE,
  60000, 5, 1772362800000, 1772366000000, 1772366000000, 1774958400000, 1296000000, 1773662000000, 'email name', 'picture', TRUE, 'thumbprint');
INSERT INTO refresh_families (id, client_id, user_id, sid, connection, audience, scope, auth_time, auth_time_due, max_lifetime,
  generation, created_at, rotated_at, seen_at, expires_at, idle_lifetime, ends_at, userinfo_claims, id_token_claims, acr_due, proof_key)
VALUES ('endless', 'mobile', 'email|ada', '', 'email', '', 'openid', 1772362800000, FALSE,
  0, 0, 1772362800000, 1772362800000, 1772362800000, 9223372036854775807, 0, 9223372036854775807, '', '', FALSE, '');

INSERT INTO logout_notices (id, client_id, user_id, sid, tries, due_at, expires_at)
VALUES ('notice', 'shop', 'email|ada', 'sid-old', 1, 1772366399000, 1772370000000);

INSERT INTO registered_clients (client_id, metadata, token_hash, created_at, updated_at)
VALUES ('dcr_one', '{"client_name":"One"}', x'01', 1772366000000, 1772366300000);

INSERT INTO client_registry (id, revision, clients) VALUES (1, 3, 1);

INSERT INTO device_codes (device_hash, user_hash, id, client_id, audience, scope, answer, user_id, connection, auth_time,
  poll_every, polls_from, hurried, ends_at, expires_at)
VALUES (x'd1', x'd2', 'tv-1', 'tv', '', 'openid', 0, '', '', 0, 5000, 0, FALSE, 1772366600000, 1772366900000);

INSERT INTO heartbeats (id, n) VALUES (1, 41);

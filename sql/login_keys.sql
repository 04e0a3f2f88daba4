-- Keys come from the settings, and where these are empty from Better Auth's table; nobody but the administrator sets them.
\set ECHO none
\i test/fixture.psql
\i test/tokens.psql
\set ECHO all
SELECT name, context, unit, min_val, max_val FROM pg_settings WHERE name LIKE 'todo.jwt%' ORDER BY name;
-- RFC 8037 appendix A's key, and two tokens of it until the year 2100: with kid "rfc", and without
\set rfc8037 '{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}'
\set ed25519 'eyJhbGciOiJFZERTQSIsImtpZCI6InJmYyJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJhdWQiOiJ0b2RvIiwiZXhwIjo0MTAyNDQ0ODAwLCJzdWIiOiIwMDAwMDAwMC0wMDAwLTQwMDAtODAwMC0wMDAwMDAwMDAwMGIifQ.dvavCPoC8jHz2qQtLsY-esDPwh8m_vltLV3Qbm85pv6SKMfHhr4DpmPsYu0_kUifkDfHIbmvVIMjDx3hv1NADA'
\set ed25519_no_kid 'eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJhdWQiOiJ0b2RvIiwiZXhwIjo0MTAyNDQ0ODAwLCJzdWIiOiIwMDAwMDAwMC0wMDAwLTQwMDAtODAwMC0wMDAwMDAwMDAwMGIifQ.uZCdLkaK9ZTVO-ParOjaviDAcOBfHWg3F1yS1x8K5aHLVxkPvDJF33LcjKL8vtNoJ9RwBJHQmOYnln9XHBSuAw'
SELECT pg_temp.token(json_build_object('sub', :alice)::jsonb) AS hs256 \gset
SET ROLE regress_app;
SELECT left(pg_temp.error('SHOW todo.jwt_keys'), 5) AS keys, left(pg_temp.error('SHOW todo.jwt_keys_file'), 5) AS keys_file;
SELECT pg_temp.error('SET todo.jwt_keys = ''{}''');
SELECT pg_temp.error('SET todo.jwt_issuer = ''https://evil.example''');
SELECT pg_temp.error('SET todo.jwt_leeway = 600');
SELECT login(:'hs256', 'session') = :alice AS alice;
SELECT pg_temp.error(format('SELECT todo.login(%L, ''session'')', :'ed25519'));
-- both settings at once; a key of an unknown kind is left out
RESET ROLE;
ALTER SYSTEM SET todo.jwt_keys = '{"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "kid": "rfc"}, {"kty": "EC", "crv": "P-521"}]}';
\i test/reload.psql
SET ROLE regress_app;
SELECT login(:'ed25519', 'session') = :bob AS bob, login(:'hs256', 'session') = :alice AS alice;
-- no secret in a setting, no private key, no kid twice, no nonsense: nobody gets in, the file's key or not
RESET ROLE;
ALTER SYSTEM SET todo.jwt_keys = '{"keys": [{"kty": "oct", "kid": "k2", "k": "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ"}]}';
\i test/reload.psql
SELECT pg_temp.error(format('SELECT todo.login(%L, ''session'')', :'hs256'));
ALTER SYSTEM SET todo.jwt_keys = '{"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "kid": "rfc", "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}]}';
\i test/reload.psql
SELECT pg_temp.error(format('SELECT todo.login(%L, ''session'')', :'ed25519'));
ALTER SYSTEM SET todo.jwt_keys = '{"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "kid": "k1"}]}';
\i test/reload.psql
SELECT pg_temp.error(format('SELECT todo.login(%L, ''session'')', :'hs256'));
ALTER SYSTEM SET todo.jwt_keys = 'not JSON';
\i test/reload.psql
SELECT pg_temp.error(format('SELECT todo.login(%L, ''session'')', :'hs256'));
-- no settings, no table
ALTER SYSTEM RESET todo.jwt_keys;
ALTER SYSTEM RESET todo.jwt_keys_file;
\i test/reload.psql
SELECT pg_temp.error(format('SELECT todo.login(%L, ''session'')', :'hs256'));
-- Better Auth's table: its id is the key's; a token that names none finds the only key
SELECT count(*) > 50 AS made FROM install_better_auth();
SELECT * FROM install_better_auth();
:as_service
INSERT INTO jwks (public_key, private_key, created_at) VALUES (:'rfc8037', '', now());
SET ROLE regress_app;
SELECT login(:'ed25519_no_kid', 'session') = :bob AS bob;
SELECT pg_temp.error(format('SELECT todo.login(%L, ''session'')', :'ed25519'));
-- expired, renewed, gone: each at once, though the token is remembered
:as_service
UPDATE jwks SET expires_at = now();
SET ROLE regress_app;
SELECT pg_temp.error(format('SELECT todo.login(%L, ''session'')', :'ed25519_no_kid'));
:as_service
UPDATE jwks SET expires_at = now() + interval '1 hour';
SET ROLE regress_app;
SELECT login(:'ed25519_no_kid', 'session') = :bob AS bob;
:as_service
DELETE FROM jwks;
SET ROLE regress_app;
SELECT pg_temp.error(format('SELECT todo.login(%L, ''session'')', :'ed25519_no_kid'));
-- end users reach none of these tables, nor does a service that acts as one
SELECT relname, pg_temp.error(format('SELECT FROM %s', oid::regclass)) AS answer FROM pg_class
WHERE relname IN ('session', 'account', 'verification', 'jwks') AND relnamespace = 'todo'::regnamespace ORDER BY relname;
:as_service
INSERT INTO jwks (public_key, private_key, created_at) VALUES (:'rfc8037', '', now());
SELECT count(*) FROM jwks;
:as_service_for_alice
SELECT count(*) FROM jwks;
:as_owner
SELECT check_name, detail FROM doctor() WHERE NOT ok;
DROP TABLE session, account, verification, jwks;
\set ECHO none
\i test/no_tokens.psql

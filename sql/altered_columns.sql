-- Columns of ours that are generated, or hold nulls of before: nothing reads what is not there, and doctor() tells.
\set ECHO none
\i test/fixture.psql
\i test/doctor.psql
\i test/tokens.psql
-- Where PostgreSQL has them, virtual ones: no tuple has their value.
SELECT CASE WHEN current_setting('server_version_num')::int < 180000 THEN 'STORED' ELSE 'VIRTUAL' END AS kind,
       CASE WHEN current_setting('server_version_num')::int < 180000 THEN 'ALTER TABLE tasks ALTER version SET STATISTICS -1'
            ELSE 'ALTER TABLE tasks ALTER version DROP NOT NULL, ADD CONSTRAINT not_valid NOT NULL version NOT VALID' END AS not_valid \gset
\set rfc8037 '{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}'
\set token 'eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJhdWQiOiJ0b2RvIiwiZXhwIjo0MTAyNDQ0ODAwLCJzdWIiOiIwMDAwMDAwMC0wMDAwLTQwMDAtODAwMC0wMDAwMDAwMDAwMGIifQ.uZCdLkaK9ZTVO-ParOjaviDAcOBfHWg3F1yS1x8K5aHLVxkPvDJF33LcjKL8vtNoJ9RwBJHQmOYnln9XHBSuAw'
ALTER SYSTEM RESET todo.jwt_keys_file;
\i test/reload.psql
\set ECHO all
-- what is not kept of accounts: install() mends the rest
BEGIN;
ALTER TABLE users DROP COLUMN image, ADD image text GENERATED ALWAYS AS ('https://example.com/' || md5(email)) :kind;
DROP TRIGGER tasks_rules ON tasks;
SELECT count(*) > 0 AS mended FROM install();
SELECT detail FROM doctor() WHERE check_name IN ('columns', 'triggers');
ROLLBACK;
-- ids, whose default is not told of besides
BEGIN;
ALTER TABLE tasks DROP COLUMN id CASCADE, ADD id uuid GENERATED ALWAYS AS (md5(title)::uuid) STORED PRIMARY KEY;
SELECT count(*) > 0 AS mended FROM install();
SELECT detail FROM doctor() WHERE check_name = 'columns';
ROLLBACK;
-- what tasks are written with
BEGIN;
ALTER TABLE tasks DROP COLUMN completed_at CASCADE, ADD completed_at timestamptz GENERATED ALWAYS AS (CASE WHEN completed THEN updated_at END) :kind;
SELECT count(*) > 0 AS mended FROM install();
SELECT detail FROM doctor() WHERE check_name = 'columns';
ROLLBACK;
-- a key that has ended long ago proves nothing
SELECT count(*) > 50 AS made FROM install_better_auth();
INSERT INTO jwks (public_key, private_key, created_at) VALUES (:'rfc8037', '', now() - interval '1 year');
SET ROLE regress_app;
SELECT login(:'token', 'session') = :bob AS bob;
:as_owner
ALTER TABLE jwks DROP COLUMN expires_at, ADD expires_at timestamptz GENERATED ALWAYS AS (((created_at AT TIME ZONE 'UTC') + interval '30 days') AT TIME ZONE 'UTC') :kind;
SET ROLE regress_app;
SELECT pg_temp.error(format('SELECT todo.login(%L, ''session'')', :'token')) = 'no error' AS is_taken;
:as_owner
SELECT count(*) > 0 AS mended FROM install();
SELECT detail FROM doctor() WHERE check_name = 'columns';
DROP TABLE session, account, verification, jwks;
-- NOT NULL is for new rows alone: all else is looked at
BEGIN;
ALTER POLICY users_isolation_policy ON users USING (true);
:not_valid;
SELECT count(*) FILTER (WHERE check_name = 'policies' AND detail ~ 'another USING') AS policies,
    count(*) FILTER (WHERE check_name = 'columns' AND detail ~ 'VALIDATE') = (current_setting('server_version_num')::int >= 180000)::int AS columns
FROM doctor() WHERE NOT ok;
ROLLBACK;
\set ECHO none
\i test/no_tokens.psql

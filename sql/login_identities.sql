-- A subject that is no UUID is the user that todo.identities says, as long as it says so.
\set ECHO none
\i test/fixture.psql
\i test/tokens.psql
\set ECHO all
SELECT pg_temp.token('{"sub": "auth0|7"}') AS token \gset
:as_service
INSERT INTO identities (issuer, subject, user_id) VALUES ('https://id.example', 'auth0|7', :alice), ('https://other.example', 'auth0|8', :bob);
SELECT count(*) FROM identities;
SET ROLE regress_app;
SELECT login(:'token', 'session') = :alice AS alice;
-- they are closed to a user, the own as well
SELECT pg_temp.error('SELECT subject FROM todo.identities');
SELECT pg_temp.error('INSERT INTO todo.identities (issuer, subject, user_id) SELECT ''https://id.example'', ''x'', todo.current_user_id()');
SELECT pg_temp.error('UPDATE todo.identities SET subject = ''x''');
SELECT pg_temp.error('DELETE FROM todo.identities');
-- another issuer's subject, and another case
SELECT pg_temp.error(format('SELECT todo.login(%L, ''session'')', pg_temp.token('{"sub": "auth0|8"}')));
SELECT pg_temp.error(format('SELECT todo.login(%L, ''session'')', pg_temp.token('{"sub": "Auth0|7"}')));
-- what is remembered is forgotten when it is given to another, or taken away
:as_service
UPDATE identities SET user_id = :bob WHERE subject = 'auth0|7';
SET ROLE regress_app;
SELECT login(:'token', 'session') = :bob AS bob;
:as_service
DELETE FROM identities WHERE subject = 'auth0|7';
SET ROLE regress_app;
SELECT pg_temp.error(format('SELECT todo.login(%L, ''session'')', :'token'));
-- so it is when its user goes, and when all go at once
:as_service
INSERT INTO identities (issuer, subject, user_id) VALUES ('https://id.example', 'auth0|7', :alice);
SET ROLE regress_app;
SELECT login(:'token', 'session') = :alice AS alice;
:as_service
DELETE FROM users WHERE id = :alice;
SET ROLE regress_app;
SELECT pg_temp.error(format('SELECT todo.login(%L, ''session'')', :'token'));
:as_service
INSERT INTO identities (issuer, subject, user_id) VALUES ('https://id.example', 'auth0|7', :bob);
SET ROLE regress_app;
SELECT login(:'token', 'session') = :bob AS bob;
:as_owner
TRUNCATE identities;
SET ROLE regress_app;
SELECT pg_temp.error(format('SELECT todo.login(%L, ''session'')', :'token'));
-- without its triggers the table is not believed
:as_owner
INSERT INTO identities (issuer, subject, user_id) VALUES ('https://id.example', 'auth0|7', :bob);
ALTER TABLE identities DISABLE TRIGGER identities_changed;
SELECT check_name, detail FROM doctor() WHERE NOT ok;
SET ROLE regress_app;
SELECT pg_temp.error(format('SELECT todo.login(%L, ''session'')', :'token'));
:as_owner
SELECT install();
SET ROLE regress_app;
SELECT login(:'token', 'session') = :bob AS bob;
-- nor is anybody taken where the trigger does not tell of every change
:as_owner
BEGIN;
DROP TRIGGER identities_changed ON identities;
CREATE TRIGGER identities_changed AFTER INSERT OR UPDATE OF subject OR DELETE ON identities FOR EACH ROW EXECUTE FUNCTION forget_proofs();
ALTER TABLE identities ENABLE ALWAYS TRIGGER identities_changed;
SELECT left(pg_temp.error(format('SELECT todo.login(%L, ''session'')', :'token')), 5) AS error;
ROLLBACK;
BEGIN;
DROP TRIGGER identities_changed ON identities;
CREATE TRIGGER identities_changed AFTER INSERT OR UPDATE OR DELETE ON identities FOR EACH ROW WHEN (pg_trigger_depth() = 99) EXECUTE FUNCTION forget_proofs();
ALTER TABLE identities ENABLE ALWAYS TRIGGER identities_changed;
SELECT left(pg_temp.error(format('SELECT todo.login(%L, ''session'')', :'token')), 5) AS error;
ROLLBACK;
\set ECHO none
\i test/no_tokens.psql

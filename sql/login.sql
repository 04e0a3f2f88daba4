-- login signs in the user that a token proves, for a transaction or a session, until the token expires.
\set ECHO none
\i test/fixture.psql
\i test/tokens.psql
\set ECHO all
SELECT pg_temp.token(json_build_object('sub', :alice)::jsonb) AS alices, pg_temp.token(json_build_object('sub', :bob)::jsonb) AS bobs \gset
SET ROLE regress_app;
-- a transaction's identity needs a transaction
\set VERBOSITY sqlstate
SELECT login(:'alices');
\set VERBOSITY default
BEGIN;
SELECT login(:'alices') = :alice AS alice;
SELECT current_user_id() = :alice AS alice, title FROM create_task('Alice''s');
COMMIT;
SELECT current_user_id(), count(*) FROM tasks;
-- savepoints, and another user on top
BEGIN;
SELECT login(:'alices') = :alice AS alice;
SAVEPOINT s;
SELECT login(:'bobs') = :bob AS bob;
SELECT count(*) AS bobs FROM tasks;
ROLLBACK TO s;
SELECT count(*) AS alices FROM tasks;
-- a refused token does not sign out who is there; the savepoint is as it was
SAVEPOINT s;
SELECT login('no.such.token');
ROLLBACK TO s;
SELECT current_user_id() = :alice AS alice;
COMMIT;
-- a session
SELECT login(:'alices', 'session') = :alice AS alice;
SELECT login(scope => 'session', token => :'bobs') = :bob AS bob;
SELECT current_user_id() = :bob AS bob;
SELECT logout();
SELECT current_user_id();
-- a session ends when its token expires: 30 seconds of leeway were added to what is past
SELECT pg_temp.token(jsonb_build_object('sub', :alice, 'exp', pg_temp.epoch(-26))) AS short \gset
SELECT login(:'short', 'session') = :alice AS alice;
SELECT count(*) AS alices FROM tasks;
SELECT pg_sleep(5);
SELECT current_user_id(), count(*) FROM tasks;
SELECT pg_temp.error('SELECT todo.create_task(''too late'')');
-- what has been remembered has expired as well
SELECT pg_temp.error(format('SELECT todo.login(%L, ''session'')', :'short'));
-- a service whose user's proof has expired does not see everybody's rows, nor does it maintain them
RESET ROLE;
GRANT authenticated_user TO regress_backend;
SELECT logout();
SET ROLE regress_backend;
SELECT count(*) AS all_users, nobody_signed_in() FROM users;
SELECT pg_temp.token(jsonb_build_object('sub', :alice, 'exp', pg_temp.epoch(-26))) AS short \gset
SELECT login(:'short', 'session') = :alice AS alice;
SELECT count(*) AS alice FROM users;
SELECT pg_sleep(5);
SELECT count(*) AS nobody, nobody_signed_in() FROM users;
SELECT pg_temp.error('SELECT todo.run_maintenance()');
SELECT pg_temp.error('SELECT todo.doctor()');
SELECT logout();
SELECT count(*) AS all_users FROM users;
RESET ROLE;
REVOKE authenticated_user FROM regress_backend;
-- who may, and bad arguments
SET ROLE regress_stranger;
SELECT todo.login('x', 'session');
SET ROLE regress_app;
SELECT pg_temp.error('SELECT todo.login(NULL)');
SELECT pg_temp.error('SELECT todo.login(''x'', ''for ever'')');
SELECT pg_temp.error('SELECT todo.login(''x'', NULL)');
\set ECHO none
\i test/no_tokens.psql

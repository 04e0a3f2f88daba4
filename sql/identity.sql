-- set_user says who the end user is, for a transaction or a session; logout ends it.
\set ECHO none
\i test/fixture.psql
\set ECHO all
SELECT current_user_id();
-- a transaction's identity needs a transaction
\set VERBOSITY sqlstate
SELECT set_user(:alice);
\set VERBOSITY default
BEGIN;
SELECT set_user(:alice);
SELECT current_user_id();
COMMIT;
SELECT current_user_id();
-- savepoints
BEGIN;
SELECT set_user(:alice);
SAVEPOINT s;
SELECT set_user(:bob, 'transaction');
SELECT current_user_id() = :bob AS bob;
ROLLBACK TO s;
SELECT current_user_id() = :alice AS alice_again;
ROLLBACK;
SELECT current_user_id();
-- a session's identity, and a transaction's on top of it
SELECT set_user(:alice, 'session');
BEGIN;
SELECT set_user(:bob);
SELECT current_user_id() = :bob AS bob;
-- an error inside the transaction
SELECT 1 / 0;
ROLLBACK;
SELECT current_user_id() = :alice AS alice_again;
BEGIN;
SELECT logout();
SELECT current_user_id();
ROLLBACK;
SELECT current_user_id() = :alice AS logout_was_rolled_back;
BEGIN;
SELECT set_user(:bob);
SELECT logout();
COMMIT;
SELECT current_user_id();
-- RESET ALL and DISCARD ALL sign out
SELECT set_user(:alice, 'session');
RESET ALL;
SELECT todo.current_user_id();
SELECT todo.set_user(:alice, 'session');
DISCARD ALL;
SELECT todo.current_user_id();
-- bad arguments
SELECT todo.set_user(NULL, 'session');
SELECT todo.set_user(:alice, 'for ever');
SELECT todo.set_user(:alice, NULL);
-- what is being read goes on with what the new user may see
SELECT count(*) > 1 AS all_of_them FROM todo.users;
BEGIN;
SET ROLE regress_backend;
DECLARE everybody CURSOR FOR SELECT id FROM todo.users;
SELECT todo.set_user(:alice);
FETCH ALL FROM everybody;
ROLLBACK;
-- in no function that runs with its owner's rights
CREATE FUNCTION pg_temp.sign_in() RETURNS void LANGUAGE sql SECURITY DEFINER AS $$SELECT todo.set_user('00000000-0000-4000-8000-00000000000a', 'session')$$;
CREATE FUNCTION pg_temp.sign_out() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'SELECT todo.logout()';
SELECT pg_temp.sign_in();
SELECT pg_temp.sign_out();
-- only a trusted back end may
SET ROLE regress_app;
SELECT todo.set_user(:alice, 'session');
SET ROLE regress_backend;
SELECT todo.set_user(:alice, 'session');
SET ROLE regress_app;
SELECT todo.current_user_id() = :alice AS alice, (SELECT count(*) FROM todo.users) AS accounts;
SELECT todo.logout();
-- a client's own RESET ALL
SET ROLE regress_backend;
SELECT todo.set_user(:alice, 'session');
SET ROLE regress_app;
RESET ALL;
SELECT todo.current_user_id();

-- doctor() finds grants that are lost, or more than there should be, and who owns what; install() puts back what is lost.
\set ECHO none
\i test/fixture.psql
\i test/doctor.psql
\set ECHO all
-- grants on functions; all grants, as when a role was dropped and made anew
REVOKE EXECUTE ON FUNCTION create_task FROM authenticated_user;
:found
DROP OWNED BY authenticated_user;
:install
-- more than a client may read; a dump that would not restore
GRANT SELECT ON ALL TABLES IN SCHEMA todo TO authenticated_user;
:found
REVOKE SELECT ON users, identities FROM authenticated_user;
:install
BEGIN;
UPDATE pg_init_privs SET initprivs = initprivs || makeaclitem(4000000000, proowner, 'EXECUTE', false) FROM pg_proc WHERE objoid = pg_proc.oid AND proname = 'set_user';
:found
ALTER EXTENSION todo DROP FUNCTION set_user(uuid, text);
ALTER EXTENSION todo ADD FUNCTION set_user(uuid, text);
SELECT pg_temp.is_clean();
ROLLBACK;
-- what is for all, taken from all: by one statement, and beforehand, as a database is hardened
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA todo FROM PUBLIC;
:as_alice
SELECT left(pg_temp.error('SELECT count(*) FROM todo.tasks'), 5) AS error;
:as_owner
SELECT check_name, detail FROM doctor() WHERE NOT ok;
:install
BEGIN;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
SET client_min_messages = error;
DROP EXTENSION todo CASCADE;
CREATE EXTENSION todo;
SET client_min_messages = warning;
:as_alice
SELECT count(*) FROM tasks;
:as_owner
SELECT pg_temp.is_clean();
ROLLBACK;
-- functions of somebody who is no superuser, as REASSIGN OWNED leaves them
ALTER FUNCTION current_user_id() OWNER TO regress_stranger;
:found
ALTER FUNCTION current_user_id() OWNER TO CURRENT_USER;
SELECT pg_temp.is_clean();
-- whose functions would be called in place of ours, be they of another type; who may say who the end user is, by default privileges or else
GRANT CREATE, USAGE ON SCHEMA todo TO authenticated_user, regress_stranger;
SET ROLE regress_stranger;
CREATE FUNCTION todo.toggle_task(task_id text) RETURNS todo.task LANGUAGE sql RETURN NULL::todo.task;
RESET ROLE;
:found
DROP FUNCTION toggle_task(text);
REVOKE CREATE ON SCHEMA todo FROM authenticated_user;
REVOKE CREATE, USAGE ON SCHEMA todo FROM regress_stranger;
BEGIN;
ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO regress_stranger, authenticated_user;
SET client_min_messages = error;
DROP EXTENSION todo CASCADE;
CREATE EXTENSION todo;
SET client_min_messages = warning;
:found
ROLLBACK;
GRANT EXECUTE ON FUNCTION set_user TO PUBLIC;
:found
REVOKE EXECUTE ON FUNCTION set_user FROM PUBLIC;
-- what goes past row security, whoever holds it, and passed on
GRANT TRIGGER ON tasks TO regress_stranger WITH GRANT OPTION;
GRANT EXECUTE ON FUNCTION set_user(uuid, text) TO todo_service WITH GRANT OPTION;
SET ROLE regress_backend;
GRANT EXECUTE ON FUNCTION todo.set_user(uuid, text) TO regress_stranger;
RESET ROLE;
:found
REVOKE TRIGGER ON tasks FROM regress_stranger CASCADE;
SET ROLE todo_service; REVOKE EXECUTE ON FUNCTION todo.set_user(uuid, text) FROM regress_stranger;
RESET ROLE;
REVOKE GRANT OPTION FOR EXECUTE ON FUNCTION set_user(uuid, text) FROM todo_service;
SELECT pg_temp.is_clean();
-- a role that has another name
BEGIN;
ALTER ROLE todo_service RENAME TO regress_renamed;
SELECT check_name, detail FROM doctor() WHERE NOT ok AND check_name = 'roles';
ALTER ROLE regress_renamed RENAME TO todo_service;
SELECT pg_temp.is_clean();
ROLLBACK;
-- members of what they should not be, whoever has granted it, and by whatever role in between
GRANT todo_service TO regress_stranger WITH ADMIN OPTION;
SET ROLE regress_stranger; GRANT todo_service TO authenticated_user; RESET ROLE;
GRANT regress_backend TO authenticated_user WITH ADMIN OPTION;
SELECT detail, split_part(detail, ': run ', 2) AS remedy FROM doctor(0) WHERE NOT ok AND check_name = 'roles' \gset
SELECT :'detail' AS detail;
:remedy; REVOKE todo_service FROM regress_stranger CASCADE;
SELECT pg_temp.is_clean();
-- PostgreSQL 17 has one more, which clients should not have, by whatever role
BEGIN;
GRANT regress_stranger TO authenticated_user; GRANT ALL ON tasks TO regress_stranger, regress_backend;
REVOKE TRUNCATE, TRIGGER, REFERENCES ON tasks FROM regress_stranger, regress_backend;
SELECT string_agg(detail, '') ~ '^regress_stranger may MAINTAIN todo.tasks, [^:]*: run REVOKE MAINTAIN ON todo.tasks FROM regress_stranger$'
    IS NOT DISTINCT FROM (current_setting('server_version_num')::int >= 170000 OR NULL) AS maintain FROM doctor(0) WHERE NOT ok;
ROLLBACK;

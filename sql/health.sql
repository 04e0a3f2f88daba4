-- health() says that all is well, and finds a table that is gone, row security that is off, a trigger that does not fire.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_service
SELECT check_name, ok, regexp_replace(regexp_replace(detail, '\d+\.\d+\.\d+', 'N.N.N'), 'is \d+', 'is N') AS detail FROM health();
RESET ROLE;
BEGIN;
ALTER TABLE tasks NO FORCE ROW LEVEL SECURITY;
ALTER TABLE users DISABLE ROW LEVEL SECURITY;
ALTER TABLE tasks DISABLE TRIGGER tasks_journal_insert;
DROP VIEW active_tasks;
SET LOCAL ROLE regress_backend;
SELECT check_name, detail FROM health() WHERE NOT ok;
ROLLBACK;
-- a library of another version than the extension
BEGIN;
UPDATE pg_extension SET extversion = '0.0.9' WHERE extname = 'todo';
SELECT check_name, regexp_replace(detail, 'version \d+\.\d+\.[1-9]?\d+,', 'version N.N.N,') AS detail FROM health() WHERE NOT ok;
ROLLBACK;
-- it does not matter who is signed in; a client may not ask
:as_service_for_alice
SELECT bool_and(ok) FROM health();
:as_alice
SELECT pg_temp.error('SELECT health()');
-- a probe of its own
RESET ROLE;
CREATE ROLE regress_probe;
GRANT USAGE ON SCHEMA todo TO regress_probe;
GRANT EXECUTE ON FUNCTION todo.health() TO regress_probe;
SET ROLE regress_probe;
SELECT bool_and(ok) FROM health();
SELECT pg_temp.error('SELECT doctor()');
RESET ROLE;
DROP OWNED BY regress_probe;
DROP ROLE regress_probe;

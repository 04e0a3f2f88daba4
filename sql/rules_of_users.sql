-- users: created_at never changes, updated_at changes on every real change and only then; ids carry their tasks.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_service
SELECT created_at AS created, updated_at AS updated FROM users WHERE id = :alice \gset
UPDATE users SET email = email, updated_at = '2000-01-01', created_at = '2000-01-01' WHERE id = :alice;
SELECT created_at = :'created' AS created_same, updated_at = :'updated' AS updated_same FROM users WHERE id = :alice;
UPDATE users SET name = 'Alice', updated_at = '2000-01-01', created_at = '2000-01-01' WHERE id = :alice;
SELECT created_at = :'created' AS created_same, updated_at > :'updated' AS updated_moved FROM users WHERE id = :alice;
SELECT pg_temp.error($$INSERT INTO users (email) VALUES ('alice@example.com')$$);
SELECT id IS NOT NULL AS has_id, email_verified, created_at = updated_at AS same_time FROM users WHERE email = 'bob@example.com';
INSERT INTO tasks (user_id, title) VALUES (:alice, 'hers');
UPDATE users SET id = :carol WHERE id = :alice;
SELECT user_id = :carol AS moved, title, version FROM tasks;
-- a signed-in user sees the own account, and changes nothing there; addresses are closed, since EXPLAIN would tell whether one is there
:as_bob
SELECT id = :bob AS own, name FROM users;
SELECT pg_temp.error($$SELECT email FROM users$$);
SELECT pg_temp.error($$EXPLAIN SELECT FROM users WHERE email = 'alice@example.com'$$);
SELECT pg_temp.error($$UPDATE users SET name = 'x'$$);
SELECT pg_temp.error($$INSERT INTO users (email) VALUES ('x')$$);
SELECT pg_temp.error($$DELETE FROM users$$);
-- a back end that acts for Bob is Bob
:as_service_for_bob
SELECT email FROM users;
UPDATE users SET name = 'x';
SELECT pg_temp.error($$INSERT INTO users (email) VALUES ('x@example.com')$$);
:as_owner
SELECT email, name FROM users ORDER BY email;
-- in one transaction, too, each change is later than the one before
BEGIN;
UPDATE users SET name = 'a' WHERE email = 'bob@example.com' RETURNING updated_at AS first \gset
UPDATE users SET name = 'b' WHERE email = 'bob@example.com' RETURNING updated_at > :'first' AS later;
ROLLBACK;

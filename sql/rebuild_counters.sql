-- rebuild_counters() counts what was loaded with triggers off, for all users or one, whatever the transaction's isolation.
\set ECHO none
\i test/fixture.psql
\set counters 'SELECT user_id, seq, open, done, trash FROM todo.user_counters ORDER BY user_id;'
\set ECHO all
SET session_replication_role = replica;
INSERT INTO users (id, email) VALUES (:carol, 'carol@example.com');
INSERT INTO tasks (user_id, title, completed, deleted_at)
SELECT user_id::uuid, 'task ' || i, i % 3 = 0, CASE WHEN i % 5 = 0 THEN now() END FROM generate_series(1, 30) i, (VALUES (:alice), (:carol)) u(user_id);
RESET session_replication_role;
:counters
:as_service
SELECT rebuild_counters(:alice);
:counters
SELECT rebuild_counters();
:counters
SELECT rebuild_counters();
-- what the transaction has done itself is counted, in its own snapshot's order too
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT count(*) FROM tasks;
INSERT INTO tasks (user_id, title) VALUES (:bob, 'his');
RESET ROLE;
UPDATE user_counters SET open = 7, done = 7, trash = 7 WHERE user_id = :bob;
SELECT rebuild_counters();
COMMIT;
:counters
-- no such user
SELECT rebuild_counters('00000000-0000-4000-8000-00000000dead');
-- columns that a user has added stay as they are
ALTER TABLE user_counters ADD COLUMN mine text DEFAULT 'x';
UPDATE user_counters SET mine = 'kept', open = 99;
SELECT rebuild_counters();
SELECT mine, count(*) FROM user_counters GROUP BY 1;
ALTER TABLE user_counters DROP COLUMN mine;
:counters
-- for a back end for which nobody is signed in
:as_service_for_alice
SELECT pg_temp.error('SELECT rebuild_counters()');
:as_nobody
SELECT pg_temp.error('SELECT rebuild_counters()');
-- and one that sees every row: EXECUTE alone is not enough
RESET ROLE;
GRANT USAGE ON SCHEMA todo TO regress_stranger;
GRANT SELECT ON ALL TABLES IN SCHEMA todo TO regress_stranger;
GRANT EXECUTE ON FUNCTION rebuild_counters TO regress_stranger;
SET ROLE regress_stranger;
SELECT pg_temp.error('SELECT rebuild_counters()');
RESET ROLE;
REVOKE EXECUTE ON FUNCTION rebuild_counters FROM regress_stranger;
REVOKE ALL ON ALL TABLES IN SCHEMA todo FROM regress_stranger;
REVOKE ALL ON SCHEMA todo FROM regress_stranger;
:counters
-- an older backup has been restored: from then on numbers and etags are others than any that clients know, and the past begins anew
:as_alice
SELECT tasks_page() ->> 'etag' AS etag, clock_timestamp() AS at \gset
:as_owner
UPDATE user_counters SET seq = seq + 1000000;
:as_service
SELECT rebuild_counters() > 0 AS put_right;
SELECT * FROM doctor(0) WHERE NOT ok;
:as_alice
SELECT seq >= 1000000 AS after FROM user_counters;
SELECT tasks_page(if_changed => :'etag') IS NULL AS unchanged;
SELECT split_part(call, '(', 1) AS call, left(pg_temp.error('SELECT ' || call), 5) AS error FROM unnest(ARRAY['changes_since(1000)', 'changes_since(-1)', 'replay_tasks()', format('tasks_as_of(%L)', :'at')]) call;

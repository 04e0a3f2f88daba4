-- Whose events are trimmed: who never had a turn comes first, nobody twice a day, and what has gone to another owner leaves nothing.
\set ECHO none
\i test/fixture.psql
\set ECHO all
BEGIN;
INSERT INTO tasks (user_id, title) VALUES (:alice, 'a'), (:bob, 'b');
UPDATE user_counters SET trimmed_until = '2020-01-01' WHERE user_id = :alice;
SET todo.event_retention = '30d';
SET ROLE regress_backend;
SELECT rows, finished FROM run_maintenance(batch_size => 1) WHERE job = 'trim_events';
RESET ROLE;
-- Bob, who never had his turn, has had it; Alice not yet
SELECT user_id, trimmed_until > '2020-01-02' AS looked_at FROM user_counters ORDER BY 1;
ROLLBACK;
BEGIN;
:as_alice
SELECT title FROM create_task('goes to Bob', NULL, :task1);
:as_owner
UPDATE tasks SET user_id = :bob WHERE id = :task1;
UPDATE events SET recorded_at = '2020-01-01';
SET todo.event_retention = '30d';
SET ROLE regress_backend;
SELECT rows, finished FROM run_maintenance() WHERE job = 'trim_events';
-- Alice has none left
SELECT user_id, seq, kind FROM events;
ROLLBACK;
-- looked at once a day at most, also by another transaction
:as_alice
SELECT title FROM create_task('one', NULL, :task1);
:as_owner
SET todo.event_retention = '30d';
SET ROLE regress_backend;
SELECT finished FROM run_maintenance() WHERE job = 'trim_events';
RESET ROLE;
SELECT trimmed_until AS before FROM user_counters WHERE user_id = :alice \gset
SET ROLE regress_backend;
SELECT finished FROM run_maintenance() WHERE job = 'trim_events';
RESET ROLE;
SELECT trimmed_until = :'before' AS not_again FROM user_counters WHERE user_id = :alice;

-- What a gap in the numbers made count as trimmed is reduced all the same, and what is gone for good goes.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_alice
SELECT title FROM create_task('for a day', NULL, :task3);
SELECT title FROM delete_task(:task3, true);
SELECT title FROM create_task('kept', NULL, :task4);
SELECT version FROM toggle_task(:task4);
SELECT version FROM toggle_task(:task4);
:as_owner
UPDATE user_counters SET seq = seq + 1000;
SELECT rebuild_counters();
UPDATE events SET recorded_at = recorded_at - interval '1 year';
UPDATE user_counters SET trimmed_until = trimmed_until - interval '1 year';
SELECT seq, trimmed_seq, reduced_seq FROM user_counters WHERE user_id = :alice;
SET todo.event_retention = '30d';
SET ROLE regress_backend;
SELECT job, rows, finished FROM run_maintenance() WHERE job = 'trim_events';
RESET ROLE;
SELECT seq, kind FROM events WHERE user_id = :alice;
SELECT seq, trimmed_seq, reduced_seq FROM user_counters WHERE user_id = :alice;

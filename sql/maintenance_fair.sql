-- Maintenance is fair: one user's many old tasks leave half of a batch to others, and all of it where there are none.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_owner
INSERT INTO tasks (user_id, title, completed, updated_at) SELECT :alice, 'first of all', true, '-infinity' FROM generate_series(1, 100);
INSERT INTO tasks (user_id, title, completed, updated_at) VALUES (:bob, 'old', true, '2000-01-01');
:as_service
SELECT job, rows, finished FROM run_maintenance(batch_size => 10) WHERE job = 'archive_tasks';
SELECT user_id, count(*) FROM tasks_archive GROUP BY user_id ORDER BY user_id;
SELECT job, rows, finished FROM run_maintenance() WHERE job = 'archive_tasks';
-- a batch reads no more than it has to, however much is due to one user
:as_owner
INSERT INTO tasks (user_id, title, completed, updated_at) SELECT :alice, 'old', true, '2000-01-01' FROM generate_series(1, 3000);
INSERT INTO tasks (user_id, title, deleted_at) SELECT :alice, 'trash', '2000-01-01' FROM generate_series(1, 3000);
ANALYZE tasks;
:as_service
BEGIN;
SELECT seq_tup_read + idx_tup_fetch AS before FROM pg_stat_xact_user_tables WHERE relname = 'tasks' \gset
SELECT job, rows, finished FROM run_maintenance(batch_size => 10);
SELECT seq_tup_read + idx_tup_fetch - :before < 1000 AS few FROM pg_stat_xact_user_tables WHERE relname = 'tasks';
COMMIT;

-- Maintenance passes over an archive that may hold less; a task of the largest version comes back.
\set ECHO none
\i test/fixture.psql
\set ECHO all
BEGIN;
ALTER TABLE tasks ADD COLUMN note varchar;
ALTER TABLE tasks_archive ADD COLUMN note varchar(8);
INSERT INTO tasks (user_id, title, completed, updated_at, note) VALUES (:alice, 'old', true, '2000-01-01', 'longer than eight');
SET ROLE regress_backend;
-- a warning, and no error
SELECT rows FROM run_maintenance() WHERE job = 'archive_tasks';
ROLLBACK;
BEGIN;
INSERT INTO tasks_archive (id, user_id, title, completed, created_at, updated_at, version) VALUES (:task1, :alice, 'old', true, now(), now(), 2147483647);
:as_alice
SELECT version FROM restore_task(:task1);
ROLLBACK;

-- undo() of what was done, undone and done again by hand, of each column; and of what has changed without an event.
\set ECHO none
\i test/fixture.psql
\set ECHO all
BEGIN;
:as_alice
SELECT title FROM create_task('one', 'a', :task1);
SELECT description FROM update_task(:task1, '{"description": "b"}');
SELECT description FROM update_task(:task1, '{"description": "c"}');
SELECT description FROM update_task(:task1, '{"description": "b"}');
-- there and back again: PT409; the same of titles and of the trash
SELECT left(pg_temp.error('SELECT undo(2)'), 5);
SELECT title FROM update_task(:task1, '{"title": "two"}');
SELECT title FROM update_task(:task1, '{"title": "three"}');
SELECT title FROM update_task(:task1, '{"title": "two"}');
SELECT left(pg_temp.error('SELECT undo(5)'), 5);
SELECT version FROM delete_task(:task1);
SELECT version FROM restore_task(:task1);
SELECT version FROM delete_task(:task1);
SELECT version FROM restore_task(:task1);
SELECT left(pg_temp.error('SELECT undo(9)'), 5);
ROLLBACK;
BEGIN;
:as_alice
SELECT title FROM create_task('one', NULL, :task1);
:as_owner
SET session_replication_role = replica;
UPDATE tasks SET version = 3 WHERE id = :task1;
RESET session_replication_role;
:as_alice
SELECT left(pg_temp.error('SELECT undo(1)'), 5);
ROLLBACK;

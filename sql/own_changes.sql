-- The tables are the user's: columns, indexes and policies may be added, and the functions go on unchanged.
\set ECHO none
\i test/fixture.psql
\set ECHO all
ALTER TABLE tasks ADD COLUMN colour text NOT NULL DEFAULT 'red', ADD COLUMN shout text GENERATED ALWAYS AS (upper(title)) STORED;
ALTER TABLE tasks ADD COLUMN gone int;
ALTER TABLE tasks DROP COLUMN gone;
CREATE POLICY regress_no_blue ON tasks AS RESTRICTIVE USING (colour <> 'blue');
:as_alice
SELECT title FROM create_task('one', NULL, :task1);
SELECT count(*) FROM create_tasks('[{"title": "two"}, {"title": "three", "id": "00000000-0000-7000-8000-000000000003"}]');
SELECT title, version FROM toggle_task(:task1);
SELECT title, version FROM update_task(:task1, '{"title": "uno"}');
-- a change of an added column is a change
UPDATE tasks SET colour = 'green' WHERE id = :task1;
SELECT version, colour, shout FROM tasks WHERE id = :task1;
UPDATE tasks SET colour = 'green' WHERE id = :task1;
SELECT version FROM get_task(:task1);
SELECT json_object_keys(tasks_page(page_size => 1) -> 'items' -> 0) AS keys;
SELECT title FROM list_tasks() ORDER BY title;
-- a further policy holds for the functions too
UPDATE tasks SET colour = 'blue' WHERE id = :task3;
:as_owner
UPDATE tasks SET colour = 'blue' WHERE id = :task3;
:as_alice
SELECT title FROM list_tasks() ORDER BY title;
SELECT count(*) FROM get_task(:task3);
SELECT left(pg_temp.error($$SELECT toggle_task('00000000-0000-7000-8000-000000000003')$$), 5);
-- a trigger of the user's that keeps a row from being written
:as_owner
CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER zz_refuse BEFORE INSERT OR UPDATE ON tasks FOR EACH ROW EXECUTE FUNCTION pg_temp.refuse();
:as_alice
SELECT pg_temp.error($$SELECT create_task('four')$$);
SELECT left(pg_temp.error($$SELECT toggle_task('00000000-0000-7000-8000-000000000001')$$), 5);
SELECT left(pg_temp.error($$SELECT update_task('00000000-0000-7000-8000-000000000001', '{"title": "x"}')$$), 5);
:as_owner
DROP TRIGGER zz_refuse ON tasks;
DROP POLICY regress_no_blue ON tasks;
ALTER TABLE tasks DROP COLUMN shout, DROP COLUMN colour;

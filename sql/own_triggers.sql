-- Triggers of the tables' owner that keep back or change what is written: functions say so, or go on with what became of it.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_alice
SELECT title FROM create_task('one', NULL, :task1);
SELECT version FROM toggle_task(:task1);
:as_owner
INSERT INTO tasks_archive (id, user_id, title, completed, created_at, updated_at, version) VALUES (:task4, :alice, 'old', true, now(), now(), 1);
-- a trigger of the user's that keeps a row from being written
:as_owner
CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
INSERT INTO tasks (id, user_id, title, deleted_at) VALUES (:task2, :alice, 'in the trash', now());
CREATE TRIGGER zz_refuse BEFORE INSERT OR UPDATE OR DELETE ON tasks FOR EACH ROW EXECUTE FUNCTION pg_temp.refuse();
:as_alice
SELECT pg_temp.error($$SELECT create_task('four')$$);
SELECT tasks, left(pg_temp.error(format('SELECT create_tasks(%L)', tasks)), 5) AS error FROM unnest(ARRAY['[{"title": "four"}]', '[{"title": "four", "id": "00000000-0000-7000-8000-000000000009"}]']) tasks;
-- PT409 where it was to have an id, by undo, or out of the archive
SELECT call, split_part(pg_temp.error(format('SELECT ' || call, :task4)), E'\n', 1) AS error FROM unnest(ARRAY['create_task(''four'', NULL, %L)', 'restore_task(%L)', 'undo(2)']) call;
SELECT call, pg_temp.error(format('SELECT ' || call, :task1)) FROM unnest(ARRAY['toggle_task(%L)', 'update_task(%L, ''{"title": "x"}'')',
    'complete_task(%L)', 'delete_task(%L)', 'delete_task(%L, true)']) call;
SELECT pg_temp.error(format('SELECT toggle_task(%L)', :task9));
SELECT pg_temp.error(format('SELECT restore_task(%L)', :task2));
:as_owner
DROP TRIGGER zz_refuse ON tasks;
-- one that changes it: what was made is the task, whatever became of it
CREATE FUNCTION pg_temp.shout() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.title := upper(NEW.title); RETURN NEW; END';
CREATE TRIGGER aa_shout BEFORE INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION pg_temp.shout();
:as_alice
SELECT title FROM create_tasks('[{"title": "six", "id": "00000000-0000-7000-8000-000000000006"}, {"title": "seven"}]');
-- a retry compares with what is stored
SELECT left(pg_temp.error($$SELECT create_tasks('[{"title": "six", "id": "00000000-0000-7000-8000-000000000006"}]')$$), 5) AS error;
SELECT title FROM create_tasks('[{"title": "SIX", "id": "00000000-0000-7000-8000-000000000006"}]');
:as_owner
-- one that keeps back what has no id of the client's, beside one that has
CREATE FUNCTION pg_temp.keep_back() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF NEW.title = 'KEPT' THEN RETURN NULL; END IF; RETURN NEW; END$$;
CREATE TRIGGER keep_back BEFORE INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION pg_temp.keep_back();
:as_alice
SELECT left(pg_temp.error($$SELECT create_tasks('[{"title": "kept"}, {"title": "new", "id": "00000000-0000-7000-8000-000000000009"}]')$$), 5) AS error;
:as_owner
DROP TRIGGER aa_shout ON tasks;
DROP TRIGGER keep_back ON tasks;
-- a trigger of the user's that welcomes each account with a task
CREATE FUNCTION pg_temp.welcome() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN INSERT INTO todo.tasks (user_id, title) VALUES (NEW.id, 'Welcome'); RETURN NULL; END$$;
CREATE TRIGGER welcome AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION pg_temp.welcome();
INSERT INTO users (id, email) VALUES (:carol, 'carol@example.com');
SELECT seq, open FROM user_counters WHERE user_id = :carol;
DROP TRIGGER welcome ON users;
-- one that changes a task as it goes to another owner, by a statement of its own
CREATE FUNCTION pg_temp.was_hers() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN UPDATE todo.tasks SET title = 'was hers: ' || title WHERE id = NEW.id; RETURN NULL; END$$;
CREATE TRIGGER was_hers AFTER UPDATE OF user_id ON tasks FOR EACH ROW WHEN (OLD.user_id <> NEW.user_id) EXECUTE FUNCTION pg_temp.was_hers();
SELECT left(pg_temp.error(format('UPDATE tasks SET user_id = %L WHERE id = (SELECT id FROM tasks WHERE user_id = %L ORDER BY id LIMIT 1)', :bob, :alice)), 5) AS error;
DROP TRIGGER was_hers ON tasks;

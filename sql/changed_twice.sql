-- A statement and a trigger of the owner's that it sets off change a task twice: that is refused where the log would tell it in the wrong order, and only there.
\set ECHO none
\i test/fixture.psql
\set ECHO all
BEGIN;
INSERT INTO tasks (id, user_id, title) VALUES (:task1, :alice, 'one'), (:task2, :alice, 'two');
CREATE FUNCTION pg_temp.other() RETURNS trigger LANGUAGE plpgsql AS
  $$BEGIN UPDATE todo.tasks SET title = 'by the trigger' WHERE id = '00000000-0000-7000-8000-000000000002'; RETURN NULL; END$$;
CREATE TRIGGER other AFTER UPDATE ON tasks FOR EACH ROW WHEN (OLD.title = 'one' AND NEW.title <> 'one') EXECUTE FUNCTION pg_temp.other();
-- the statement leaves task 2 as it is: no error
SELECT pg_temp.error($$UPDATE todo.tasks SET title = CASE title WHEN 'one' THEN 'uno' ELSE title END$$);
SELECT seq, kind, changes -> 'new' ->> 'title' AS title FROM events WHERE user_id = :alice ORDER BY seq;
ROLLBACK;
BEGIN;
INSERT INTO tasks (id, user_id, title) VALUES (:task1, :alice, 'one');
CREATE FUNCTION pg_temp.later() RETURNS trigger LANGUAGE plpgsql AS
  $$BEGIN UPDATE todo.tasks SET title = 'later' WHERE id = '00000000-0000-7000-8000-000000000003'; RETURN NULL; END$$;
CREATE TRIGGER later AFTER UPDATE ON tasks FOR EACH ROW WHEN (OLD.title = 'one') EXECUTE FUNCTION pg_temp.later();
SELECT left(pg_temp.error(format('WITH u AS (UPDATE todo.tasks SET title = ''uno'' WHERE id = %L RETURNING 1) INSERT INTO todo.tasks (id, user_id, title) SELECT %L, %L, ''three'' FROM u', :task1, :task3, :alice)), 60);
SELECT seq, kind, changes -> 'new' ->> 'title' AS title FROM events WHERE user_id = :alice ORDER BY seq;
ROLLBACK;

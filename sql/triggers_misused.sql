-- The functions of todo's triggers refuse to be called as anything else (39P01), and nothing is written.
\set ECHO none
\i test/fixture.psql
\set ECHO all
SELECT pg_temp.error('SELECT ' || call) FROM unnest('{task_rules(), user_rules(), journal(), journal_lock(), count_users(), forget_proofs()}'::text[]) call;
-- once a statement, or afterwards, instead of for each row before it is written; and the other way round
BEGIN;
CREATE TRIGGER misused BEFORE INSERT ON tasks FOR EACH STATEMENT EXECUTE FUNCTION task_rules();
SELECT pg_temp.error(format('INSERT INTO tasks (user_id, title) VALUES (%L, ''x'')', :alice));
DROP TRIGGER misused ON tasks;
CREATE TRIGGER misused AFTER INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION task_rules();
SELECT pg_temp.error(format('INSERT INTO tasks (user_id, title) VALUES (%L, ''x'')', :alice));
DROP TRIGGER misused ON tasks;
CREATE TRIGGER misused BEFORE DELETE ON users FOR EACH ROW EXECUTE FUNCTION user_rules();
SELECT pg_temp.error(format('DELETE FROM users WHERE id = %L', :alice));
DROP TRIGGER misused ON users;
CREATE TRIGGER misused AFTER INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION journal();
SELECT pg_temp.error(format('INSERT INTO tasks (user_id, title) VALUES (%L, ''x'')', :alice));
CREATE TRIGGER misused_too AFTER DELETE ON users REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION count_users();
SELECT pg_temp.error(format('DELETE FROM users WHERE id = %L', :alice));
SELECT (SELECT count(*) FROM tasks) AS tasks, (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM events) AS events;
ROLLBACK;

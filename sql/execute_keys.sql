-- A key that was used before returns the first result without doing it again, for 24 hours and for its user alone.
\set ECHO none
\i test/fixture.psql
\set ECHO all
:as_alice
SELECT execute('[{"do": "create_task", "args": {"title": "Buy milk", "id": null}, "key": "k1", "as": "x"}, {"do": "toggle_task", "args": {"task_id": "$x"}, "key": "k2"}]') AS first \gset
SELECT execute('[{"do": "create_task", "args": {"title": "Buy milk"}, "key": "k1", "as": "x"}, {"do": "toggle_task", "args": {"task_id": "$x"}, "key": "k2"}]') = :'first' AS same;
SELECT title, completed, version FROM tasks;
-- twice in one call; and values and rows, not tasks alone
SELECT count(DISTINCT r) AS results FROM jsonb_array_elements(execute('[{"do": "create_task", "args": {"title": "once"}, "key": "k3"}, {"do": "create_task", "args": {"title": "once"}, "key": "k3"}]')) r;
SELECT execute('[{"do": "count_tasks", "key": "count"}, {"do": "tasks_page", "key": "page"}, {"do": "get_task", "args": {"task_id": "00000000-0000-7000-8000-00000000dead"}, "key": "none"}]') AS first \gset
SELECT title FROM create_task('another');
SELECT execute('[{"do": "count_tasks", "key": "count"}, {"do": "tasks_page", "key": "page"}, {"do": "get_task", "args": {"task_id": "00000000-0000-7000-8000-00000000dead"}, "key": "none"}]') = :'first' AS same;
-- another function or other arguments
SELECT pg_temp.error('SELECT todo.execute($$[{"do": "create_task", "args": {"title": "Buy bread"}, "key": "k1"}]$$)');
SELECT pg_temp.error('SELECT todo.execute($$[{"do": "create_task", "args": {"title": "Buy milk", "description": ""}, "key": "k1"}]$$)');
SELECT pg_temp.error('SELECT todo.execute($$[{"do": "count_tasks"}, {"do": "replay_tasks", "key": "count"}]$$)');
SELECT execute('[{"do": "create_task", "args": {"title": "Buy bread"}, "key": "k1"}]', atomic => false);
-- a command that failed is not remembered, nor one of a call that failed
SELECT execute('[{"do": "create_task", "args": {"title": " "}, "key": "k4"}]', atomic => false) #>> '{0,error,sqlstate}' AS sqlstate;
SELECT execute('[{"do": "create_task", "args": {"title": "better"}, "key": "k4"}]', atomic => false) #>> '{0,result,title}' AS title;
SELECT pg_temp.error('SELECT todo.execute($$[{"do": "create_task", "args": {"title": "t"}, "key": "k5"}, {"do": "create_task", "args": {"title": " "}}]$$)');
SELECT key, octet_length(fingerprint) AS bytes, created_at > now() - interval '1 minute' AS recent FROM idempotency_keys ORDER BY key;
-- Bob's keys are his own
:as_bob
SELECT count(*) FROM idempotency_keys;
SELECT execute('[{"do": "create_task", "args": {"title": "Bob''s"}, "key": "k1"}]') #>> '{0,result,title}' AS title;
SELECT pg_temp.error('INSERT INTO todo.idempotency_keys SELECT * FROM todo.idempotency_keys');
SELECT pg_temp.error('UPDATE todo.idempotency_keys SET key = key');
SELECT pg_temp.error('DELETE FROM todo.idempotency_keys');
:as_service_for_alice
SELECT pg_temp.error('DELETE FROM todo.idempotency_keys');
SELECT count(*) FILTER (WHERE user_id = :alice) AS alice, count(*) FILTER (WHERE user_id = :bob) AS bob FROM idempotency_keys;
-- 24 hours: still known a minute before, free a minute after
:as_owner
UPDATE idempotency_keys SET created_at = now() - interval '24 hours' + CASE key WHEN 'k1' THEN interval '1 minute' ELSE interval '-1 minute' END WHERE user_id = :alice AND key IN ('k1', 'k3');
:as_alice
SELECT execute('[{"do": "create_task", "args": {"title": "Buy milk"}, "key": "k1"}, {"do": "create_task", "args": {"title": "new use"}, "key": "k3"}]') #>> '{1,result,title}' AS title;
SELECT count(*) FILTER (WHERE title = 'Buy milk') AS milk, count(*) FILTER (WHERE title = 'new use') AS new_use FROM tasks;
SELECT key, created_at > now() - interval '1 minute' AS recent FROM idempotency_keys WHERE key IN ('k1', 'k3') ORDER BY key;
-- a key is a write
BEGIN READ ONLY;
SELECT pg_temp.error('SELECT todo.execute($$[{"do": "count_tasks", "key": "k9"}]$$)');
SELECT jsonb_array_length(execute('[{"do": "count_tasks"}]'));
ROLLBACK;
-- keys go with their user, and for a user without an account nothing is remembered
:as_owner
UPDATE users SET id = :carol WHERE id = :bob;
SELECT count(*) FROM idempotency_keys WHERE user_id = :carol;
DELETE FROM users;
SELECT count(*) FROM idempotency_keys;
:as_alice
SELECT execute('[{"do": "list_tasks", "key": "k1"}, {"do": "create_task", "args": {"title": "t"}, "key": "k2"}]', atomic => false);

-- Database bench: 200 users with 1,000 tasks each and one with 10,000: 40 % done, 2 % in the trash, a
-- year of time. Database without_journal: a copy whose journal triggers are off.
CREATE DATABASE bench;
\connect bench
CREATE EXTENSION todo;
CREATE ROLE bench_app IN ROLE authenticated_user;
CREATE FUNCTION user_number(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
    $$SELECT ('00000000-0000-4000-8000-' || to_char(n, 'FM000000000000'))::uuid$$;
INSERT INTO todo.users (id, email) SELECT user_number(n), n || '@example.com' FROM generate_series(1, 201) n;
INSERT INTO todo.tasks (user_id, title, description, completed, created_at, updated_at, deleted_at)
SELECT user_number(owner),
       'Task ' || n || ': ' || repeat('buy milk and bread ', n % 3), 'Description of task ' || n || repeat('.', n % 80),
       n % 5 < 2, time, time, CASE WHEN n % 50 = 7 THEN time END
FROM (SELECT n, CASE WHEN n % 21 = 0 THEN 201 ELSE n / 1050 + 1 END AS owner, now() - n * interval '150 seconds' AS time
      FROM generate_series(1, 209999) n) tasks;
-- what bulk creation is given
CREATE TABLE payloads (size int PRIMARY KEY, tasks jsonb);
INSERT INTO payloads
SELECT size, (SELECT jsonb_agg(jsonb_build_object('title', 'Bulk task ' || n, 'description', 'Its description'))
              FROM generate_series(1, size) n)
FROM unnest(ARRAY[1000, 100000]) size;
GRANT SELECT ON payloads TO bench_app;
VACUUM ANALYZE todo.users, todo.tasks, todo.user_counters, todo.events;
\connect postgres
CREATE DATABASE without_journal TEMPLATE bench;
\connect without_journal
ALTER TABLE todo.tasks DISABLE TRIGGER tasks_journal_insert, DISABLE TRIGGER tasks_journal_update,
    DISABLE TRIGGER tasks_journal_delete, DISABLE TRIGGER tasks_journal_lock;
CHECKPOINT;

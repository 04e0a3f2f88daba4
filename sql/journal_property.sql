-- After any workload replay_tasks equals tasks, tasks_as_of(t) what tasks was at t, and counters what they count.
\set ECHO none
\i test/fixture.psql
\set ECHO all
SELECT setseed(0.42);
CREATE TEMP TABLE copies (owner uuid, taken_at timestamptz, tasks jsonb);
CREATE TEMP TABLE done (operation text, outcome text);
CREATE FUNCTION pg_temp.copy_of(owner uuid) RETURNS jsonb LANGUAGE sql AS $$
    SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY id), '[]') FROM todo.tasks t WHERE user_id = owner
$$;
CREATE FUNCTION pg_temp.operation(operation int, owner uuid) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    task uuid := (SELECT id FROM todo.tasks WHERE user_id = owner ORDER BY random() LIMIT 1);
    seq bigint := (SELECT e.seq FROM todo.events e WHERE e.user_id = owner ORDER BY e.seq DESC OFFSET (random() * 20)::int LIMIT 1);
BEGIN
    CASE operation
        WHEN 0, 1, 2 THEN PERFORM todo.create_task('created ' || random(), CASE WHEN random() < 0.5 THEN 'description' END);
        WHEN 3 THEN PERFORM todo.create_tasks(jsonb_build_array(jsonb_build_object('title', 'many', 'completed', true), jsonb_build_object('title', 'two')));
        WHEN 4 THEN PERFORM todo.update_task(task, jsonb_build_object('title', 'updated ' || random()));
        WHEN 5 THEN PERFORM todo.update_task(task, '{"description": null, "completed": true}');
        WHEN 6 THEN PERFORM todo.toggle_task(task);
        WHEN 7 THEN PERFORM todo.complete_task(task);
        WHEN 8 THEN PERFORM todo.reopen_task(task);
        WHEN 9 THEN PERFORM todo.delete_task(task);
        WHEN 10 THEN PERFORM todo.restore_task(task);
        WHEN 11 THEN PERFORM todo.delete_task(task, permanently => true);
        WHEN 12, 13 THEN PERFORM todo.undo(seq);
        WHEN 14 THEN INSERT INTO todo.tasks (user_id, title, completed, created_at) VALUES (owner, 'inserted', random() < 0.5, '2020-01-01');
        WHEN 15 THEN UPDATE todo.tasks SET completed = NOT completed, description = 'bulk ' || random() WHERE user_id = owner AND random() < 0.2;
        WHEN 16 THEN DELETE FROM todo.tasks WHERE user_id = owner AND random() < 0.1;
        WHEN 17 THEN UPDATE todo.tasks SET deleted_at = CASE WHEN deleted_at IS NULL THEN now() END WHERE id = task;
        WHEN 18 THEN UPDATE todo.tasks SET user_id = (SELECT id FROM todo.users ORDER BY random() LIMIT 1) WHERE id = task;
        WHEN 19 THEN INSERT INTO todo.tasks (id, user_id, title) VALUES (task, owner, 'conflict') ON CONFLICT (id) DO UPDATE SET title = 'upserted ' || random();
    END CASE;
    IF random() < 0.1 THEN RAISE EXCEPTION 'back to the savepoint' USING ERRCODE = 'P9999'; END IF;
    RETURN 'done';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE;
END
$$;
CREATE PROCEDURE pg_temp.workload(operations int) LANGUAGE plpgsql AS $$
DECLARE
    users uuid[] := (SELECT array_agg(id ORDER BY id) FROM todo.users);
    owner uuid;
    op int;
BEGIN
    FOR i IN 1..operations LOOP
        owner := users[1 + (random() * (cardinality(users) - 1))::int];
        op := (random() * 19)::int;
        PERFORM todo.set_user(owner, 'session');
        INSERT INTO done VALUES (op, pg_temp.operation(op, owner));
        -- the identity is a setting, so a rollback takes it back too
        IF random() < 0.03 THEN ROLLBACK; ELSIF random() < 0.3 THEN COMMIT; END IF;
        IF random() < 0.02 THEN
            COMMIT;
            INSERT INTO copies VALUES (owner, clock_timestamp(), pg_temp.copy_of(owner));
        END IF;
    END LOOP;
END
$$;
INSERT INTO users (id, email) VALUES (:carol, 'carol@example.com');
CALL pg_temp.workload(10000);
SELECT count(*) > 9000 AS enough, count(DISTINCT operation) AS operations, count(*) FILTER (WHERE outcome = 'done') > 5000 AS enough_done FROM done;
-- nothing failed but for the reasons that are meant
SELECT DISTINCT outcome FROM done WHERE outcome NOT IN ('done', 'P9999') ORDER BY 1;
SELECT count(*) > 100 AS enough, bool_or(jsonb_array_length(tasks) > 5) AS with_content FROM copies;
-- the properties
CREATE FUNCTION pg_temp.replayed(owner uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
    PERFORM todo.set_user(owner, 'session');
    RETURN (SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY id), '[]') FROM todo.replay_tasks() t);
END
$$;
CREATE FUNCTION pg_temp.rewound(owner uuid, at timestamptz) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
    PERFORM todo.set_user(owner, 'session');
    RETURN (SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY id), '[]') FROM todo.tasks_as_of(at) t);
END
$$;
SELECT count(*) AS users, count(*) FILTER (WHERE pg_temp.replayed(id) = pg_temp.copy_of(id)) AS equal FROM users;
SELECT count(*) FILTER (WHERE pg_temp.rewound(owner, taken_at) IS DISTINCT FROM tasks) AS differing FROM copies;
SELECT count(*) FILTER (WHERE (c.open, c.done, c.trash, c.seq) IS DISTINCT FROM (t.open, t.done, t.trash, e.seq) OR e.seq <> e.events) AS wrong
FROM user_counters c,
     LATERAL (SELECT count(*) FILTER (WHERE NOT completed AND deleted_at IS NULL) AS open, count(*) FILTER (WHERE completed AND deleted_at IS NULL) AS done,
                     count(*) FILTER (WHERE deleted_at IS NOT NULL) AS trash FROM tasks t WHERE t.user_id = c.user_id) t,
     LATERAL (SELECT max(seq) AS seq, count(*) AS events FROM events e WHERE e.user_id = c.user_id) e;
-- rows without events: rewinding works, replaying says that the log is not complete
DO $$BEGIN PERFORM todo.logout(); END$$;
SET session_replication_role = replica;
INSERT INTO tasks (user_id, title) VALUES (:alice, 'loaded');
RESET session_replication_role;
SELECT left(pg_temp.error(format('SELECT pg_temp.replayed(%L)', :alice)), 5) AS replay;
SELECT jsonb_array_length(pg_temp.rewound(:alice, 'infinity')) = (SELECT count(*) FROM tasks WHERE user_id = :alice) AS rewinds;

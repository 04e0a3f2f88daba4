-- What the driver needs in a database: the injector's functions, a few users with tasks of every kind, and what
-- it compares after a fault.
CREATE EXTENSION todo;
CREATE SCHEMA faults;
CREATE FUNCTION faults.arm(kind text, k bigint, again boolean, place bigint) RETURNS void LANGUAGE c STRICT AS :'module', 'todo_faults_arm';
CREATE FUNCTION faults.disarm() RETURNS void LANGUAGE c AS :'module', 'todo_faults_disarm';
CREATE FUNCTION faults.load() RETURNS void LANGUAGE c AS :'module', 'todo_faults_load';
CREATE FUNCTION faults.points() RETURNS bigint LANGUAGE c AS :'module', 'todo_faults_points';
CREATE FUNCTION faults.places() RETURNS bigint[] LANGUAGE c AS :'module', 'todo_faults_places';
CREATE FUNCTION faults.fired() RETURNS bigint LANGUAGE c AS :'module', 'todo_faults_fired';
CREATE FUNCTION faults.last() RETURNS text LANGUAGE c AS :'module', 'todo_faults_last';
CREATE FUNCTION faults.objects() RETURNS bigint LANGUAGE c AS :'module', 'todo_faults_objects';
CREATE FUNCTION faults.exceptions() RETURNS bigint LANGUAGE c AS :'module', 'todo_faults_exceptions';

-- Every row, to the last microsecond: what a call that failed must not have changed.
CREATE VIEW faults.every_row AS
    SELECT 'users' AS what, u::text AS line FROM todo.users u
    UNION ALL SELECT 'tasks', t::text FROM todo.tasks t
    UNION ALL SELECT 'archive', a::text FROM todo.tasks_archive a
    UNION ALL SELECT 'counters', c::text FROM todo.user_counters c
    UNION ALL SELECT 'events', e::text FROM todo.events e
    UNION ALL SELECT 'keys', k::text FROM todo.idempotency_keys k
    UNION ALL SELECT 'identities', i::text FROM todo.identities i;
-- The same without times and ids that are made up anew each time: what a call must do once more when it is
-- called again.
CREATE VIEW faults.effects AS
    SELECT 'users' AS what, concat_ws(' ', id, name) AS line FROM todo.users WHERE name IS DISTINCT FROM 'new'
    UNION ALL SELECT 'tasks', concat_ws(' ', user_id, title, description, completed, deleted_at IS NULL, completed_at IS NULL, version) FROM todo.tasks
    UNION ALL SELECT 'archive', concat_ws(' ', id, user_id, title, version) FROM todo.tasks_archive
    UNION ALL SELECT 'counters', concat_ws(' ', seq, open, done, trash, trimmed_seq, trimmed_until IS NULL, reduced_seq) FROM todo.user_counters
    UNION ALL SELECT 'events', concat_ws(' ', user_id, seq, kind, actor) FROM todo.events
    UNION ALL SELECT 'keys', concat_ws(' ', user_id, key, fingerprint) FROM todo.idempotency_keys
    UNION ALL SELECT 'identities', concat_ws(' ', issuer, subject, user_id) FROM todo.identities;
-- Counters equal what they count, and events are numbered without a gap, from the first that is kept.
CREATE VIEW faults.untrue AS
    SELECT user_id FROM todo.user_counters c
    LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE NOT completed AND deleted_at IS NULL) AS open, count(*) FILTER (WHERE completed AND deleted_at IS NULL) AS done,
        count(*) FILTER (WHERE deleted_at IS NOT NULL) AS trash FROM todo.tasks t WHERE t.user_id = c.user_id) t ON true
    LEFT JOIN LATERAL (SELECT coalesce(max(seq), 0) AS last, count(*) AS number FROM todo.events e WHERE e.user_id = c.user_id AND seq > c.trimmed_seq) e ON true
    WHERE (c.open, c.done, c.trash) <> (t.open, t.done, t.trash) OR greatest(e.last, c.trimmed_seq) <> c.seq OR e.number <> c.seq - c.trimmed_seq
    UNION ALL SELECT id FROM todo.users WHERE id NOT IN (SELECT user_id FROM todo.user_counters);

-- Ends what was armed, and tells how it is now. Contexts are those of what is kept for the session.
CREATE FUNCTION faults.report(OUT points bigint, OUT fired bigint, OUT last text, OUT objects bigint, OUT exceptions bigint,
    OUT signed_in uuid, OUT rows text, OUT effects text, OUT untrue bigint) LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    PERFORM faults.disarm();
    SELECT faults.points(), faults.fired(), faults.last(), faults.objects(), faults.exceptions(), todo.current_user_id()
        INTO points, fired, last, objects, exceptions, signed_in;
    SELECT md5(string_agg(what || line, E'\n' ORDER BY what, line)) INTO rows FROM faults.every_row;
    SELECT md5(string_agg(what || line, E'\n' ORDER BY what, line)) INTO effects FROM faults.effects;
    SELECT count(*) INTO untrue FROM faults.untrue;
END
$$;

CREATE FUNCTION faults.start_again() RETURNS void LANGUAGE sql AS $$
    DELETE FROM todo.users;
    INSERT INTO todo.users (id, email, name) VALUES ('00000000-0000-4000-8000-00000000000a', 'alice@example.com', 'Alice'),
        ('00000000-0000-4000-8000-00000000000b', 'bob@example.com', 'Bob');
    -- 1 is open, 2 done, 3 in the trash, 4 Bob's, 5 in the archive, 6 old and done, 7 old trash
    INSERT INTO todo.tasks (id, user_id, title, description, completed, created_at, updated_at, deleted_at) VALUES
        ('00000000-0000-7000-8000-000000000001', '00000000-0000-4000-8000-00000000000a', 'open', 'with a text', false, '2026-01-01', '2026-01-01', NULL),
        ('00000000-0000-7000-8000-000000000002', '00000000-0000-4000-8000-00000000000a', 'done', NULL, true, '2026-01-02', now(), NULL),
        ('00000000-0000-7000-8000-000000000003', '00000000-0000-4000-8000-00000000000a', 'trash', NULL, false, '2026-01-03', '2026-01-03', now()),
        ('00000000-0000-7000-8000-000000000004', '00000000-0000-4000-8000-00000000000b', 'Bob''s', NULL, false, '2026-01-04', '2026-01-04', NULL),
        ('00000000-0000-7000-8000-000000000006', '00000000-0000-4000-8000-00000000000a', 'old', NULL, true, '2020-01-01', '2020-01-01', NULL),
        ('00000000-0000-7000-8000-000000000007', '00000000-0000-4000-8000-00000000000b', 'old trash', NULL, false, '2020-01-01', '2020-01-01', '2020-01-01');
    UPDATE todo.tasks SET title = 'open now' WHERE id = '00000000-0000-7000-8000-000000000001';
    DELETE FROM todo.tasks_archive;
    INSERT INTO todo.tasks_archive (id, user_id, title, completed, created_at, updated_at, completed_at, version)
        VALUES ('00000000-0000-7000-8000-000000000005', '00000000-0000-4000-8000-00000000000a', 'archived', true, '2020-01-01', '2020-01-01', '2020-01-01', 1);
    INSERT INTO todo.idempotency_keys (user_id, key, fingerprint, result, created_at) VALUES
        ('00000000-0000-4000-8000-00000000000a', 'old', '', '{}', now() - interval '2 days');
    INSERT INTO todo.identities (issuer, subject, user_id) VALUES ('https://id.example', 'alice', '00000000-0000-4000-8000-00000000000a');
$$;
GRANT USAGE ON SCHEMA faults TO PUBLIC;
SELECT faults.start_again();

-- What sqlsmith is to work with, in a schema of its own that comes first in its search_path.
CREATE SCHEMA smith;
GRANT USAGE ON SCHEMA smith TO PUBLIC;
CREATE VIEW smith.strange_types AS
    SELECT oid FROM pg_catalog.pg_type WHERE typnamespace = 'pg_catalog'::regnamespace AND oid <> ALL ('{bool, int4, int8, text,
        varchar, uuid, jsonb, json, timestamptz, interval, float8, numeric, bytea}'::regtype[]::oid[]);

-- It calls any function and operator as often as any other: ours, and of PostgreSQL's what belongs to the types of ours.
-- A back end that signs out, be it in the middle of a statement, may see all rows: it is to go on as whom it acts for.
CREATE VIEW smith.pg_proc AS
    SELECT * FROM pg_catalog.pg_proc WHERE pronamespace IN ('todo'::regnamespace, 'smith'::regnamespace)
        AND (proname <> 'logout' OR NOT pg_has_role(current_user, 'todo_service', 'USAGE')) OR oid::regproc::text IN (
        'lower', 'upper', 'md5', 'reverse', 'btrim', 'strpos', 'starts_with', 'gen_random_uuid', 'jsonb_typeof', 'jsonb_pretty',
        'jsonb_strip_nulls', 'jsonb_object_keys', 'jsonb_array_elements', 'pg_backend_pid', 'current_user', 'bool_and', 'bool_or')
        OR (prokind IN ('a', 'w') OR proname IN ('length', 'left', 'date_part', 'age', 'now', 'abs', 'mod', 'set_config',
            'current_setting', 'text', 'int4', 'int8'))
        AND pronamespace = 'pg_catalog'::regnamespace
        AND NOT prorettype || proargtypes::oid[] && ARRAY(SELECT oid FROM smith.strange_types);
CREATE VIEW smith.pg_operator AS
    SELECT * FROM pg_catalog.pg_operator
    WHERE NOT ARRAY[oprleft, oprright, oprresult] && ARRAY(SELECT oid FROM smith.strange_types);
GRANT SELECT ON smith.pg_proc, smith.pg_operator TO PUBLIC;

-- It calls no function that returns a set: here each returns its set as JSON.
DO $$
DECLARE
    declaration text;
BEGIN
    FOR declaration IN
        SELECT format('CREATE FUNCTION smith.%1$I(%2$s) RETURNS jsonb LANGUAGE sql
            AS ''SELECT jsonb_agg(to_jsonb(r)) FROM todo.%1$I(%3$s) r''', proname, types, parameters)
        FROM pg_proc, LATERAL (SELECT string_agg(format_type(t, NULL), ', ' ORDER BY place) AS types,
                string_agg('$' || place, ', ' ORDER BY place) AS parameters
            FROM unnest(proargtypes) WITH ORDINALITY a(t, place)) arguments
        WHERE pronamespace = 'todo'::regnamespace AND proretset
    LOOP
        EXECUTE declaration;
    END LOOP;
END
$$;

-- Arguments that functions take, beside those that they refuse. Some are another tenant's.
CREATE TABLE smith.words (id uuid, title text, patch jsonb, commands jsonb, tasks jsonb, scope text, number int, seq bigint,
    yes boolean, at timestamptz, span interval, task todo.task);
INSERT INTO smith.words
    SELECT t.id, w.*, jsonb_populate_record(NULL::todo.task, jsonb_build_object('id', t.id, 'created_at', now())) FROM (VALUES
    ('Buy milk', '{"title": "changed"}'::jsonb, '[{"do": "list_tasks", "key": "k"}]'::jsonb, '[{"title": "one"}]'::jsonb,
        'session', 1, 1::bigint, true, now(), '1 s'::interval),
    ('', '{"completed": true, "description": null}', '[{"do": "create_task", "args": {"title": "x"}, "as": "a"},
        {"do": "toggle_task", "args": {"task_id": "$a"}}]', '[{"title": "done", "completed": true}, {"title": "two"}]',
        'transaction', 50, 7, false, 'infinity', '1 day'),
    ('secret', '{"user_id": null}', '[{"do": "undo", "args": {"seq": 1}}]', '[]', 'x.y.z', 1000, 0, NULL, '-infinity', '0'),
    (NULL, '[]', '{}', '{"title": 1}', NULL, -1, -1, NULL, NULL, NULL)) w
    CROSS JOIN todo.tasks t;
GRANT SELECT ON smith.words TO PUBLIC;

-- Many commands in one round trip.
CREATE FUNCTION plpgsql.run_command(name text, args jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    task plpgsql.tasks;
BEGIN
    CASE name
        WHEN 'create_task' THEN
            task := plpgsql.create_task(args ->> 'title', args ->> 'description', (args ->> 'id')::uuid);
        WHEN 'update_task' THEN
            task := plpgsql.update_task((args ->> 'task_id')::uuid, args -> 'patch', (args ->> 'if_version')::int);
        WHEN 'toggle_task' THEN
            task := plpgsql.toggle_task((args ->> 'task_id')::uuid);
        WHEN 'delete_task' THEN
            task := plpgsql.delete_task((args ->> 'task_id')::uuid, coalesce((args ->> 'permanently')::boolean, false));
        WHEN 'restore_task' THEN
            task := plpgsql.restore_task((args ->> 'task_id')::uuid);
        WHEN 'list_tasks' THEN
            RETURN (SELECT coalesce(jsonb_agg(t), '[]') FROM plpgsql.list_tasks(
                (args ->> 'completed')::boolean, coalesce((args ->> 'page_size')::int, 50), args ->> 'page_cursor') t);
        WHEN 'tasks_page' THEN
            RETURN plpgsql.tasks_page((args ->> 'completed')::boolean, coalesce((args ->> 'page_size')::int, 50),
                args ->> 'page_cursor', args ->> 'if_changed');
        ELSE
            RAISE EXCEPTION 'unknown function "%"', name USING ERRCODE = '22023';
    END CASE;
    RETURN to_jsonb(task);
END
$$;

CREATE FUNCTION plpgsql.run_once(command jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    me uuid := plpgsql.require_user();
    used plpgsql.idempotency_keys;
    result jsonb;
BEGIN
    SELECT * INTO used FROM plpgsql.idempotency_keys WHERE user_id = me AND key = run_once.command ->> 'key';
    IF FOUND THEN
        IF used.command <> command THEN
            RAISE EXCEPTION 'this key was used for another command' USING ERRCODE = 'PT409';
        END IF;
        RETURN used.result;
    END IF;
    result := plpgsql.run_command(command ->> 'do', args);
    INSERT INTO plpgsql.idempotency_keys (user_id, key, command, result) VALUES (me, command ->> 'key', command, result);
    RETURN result;
END
$$;

CREATE FUNCTION plpgsql.execute(commands jsonb, atomic boolean DEFAULT true) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    command jsonb;
    args jsonb;
    result jsonb;
    results jsonb[] := '{}'::jsonb[];
    ids jsonb := '{}'::jsonb;
    state text;
    message text;
BEGIN
    PERFORM plpgsql.require_user();
    IF jsonb_typeof(commands) IS DISTINCT FROM 'array' OR jsonb_array_length(commands) > 100 THEN
        RAISE EXCEPTION 'commands must be an array of at most 100' USING ERRCODE = '22023';
    END IF;
    FOR command IN SELECT * FROM jsonb_array_elements(commands) LOOP
        args := coalesce(command -> 'args', '{}');
        IF args ->> 'task_id' LIKE '$%' THEN
            args := jsonb_set(args, '{task_id}', ids -> substr(args ->> 'task_id', 2));
        END IF;
        IF atomic THEN
            result := CASE WHEN command ? 'key' THEN plpgsql.run_once(command, args) ELSE plpgsql.run_command(command ->> 'do', args) END;
        ELSE
            BEGIN
                result := CASE WHEN command ? 'key' THEN plpgsql.run_once(command, args) ELSE plpgsql.run_command(command ->> 'do', args) END;
            EXCEPTION WHEN OTHERS THEN
                GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
                results := results || jsonb_build_object('ok', false, 'error', jsonb_build_object('sqlstate', state, 'message', message));
                CONTINUE;
            END;
        END IF;
        results := results || jsonb_build_object('ok', true, 'result', result);
        IF command ? 'as' THEN
            ids := ids || jsonb_build_object(command ->> 'as', result -> 'id');
        END IF;
    END LOOP;
    RETURN to_jsonb(results);
END
$$;

-- One task at a time, and many at once.
CREATE FUNCTION plpgsql.require_user() RETURNS uuid LANGUAGE plpgsql STABLE AS $$
DECLARE
    me uuid := plpgsql.current_user_id();
BEGIN
    IF me IS NULL THEN
        RAISE EXCEPTION 'nobody is signed in' USING ERRCODE = '28000';
    END IF;
    RETURN me;
END
$$;

CREATE FUNCTION plpgsql.create_task(title text, description text DEFAULT NULL, id uuid DEFAULT NULL) RETURNS plpgsql.tasks
    LANGUAGE plpgsql AS $$
DECLARE
    me uuid := plpgsql.require_user();
    task plpgsql.tasks;
BEGIN
    IF create_task.id IS NULL THEN
        INSERT INTO plpgsql.tasks (user_id, title, description)
        VALUES (me, create_task.title, create_task.description) RETURNING * INTO task;
        RETURN task;
    END IF;
    INSERT INTO plpgsql.tasks (id, user_id, title, description)
    VALUES (create_task.id, me, create_task.title, create_task.description)
    ON CONFLICT ON CONSTRAINT tasks_pkey DO NOTHING RETURNING * INTO task;
    IF NOT FOUND THEN
        SELECT * INTO task FROM plpgsql.tasks t
        WHERE t.id = create_task.id AND t.deleted_at IS NULL
          AND t.title = btrim(create_task.title) AND t.description IS NOT DISTINCT FROM create_task.description;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'a task with this id exists already' USING ERRCODE = 'PT409';
        END IF;
    END IF;
    RETURN task;
END
$$;

CREATE FUNCTION plpgsql.create_tasks(tasks jsonb) RETURNS SETOF plpgsql.tasks LANGUAGE plpgsql AS $$
DECLARE
    me uuid := plpgsql.require_user();
BEGIN
    IF jsonb_typeof(tasks) IS DISTINCT FROM 'array' THEN
        RAISE EXCEPTION 'tasks must be an array' USING ERRCODE = '22023';
    END IF;
    RETURN QUERY
    INSERT INTO plpgsql.tasks AS t (id, user_id, title, description, completed)
    SELECT coalesce(n.id, gen_random_uuid()), me, n.title, n.description, coalesce(n.completed, false)
    FROM jsonb_to_recordset(create_tasks.tasks) AS n(id uuid, title text, description text, completed boolean)
    RETURNING t.*;
END
$$;

CREATE FUNCTION plpgsql.get_task(task_id uuid) RETURNS SETOF plpgsql.tasks LANGUAGE plpgsql STABLE ROWS 1 AS $$
BEGIN
    PERFORM plpgsql.require_user();
    RETURN QUERY SELECT * FROM plpgsql.tasks WHERE id = task_id AND deleted_at IS NULL;
END
$$;

-- What the functions below say of a task that is not there.
CREATE FUNCTION plpgsql.no_such_task(task_id uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'no such task: "%"', task_id USING ERRCODE = 'PT404';
END
$$;

CREATE FUNCTION plpgsql.update_task(task_id uuid, patch jsonb, if_version integer DEFAULT NULL) RETURNS plpgsql.tasks
    LANGUAGE plpgsql AS $$
DECLARE
    task plpgsql.tasks;
    unknown text;
BEGIN
    PERFORM plpgsql.require_user();
    IF jsonb_typeof(patch) IS DISTINCT FROM 'object' THEN
        RAISE EXCEPTION 'patch must be an object' USING ERRCODE = '22023';
    END IF;
    SELECT key INTO unknown FROM jsonb_object_keys(patch) key WHERE key NOT IN ('title', 'description', 'completed');
    IF FOUND THEN
        RAISE EXCEPTION 'patch: unknown member "%"', unknown USING ERRCODE = '22023';
    END IF;
    UPDATE plpgsql.tasks SET title = coalesce(patch ->> 'title', title),
        description = CASE WHEN patch ? 'description' THEN patch ->> 'description' ELSE description END,
        completed = coalesce((patch ->> 'completed')::boolean, completed)
    WHERE id = task_id AND deleted_at IS NULL AND (if_version IS NULL OR version = if_version)
    RETURNING * INTO task;
    IF NOT FOUND THEN
        SELECT * INTO task FROM plpgsql.tasks WHERE id = task_id AND deleted_at IS NULL;
        IF FOUND THEN
            RAISE EXCEPTION 'the task has another version' USING ERRCODE = 'PT412', DETAIL = to_jsonb(task)::text;
        END IF;
        PERFORM plpgsql.no_such_task(task_id);
    END IF;
    RETURN task;
END
$$;

CREATE FUNCTION plpgsql.toggle_task(task_id uuid) RETURNS plpgsql.tasks LANGUAGE plpgsql AS $$
DECLARE
    task plpgsql.tasks;
BEGIN
    PERFORM plpgsql.require_user();
    UPDATE plpgsql.tasks SET completed = NOT completed WHERE id = task_id AND deleted_at IS NULL RETURNING * INTO task;
    IF NOT FOUND THEN
        PERFORM plpgsql.no_such_task(task_id);
    END IF;
    RETURN task;
END
$$;

CREATE FUNCTION plpgsql.delete_task(task_id uuid, permanently boolean DEFAULT false) RETURNS plpgsql.tasks LANGUAGE plpgsql AS $$
DECLARE
    task plpgsql.tasks;
BEGIN
    PERFORM plpgsql.require_user();
    IF permanently THEN
        DELETE FROM plpgsql.tasks WHERE id = task_id RETURNING * INTO task;
    ELSE
        UPDATE plpgsql.tasks SET deleted_at = now() WHERE id = task_id AND deleted_at IS NULL RETURNING * INTO task;
    END IF;
    IF NOT FOUND THEN
        PERFORM plpgsql.no_such_task(task_id);
    END IF;
    RETURN task;
END
$$;

CREATE FUNCTION plpgsql.restore_task(task_id uuid) RETURNS plpgsql.tasks LANGUAGE plpgsql AS $$
DECLARE
    task plpgsql.tasks;
BEGIN
    PERFORM plpgsql.require_user();
    UPDATE plpgsql.tasks SET deleted_at = NULL WHERE id = task_id AND deleted_at IS NOT NULL RETURNING * INTO task;
    IF NOT FOUND THEN
        PERFORM plpgsql.no_such_task(task_id);
    END IF;
    RETURN task;
END
$$;

-- Lists, pages and counts.
CREATE FUNCTION plpgsql.task_cursor(created_at timestamptz, id uuid) RETURNS text LANGUAGE sql IMMUTABLE AS
    $$SELECT translate(encode(timestamptz_send(created_at) || uuid_send(id), 'base64'), '+/=', '-_')$$;

CREATE FUNCTION plpgsql.list_tasks(completed boolean DEFAULT NULL, page_size integer DEFAULT 50, page_cursor text DEFAULT NULL)
    RETURNS SETOF plpgsql.tasks LANGUAGE plpgsql STABLE ROWS 50 AS $$
DECLARE
    from_time timestamptz;
    from_id uuid;
BEGIN
    PERFORM plpgsql.require_user();
    IF page_size NOT BETWEEN 1 AND 1001 THEN -- 1001: a page of 1000 that looks ahead
        RAISE EXCEPTION 'page_size must be 1 to 1000, not %', page_size USING ERRCODE = '22023';
    END IF;
    IF page_cursor IS NULL THEN
        IF completed IS NULL THEN
            RETURN QUERY SELECT * FROM plpgsql.tasks t WHERE t.deleted_at IS NULL
                ORDER BY t.created_at DESC, t.id DESC LIMIT page_size;
        ELSE
            RETURN QUERY SELECT * FROM plpgsql.tasks t WHERE t.deleted_at IS NULL AND t.completed = list_tasks.completed
                ORDER BY t.created_at DESC, t.id DESC LIMIT page_size;
        END IF;
        RETURN;
    END IF;
    SELECT timestamptz '2000-01-01 00:00+00' + (('x' || encode(substr(bytes, 1, 8), 'hex'))::bit(64)::bigint) * interval '1 microsecond',
           encode(substr(bytes, 9, 16), 'hex')::uuid
    INTO from_time, from_id FROM decode(translate(page_cursor, '-_', '+/'), 'base64') bytes;
    IF completed IS NULL THEN
        RETURN QUERY SELECT * FROM plpgsql.tasks t WHERE t.deleted_at IS NULL AND (t.created_at, t.id) < (from_time, from_id)
            ORDER BY t.created_at DESC, t.id DESC LIMIT page_size;
    ELSE
        RETURN QUERY SELECT * FROM plpgsql.tasks t WHERE t.deleted_at IS NULL AND t.completed = list_tasks.completed
            AND (t.created_at, t.id) < (from_time, from_id) ORDER BY t.created_at DESC, t.id DESC LIMIT page_size;
    END IF;
END
$$;

CREATE FUNCTION plpgsql.tasks_page(completed boolean DEFAULT NULL, page_size integer DEFAULT 50, page_cursor text DEFAULT NULL,
    if_changed text DEFAULT NULL) RETURNS json LANGUAGE plpgsql STABLE AS $$
DECLARE
    counters plpgsql.user_counters;
    etag text;
    tasks plpgsql.tasks[];
BEGIN
    SELECT * INTO counters FROM plpgsql.user_counters WHERE user_id = plpgsql.require_user();
    etag := concat(counters.seq, '-', md5(concat_ws(' ', counters.user_id, page_size, completed, page_cursor)));
    IF if_changed = etag THEN
        RETURN NULL;
    END IF;
    tasks := ARRAY(SELECT t FROM plpgsql.list_tasks(completed, page_size + 1, page_cursor) t);
    RETURN json_build_object('items', array_to_json(tasks[:page_size]),
        'next_cursor', CASE WHEN cardinality(tasks) > page_size
                            THEN plpgsql.task_cursor(tasks[page_size].created_at, tasks[page_size].id) END,
        'counts', json_build_object('open', counters.open, 'done', counters.done), 'etag', etag);
END
$$;

CREATE FUNCTION plpgsql.count_tasks() RETURNS TABLE (completed boolean, count bigint) LANGUAGE plpgsql STABLE ROWS 2 AS $$
DECLARE
    me uuid := plpgsql.require_user();
BEGIN
    RETURN QUERY SELECT v.* FROM plpgsql.user_counters c CROSS JOIN LATERAL (VALUES (false, c.open), (true, c.done)) v WHERE c.user_id = me;
END
$$;

-- For a client that keeps a copy.
CREATE FUNCTION plpgsql.changes_since(since bigint DEFAULT 0, page_size integer DEFAULT 500)
    RETURNS TABLE (seq bigint, task_id uuid, deleted boolean, task json) LANGUAGE plpgsql STABLE ROWS 50 AS $$
DECLARE
    me uuid := plpgsql.require_user();
    last bigint;
BEGIN
    SELECT c.seq INTO last FROM plpgsql.user_counters c WHERE c.user_id = me;
    IF since = last THEN
        RETURN;
    END IF;
    IF since > last THEN
        RAISE EXCEPTION 'since is %, the last event %', since, last USING ERRCODE = 'PT410';
    END IF;
    RETURN QUERY
    SELECT e.seq, e.task_id, t.id IS NULL OR t.deleted_at IS NOT NULL, CASE WHEN t.id IS NOT NULL THEN row_to_json(t) END
    FROM (SELECT e.seq, e.task_id FROM plpgsql.events e
          WHERE e.user_id = me AND e.seq > since
            AND NOT EXISTS (SELECT FROM plpgsql.events later WHERE later.task_id = e.task_id AND later.seq > e.seq AND later.user_id = me)
          ORDER BY e.seq LIMIT page_size) e
    LEFT JOIN plpgsql.tasks t ON t.id = e.task_id
    ORDER BY e.seq;
END
$$;

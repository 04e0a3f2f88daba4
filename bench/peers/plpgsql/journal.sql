-- One event a change, one update of the counters a user and statement. By the owner's rights: clients write no journal.
CREATE FUNCTION plpgsql.count_users() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    INSERT INTO plpgsql.user_counters (user_id) SELECT id FROM new_rows;
    RETURN NULL;
END
$$;
CREATE TRIGGER users_counters AFTER INSERT ON plpgsql.users
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION plpgsql.count_users();

-- Writers of one user queue in one order: counters, then tasks.
CREATE FUNCTION plpgsql.journal_lock() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    PERFORM FROM plpgsql.user_counters WHERE user_id = plpgsql.current_user_id() FOR NO KEY UPDATE;
    RETURN NULL;
END
$$;
CREATE TRIGGER tasks_journal_lock
    BEFORE UPDATE OR DELETE ON plpgsql.tasks FOR EACH STATEMENT EXECUTE FUNCTION plpgsql.journal_lock();

CREATE FUNCTION plpgsql.journal_insert() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    WITH change AS (
        SELECT user_id, count(*) AS events,
               count(*) FILTER (WHERE deleted_at IS NULL AND NOT completed) AS open,
               count(*) FILTER (WHERE deleted_at IS NULL AND completed) AS done,
               count(*) FILTER (WHERE deleted_at IS NOT NULL) AS trash
        FROM new_rows GROUP BY user_id
    ), counted AS (
        UPDATE plpgsql.user_counters c
        SET seq = c.seq + change.events, open = c.open + change.open, done = c.done + change.done, trash = c.trash + change.trash
        FROM change WHERE c.user_id = change.user_id
        RETURNING c.user_id, c.seq - change.events AS before
    )
    INSERT INTO plpgsql.events (user_id, seq, task_id, kind, changes, actor, recorded_at)
    SELECT n.user_id, counted.before + row_number() OVER (PARTITION BY n.user_id), n.id, 'created',
           jsonb_build_object('new', to_jsonb(n) - '{id,user_id}'::text[]), plpgsql.current_user_id(), clock_timestamp()
    FROM new_rows n JOIN counted USING (user_id);
    RETURN NULL;
END
$$;
CREATE TRIGGER tasks_journal_insert AFTER INSERT ON plpgsql.tasks
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION plpgsql.journal_insert();

CREATE FUNCTION plpgsql.journal_update() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    WITH changed AS (
        SELECT o AS before, n AS after FROM old_rows o JOIN new_rows n ON n.id = o.id WHERE n IS DISTINCT FROM o
    ), change AS (
        SELECT (after).user_id, count(*) AS events,
               sum(((after).deleted_at IS NULL AND NOT (after).completed)::int - ((before).deleted_at IS NULL AND NOT (before).completed)::int) AS open,
               sum(((after).deleted_at IS NULL AND (after).completed)::int - ((before).deleted_at IS NULL AND (before).completed)::int) AS done,
               sum(((after).deleted_at IS NOT NULL)::int - ((before).deleted_at IS NOT NULL)::int) AS trash
        FROM changed GROUP BY (after).user_id
    ), counted AS (
        UPDATE plpgsql.user_counters c
        SET seq = c.seq + change.events, open = c.open + change.open, done = c.done + change.done, trash = c.trash + change.trash
        FROM change WHERE c.user_id = change.user_id
        RETURNING c.user_id, c.seq - change.events AS before
    )
    INSERT INTO plpgsql.events (user_id, seq, task_id, kind, changes, actor, recorded_at)
    SELECT counted.user_id, counted.before + row_number() OVER (PARTITION BY counted.user_id), (after).id,
           CASE WHEN (after).deleted_at IS NOT NULL AND (changed.before).deleted_at IS NULL THEN 'deleted'
                WHEN (after).deleted_at IS NULL AND (changed.before).deleted_at IS NOT NULL THEN 'restored'
                WHEN (after).completed AND NOT (changed.before).completed THEN 'completed'
                WHEN (changed.before).completed AND NOT (after).completed THEN 'reopened'
                ELSE 'updated' END,
           fields.changes, plpgsql.current_user_id(), clock_timestamp()
    FROM changed
    JOIN counted ON counted.user_id = (after).user_id
    CROSS JOIN LATERAL (
        SELECT jsonb_build_object('old', jsonb_object_agg(key, o.value), 'new', jsonb_object_agg(key, n.value)) AS changes
        FROM jsonb_each(to_jsonb(changed.before)) o JOIN jsonb_each(to_jsonb(after)) n USING (key)
        WHERE n.value <> o.value) fields;
    RETURN NULL;
END
$$;
CREATE TRIGGER tasks_journal_update AFTER UPDATE ON plpgsql.tasks
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION plpgsql.journal_update();

-- What goes with its account leaves no events.
CREATE FUNCTION plpgsql.journal_delete() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    WITH change AS (
        SELECT user_id, count(*) AS events,
               count(*) FILTER (WHERE deleted_at IS NULL AND NOT completed) AS open,
               count(*) FILTER (WHERE deleted_at IS NULL AND completed) AS done,
               count(*) FILTER (WHERE deleted_at IS NOT NULL) AS trash
        FROM old_rows JOIN plpgsql.users u ON u.id = old_rows.user_id GROUP BY user_id
    ), counted AS (
        UPDATE plpgsql.user_counters c
        SET seq = c.seq + change.events, open = c.open - change.open, done = c.done - change.done, trash = c.trash - change.trash
        FROM change WHERE c.user_id = change.user_id
        RETURNING c.user_id, c.seq - change.events AS before
    )
    INSERT INTO plpgsql.events (user_id, seq, task_id, kind, changes, actor, recorded_at)
    SELECT o.user_id, counted.before + row_number() OVER (PARTITION BY o.user_id), o.id, 'purged',
           jsonb_build_object('old', to_jsonb(o) - '{id,user_id}'::text[]), plpgsql.current_user_id(), clock_timestamp()
    FROM old_rows o JOIN counted USING (user_id);
    RETURN NULL;
END
$$;
CREATE TRIGGER tasks_journal_delete AFTER DELETE ON plpgsql.tasks
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION plpgsql.journal_delete();

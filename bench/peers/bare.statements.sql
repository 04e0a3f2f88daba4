-- create
INSERT INTO bare.tasks (user_id, title, description) VALUES (:user, :title, :description) RETURNING *;
-- get
SELECT * FROM bare.tasks WHERE id = :task;
-- list
SELECT * FROM bare.tasks WHERE user_id = :user ORDER BY created_at DESC LIMIT :page_size;
-- list_open
SELECT * FROM bare.tasks WHERE user_id = :user AND completed = :completed ORDER BY created_at DESC LIMIT :page_size;
-- page
SELECT json_agg(t) FROM (SELECT * FROM bare.tasks WHERE user_id = :user ORDER BY created_at DESC LIMIT :page_size) t;
-- page_open
SELECT json_agg(t) FROM (SELECT * FROM bare.tasks WHERE user_id = :user AND completed = :completed ORDER BY created_at DESC LIMIT :page_size) t;
-- update
UPDATE bare.tasks SET title = :title, updated_at = now() WHERE id = :task RETURNING *;
-- toggle
UPDATE bare.tasks SET completed = NOT completed, updated_at = now() WHERE id = :task RETURNING *;
-- delete
DELETE FROM bare.tasks WHERE id = :task RETURNING id;
-- count
SELECT completed, count(*) FROM bare.tasks WHERE user_id = :user GROUP BY completed ORDER BY completed;
-- nothing
SELECT bare.nothing(:text);
-- no_rows
SELECT * FROM bare.no_rows(:seq);
-- nothing_inside
SELECT count(bare.nothing(:text)) FROM generate_series(1, 1000);
-- changes
SELECT * FROM bare.tasks WHERE user_id = :user AND updated_at > :time ORDER BY updated_at LIMIT 500;
-- execute: pipelined
INSERT INTO bare.tasks (user_id, title, description) VALUES (:user, :title, :description) RETURNING *;
-- create_many
INSERT INTO bare.tasks (user_id, title, description)
SELECT :user, title, description FROM jsonb_to_recordset(:tasks) AS t(title text, description text) RETURNING *;

-- sign_in
SET app.user_id = :'user';

-- create
INSERT INTO plain.tasks (user_id, title, description) VALUES (:user, :title, :description) RETURNING *;
-- get
SELECT * FROM plain.tasks WHERE id = :task;
-- list
SELECT * FROM plain.tasks ORDER BY created_at DESC LIMIT :page_size;
-- list_open
SELECT * FROM plain.tasks WHERE completed = :completed ORDER BY created_at DESC LIMIT :page_size;
-- page
SELECT json_agg(t) FROM (SELECT * FROM plain.tasks ORDER BY created_at DESC LIMIT :page_size) t;
-- page_open
SELECT json_agg(t) FROM (SELECT * FROM plain.tasks WHERE completed = :completed ORDER BY created_at DESC LIMIT :page_size) t;
-- update
UPDATE plain.tasks SET title = :title, updated_at = now() WHERE id = :task RETURNING *;
-- toggle
UPDATE plain.tasks SET completed = NOT completed, updated_at = now() WHERE id = :task RETURNING *;
-- delete
DELETE FROM plain.tasks WHERE id = :task RETURNING id;
-- count
SELECT completed, count(*) FROM plain.tasks GROUP BY completed ORDER BY completed;
-- changes
SELECT * FROM plain.tasks WHERE updated_at > :time ORDER BY updated_at LIMIT 500;
-- execute: pipelined
INSERT INTO plain.tasks (user_id, title, description) VALUES (:user, :title, :description) RETURNING *;
-- create_many
INSERT INTO plain.tasks (user_id, title, description)
SELECT :user, title, description FROM jsonb_to_recordset(:tasks) AS t(title text, description text) RETURNING *;

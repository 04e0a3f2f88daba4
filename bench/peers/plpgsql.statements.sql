-- sign_in
SET app.user_id = :'user';

-- create
SELECT * FROM plpgsql.create_task(:title, :description);
-- get
SELECT * FROM plpgsql.get_task(:task);
-- list
SELECT * FROM plpgsql.list_tasks(page_size => :page_size);
-- list_open
SELECT * FROM plpgsql.list_tasks(completed => :completed, page_size => :page_size);
-- page
SELECT plpgsql.tasks_page(page_size => :page_size);
-- page_open
SELECT plpgsql.tasks_page(completed => :completed, page_size => :page_size);
-- page_unchanged
SELECT plpgsql.tasks_page(page_size => :page_size, if_changed => :etag);
-- update
SELECT * FROM plpgsql.update_task(:task, :patch);
-- toggle
SELECT * FROM plpgsql.toggle_task(:task);
-- delete
SELECT * FROM plpgsql.delete_task(:task);
-- restore
SELECT * FROM plpgsql.restore_task(:task);
-- count
SELECT * FROM plpgsql.count_tasks();
-- changes
SELECT * FROM plpgsql.changes_since(:seq);
-- execute
SELECT plpgsql.execute(:commands);
-- create_many
SELECT * FROM plpgsql.create_tasks(:tasks);

-- sign_in
RESET ROLE;
SELECT todo.set_user(:'user', 'session');
SET ROLE authenticated_user;

-- create
SELECT * FROM todo.create_task(:title, :description);
-- get
SELECT * FROM todo.get_task(:task);
-- list
SELECT * FROM todo.list_tasks(page_size => :page_size);
-- list_open
SELECT * FROM todo.list_tasks(completed => :completed, page_size => :page_size);
-- page
SELECT todo.tasks_page(page_size => :page_size);
-- page_open
SELECT todo.tasks_page(completed => :completed, page_size => :page_size);
-- update
SELECT * FROM todo.update_task(:task, :patch);
-- toggle
SELECT * FROM todo.toggle_task(:task);
-- delete
SELECT * FROM todo.delete_task(:task);
-- count
SELECT * FROM todo.count_tasks();
-- restore
SELECT * FROM todo.restore_task(:task);
-- page_unchanged
SELECT todo.tasks_page(page_size => :page_size, if_changed => :etag);
-- changes
SELECT * FROM todo.changes_since(:seq);
-- execute
SELECT todo.execute(:commands);
-- create_many
SELECT * FROM todo.create_tasks(:tasks);
-- login
SELECT todo.login(:token, 'session');
-- login_inside
SELECT count(todo.login(:token, 'session')) FROM generate_series(1, 1000);

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

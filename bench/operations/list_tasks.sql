-- 50 rows by list_tasks
-- against: list_plain at most 1.00
\if :signed_in = 0
SELECT todo.set_user('00000000-0000-4000-8000-000000000007', 'session');
SET ROLE bench_app;
\set signed_in 1
\endif
\set page_size 50
SELECT * FROM todo.list_tasks(page_size => :page_size);

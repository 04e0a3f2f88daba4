-- 50 rows and the counts as one JSON document by tasks_page
-- against: page_json_agg at most 0.55
\if :signed_in = 0
SELECT todo.set_user('00000000-0000-4000-8000-000000000007', 'session');
SET ROLE bench_app;
\set signed_in 1
\endif
\set page_size 50
SELECT todo.tasks_page(page_size => :page_size);
